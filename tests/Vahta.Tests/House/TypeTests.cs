using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Vahta.Testing;

namespace Vahta.Tests.House;

/// <summary>How types are made and where they stand, in every package.</summary>
public sealed partial class TypeTests
{
    // The base of typed handles, and the root of the closed family of events.
    private static readonly Type[] s_open = [typeof(UnitHandle), typeof(LifecycleEvent)];

    private static readonly Type[] s_types =
    [
        .. new[] { typeof(Dispatcher).Assembly, typeof(Simulation).Assembly }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Namespace?.StartsWith("Vahta", StringComparison.Ordinal) == true
                && !type.IsDefined(typeof(CompilerGeneratedAttribute), false)
                && !type.IsNested),
    ];

    private static readonly (string Package, string Path, string Text)[] s_files =
        [.. Source.All.SelectMany(source => source.Files.Select(file => (source.Package, file.Path, file.Text)))];

    [Fact]
    public void Public_types_stand_in_the_packages_namespace() =>
        Assert.All(s_types.Where(type => type.IsPublic), type => Assert.Equal(type.Assembly.GetName().Name, type.Namespace));

    [Fact]
    public void Public_classes_are_sealed() => Assert.All(
        s_types.Where(type => type is { IsPublic: true, IsClass: true } && !s_open.Contains(type)),
        type => Assert.True(type.IsSealed, $"{type} is not sealed."));

    [Fact]
    public void Nobody_outside_can_derive_from_the_open_ones() => Assert.All(
        s_open.SelectMany(type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)),
        constructor => Assert.True(constructor.IsAssembly || constructor.IsFamilyAndAssembly || constructor.IsPrivate || IsCopy(constructor)));

    [Fact]
    public void Internal_types_stand_in_their_folders_namespace() => Assert.All(
        s_files.Where(file => file.Path.Contains('/') && !DeclaresPublicType().IsMatch(file.Text)),
        file => Assert.Contains($"namespace {file.Package}.{file.Path[..file.Path.IndexOf('/')]};", file.Text, StringComparison.Ordinal));

    [Fact]
    public void A_file_declares_one_public_type_but_for_the_closed_family() => Assert.All(
        s_files.Where(file => !file.Path.EndsWith("Events.cs", StringComparison.Ordinal)),
        file => Assert.True(DeclaresPublicType().Count(file.Text) <= 1, file.Path));

    [Fact]
    public void No_file_is_longer_than_a_concept() => Assert.All(
        s_files,
        file => Assert.True(file.Text.Split('\n').Length <= 350, $"{file.Path} has {file.Text.Split('\n').Length} lines: a missing concept?"));

    [Fact]
    public void Nothing_switches_a_warning_off_or_folds_code_away() => Assert.All(
        s_files,
        file => Assert.DoesNotMatch(@"#pragma|#region", file.Text));

    [Fact]
    public void Only_the_hosting_of_a_dispatcher_knows_more_than_its_public_surface() => Assert.All(
        typeof(Dispatcher).Assembly.GetCustomAttributes<InternalsVisibleToAttribute>(),
        friend => Assert.Matches("Tests$|^Vahta.Hosting$", friend.AssemblyName));

    // Records let their own family copy them.
    private static bool IsCopy(ConstructorInfo constructor) =>
        constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;

    [GeneratedRegex(@"^public (?:sealed |static |abstract |partial |readonly )*(?:class|record|interface|enum|struct|delegate)\b", RegexOptions.Multiline)]
    private static partial Regex DeclaresPublicType();
}
