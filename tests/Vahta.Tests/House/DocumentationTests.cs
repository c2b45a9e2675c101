using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Vahta.Tests.House;

/// <summary>What the documentation shows is true.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string s_top = Path.GetFullPath(Path.Combine(Source.Core.Root, "../.."));

    public static TheoryData<string> Pages =>
    [
        .. Directory.EnumerateFiles(s_top, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(s_top, "docs"), "*.md"))
            .Select(path => Path.GetRelativePath(s_top, path)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Code_that_a_page_shows_is_cut_from_a_sample(string page)
    {
        var samples = Directory.EnumerateFiles(Path.Combine(s_top, "samples"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();

        var shown = CodeBlock().Matches(Read(page)).Select(match => match.Groups[1].Value.Trim());

        Assert.All(shown, code => Assert.Contains(samples, sample => sample.Contains(code, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Files_that_a_page_links_to_exist(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(s_top, page))!;

        var linked = Link().Matches(Read(page)).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal));

        Assert.All(linked, target => Assert.True(Path.Exists(Path.Combine(folder, target)), $"{page} links to {target}."));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Tests_that_a_page_names_exist(string page)
    {
        var tests = typeof(DocumentationTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Select(method => method.Name).ToHashSet();
        var processTests = Directory.EnumerateFiles(Path.Combine(s_top, "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();

        var named = TestName().Matches(Read(page)).Select(match => match.Groups[1].Value);

        Assert.All(named, name => Assert.True(tests.Contains(name) || processTests.Exists(text => text.Contains($" {name}(", StringComparison.Ordinal)), $"{page} names {name}."));
    }

    [Fact]
    public void The_log_events_and_their_ids_are_those_the_guide_lists()
    {
        var page = Read("docs/observing.md");

        var listed = LogRow().Matches(page).Select(match => (Id: int.Parse(match.Groups[1].Value), Level: match.Groups[2].Value, Name: match.Groups[3].Value));

        var written = typeof(Vahta.Telemetry.LogEvents).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .Where(message => message is not null)
            .Select(message => (Id: message!.EventId, Level: message.Level.ToString(), Name: message.EventName!));
        Assert.Equal(written.OrderBy(row => row.Id), listed.OrderBy(row => row.Id));
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(s_top, page));

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\(([^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([A-Z]\w*_\w+_\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\| (\d{3}) \| (\w+) \| (\w+)", RegexOptions.Multiline)]
    private static partial Regex LogRow();
}
