using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;

namespace Vahta.Diagnosis;

/// <summary>From which line a piece of a method's code was made.</summary>
/// <param name="Offset">Where the piece begins, in bytes.</param>
/// <param name="File">The source file's name, without folders; null for a piece that stands nowhere in the source.</param>
/// <param name="Line">From 1; 0 for a piece that stands nowhere in the source.</param>
internal sealed record SequencePoint(int Offset, string? File, int Line);

/// <summary>Reads portable PDBs: embedded, beside the assembly, or beside the program where that is a single file.</summary>
internal static class SequencePoints
{
    private static readonly ConditionalWeakTable<Assembly, MetadataReaderProvider?> Pdbs = [];

    /// <summary>The method's points in the order of its code; none without a PDB.</summary>
    public static IReadOnlyList<SequencePoint> Of(MethodBase method)
    {
        try
        {
            var pdb = Pdbs.GetValue(method.Module.Assembly, Open)?.GetMetadataReader();
            return pdb is null ? [] : Read(pdb, method.MetadataToken);
        }
        catch (Exception)
        {
            // A PDB that cannot be opened or is not what it seems is as good as none.
            return [];
        }
    }

    /// <summary>Where the method begins in the source.</summary>
    public static SequencePoint? StartOf(MethodBase method) => Of(method).FirstOrDefault(point => point.File is not null);

    private static SequencePoint[] Read(MetadataReader pdb, int methodToken)
    {
        var method = ((MethodDefinitionHandle)MetadataTokens.EntityHandle(methodToken)).ToDebugInformationHandle();
        return [.. pdb.GetMethodDebugInformation(method).GetSequencePoints()
            .Select(point => point.IsHidden
                ? new SequencePoint(point.Offset, File: null, Line: 0)
                : new SequencePoint(point.Offset, FileName(pdb, point.Document), point.StartLine))];
    }

    private static string FileName(MetadataReader pdb, DocumentHandle document)
    {
        // Built on one system, read on another: both separators count.
        var path = pdb.GetString(pdb.GetDocument(document).Name);
        return path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
    }

    private static MetadataReaderProvider? Open(Assembly assembly)
    {
        try
        {
            return assembly.Location is { Length: > 0 } path ? OpenAssociated(path) : OpenBesideProgram(assembly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return null;
        }
    }

    private static MetadataReaderProvider? OpenAssociated(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        return image.TryOpenAssociatedPortablePdb(path, Load, out var pdb, out _) ? pdb : null;
    }

    private static MetadataReaderProvider? OpenBesideProgram(Assembly assembly) =>
        Load(Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".pdb")) is { } pdb
            ? MetadataReaderProvider.FromPortablePdbStream(pdb)
            : null;

    // Into memory, so that no build finds the file held open.
    private static MemoryStream? Load(string path) => File.Exists(path) ? new MemoryStream(File.ReadAllBytes(path)) : null;
}
