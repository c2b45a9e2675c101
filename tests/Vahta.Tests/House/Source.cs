using System.Runtime.CompilerServices;

namespace Vahta.Tests.House;

/// <summary>A package's source files, as text.</summary>
internal sealed class Source
{
    private Source(string package)
    {
        Package = package;
        Root = FindRoot(package);
        Files =
        [
            .. Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
                .Select(path => (Path: Path.GetRelativePath(Root, path).Replace('\\', '/'), Full: path))
                .Where(file => !file.Path.StartsWith("obj/", StringComparison.Ordinal) && !file.Path.StartsWith("bin/", StringComparison.Ordinal))
                .Select(file => (file.Path, File.ReadAllText(file.Full))),
        ];
    }

    public static Source Core { get; } = new("Vahta");

    public static IReadOnlyList<Source> All { get; } = [Core, new("Vahta.Hosting"), new("Vahta.AspNetCore"), new("Vahta.Testing")];

    public string Package { get; }

    public string Root { get; }

    /// <summary>Path below the package's folder, and text, of every file.</summary>
    public IReadOnlyList<(string Path, string Text)> Files { get; }

    private static string FindRoot(string package, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src", package));
}
