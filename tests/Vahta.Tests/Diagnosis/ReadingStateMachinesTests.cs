using System.Reflection;
using System.Runtime.CompilerServices;
using Vahta.Diagnosis;

namespace Vahta.Tests.Diagnosis;

public sealed class ReadingStateMachinesTests
{
    private const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Theory]
    [InlineData(typeof(object))]
    [InlineData(typeof(HttpClient))]
    [InlineData(typeof(System.Net.Sockets.Socket))]
    [InlineData(typeof(System.Threading.Channels.Channel))]
    [InlineData(typeof(System.Xml.XmlReader))]
    [InlineData(typeof(System.Text.Json.JsonSerializer))]
    public void Every_await_of_a_framework_assembly_is_read(Type inAssembly)
    {
        var machines = MachinesOf(inAssembly.Assembly);

        Assert.NotEmpty(machines);
        Assert.All(machines, type => Assert.Equal(AwaitsIn(type), StateMachineMap.Of(type).Count));
    }

    [Fact]
    public void Nearly_every_await_of_the_framework_names_what_it_awaits()
    {
        var sites = MachinesOf(typeof(HttpClient).Assembly)
            .SelectMany(type => Enumerable.Range(0, StateMachineMap.Of(type).Count).Select(StateMachineMap.Of(type).SiteAt))
            .ToArray();

        Assert.InRange(sites.Count(site => site!.Callee is null), 0, sites.Length / 20);
    }

    [Theory]
    [InlineData("PollAsync", "PollAsync")]
    [InlineData("<PollAsync>d__3", "PollAsync")]
    [InlineData("<PollAsync>d__3`1", "PollAsync")]
    [InlineData("<<Main>$>d__0", "Main")]
    [InlineData("<<<Main>$>g__PollAsync|0_1>d", "PollAsync")]
    [InlineData("<<Main>$>g__PollAsync|0_1", "PollAsync")]
    [InlineData("<<Main>$>b__0_0", "(lambda)")]
    [InlineData("<<<Main>$>b__0_0>d", "(lambda)")]
    [InlineData("<.ctor>b__1_0", "(lambda)")]
    [InlineData("<RunAsync>b__3_0", "RunAsync.(lambda)")]
    [InlineData("<<RunAsync>g__PollAsync|3_0>d", "RunAsync.PollAsync")]
    [InlineData("Shop.IInvoices<System.Int32>.PollAsync", "PollAsync")]
    [InlineData("<Shop-IInvoices<System-Int32>-PollAsync>d__2", "PollAsync")]
    [InlineData("get_Completion", "Completion")]
    [InlineData("<get_Completion>b__2_0", "Completion.(lambda)")]
    public void A_compiled_name_is_told_as_in_the_source(string compiled, string source) =>
        Assert.Equal(source, MethodNames.InSource(compiled));

    [Fact]
    public void A_type_is_told_as_in_the_source()
    {
        Assert.Equal("Dictionary<string, int[]>.Enumerator", TypeNames.Of(typeof(Dictionary<string, int[]>.Enumerator)));
        Assert.Equal("FileLocal.Nested<DayOfWeek>", TypeNames.Of(typeof(FileLocal.Nested<DayOfWeek>)));
    }

    [Fact]
    public void A_machine_that_has_not_begun_is_nowhere() =>
        Assert.Null(StateMachineMap.Of(typeof(HandMade)).StateOf(default(HandMade)));

    [Theory]
    [InlineData("Invoices.PollAsync (Invoices.cs:21) → Client.GetAsync", "Invoices.cs", 21, "Client.GetAsync")]
    [InlineData("Invoices.PollAsync (Invoices.cs:21)", "Invoices.cs", 21, null)]
    [InlineData("Invoices.PollAsync (Invoices.cs)", "Invoices.cs", 0, null)]
    [InlineData("Invoices.PollAsync → Client.GetAsync", null, 0, "Client.GetAsync")]
    [InlineData("Invoices.PollAsync", null, 0, null)]
    public void A_site_leaves_out_what_it_does_not_know(string text, string? file, int line, string? callee) =>
        Assert.Equal(text, new AwaitSite("Invoices.PollAsync", file, line, callee).ToString());

    // The boxes that the runtime keeps machines in are machines to look at, too, but hold no code of a method.
    private static Type[] MachinesOf(Assembly assembly) =>
        [.. assembly.GetTypes().Where(type => type.Name.StartsWith('<') && StateMachineMap.MoveNextOf(type) is not null)];

    // What the map must find, counted in another way: by the calls alone.
    private static int AwaitsIn(Type machine)
    {
        var body = StateMachineMap.MoveNextOf(machine)!;
        return IlReader.Read(body).Count(instruction => instruction.IsCall && NameAt(body, instruction.Operand)
            is nameof(AsyncTaskMethodBuilder.AwaitOnCompleted) or nameof(AsyncTaskMethodBuilder.AwaitUnsafeOnCompleted));
    }

    private static string? NameAt(MethodInfo body, int token) =>
        body.Module.ResolveMethod(token, body.DeclaringType!.GetGenericArguments(), null)?.Name;

    private struct HandMade : IAsyncStateMachine
    {
        public readonly void MoveNext()
        {
        }

        public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
        {
        }
    }
}

file static class FileLocal
{
    public sealed class Nested<T>;
}
