using System.Linq.Expressions;
using Vahta.Diagnosis;

namespace Vahta.Tests.Diagnosis;

public sealed class StartOfCodeTests
{
    [Fact]
    public void A_plain_method_begins_at_its_first_line() =>
        Check(Plain, "StartOfCodeTests.Plain", "plain");

    [Fact]
    public void An_async_method_begins_where_its_source_does() =>
        Check(Async, "StartOfCodeTests.Async", "async");

    [Fact]
    public void An_async_iterator_begins_where_its_source_does() =>
        Check(Iterate, "StartOfCodeTests.Iterate", "iterator");

    [Fact]
    public void A_lambda_is_named_by_the_method_around_it()
    {
        var captured = new object();
        Func<Task> lambda = async () => GC.KeepAlive(captured); /*lambda*/

        Check(lambda, "StartOfCodeTests.A_lambda_is_named_by_the_method_around_it.(lambda)", "lambda");
    }

    [Fact]
    public void A_delegate_around_a_delegate_is_seen_through() =>
        Check(new Func<Task>(new Func<Task>(Async).Invoke), "StartOfCodeTests.Async", "async");

    [Fact]
    public void A_delegate_made_at_run_time_has_no_line_and_no_failure()
    {
        var compiled = Expression.Lambda<Func<Task>>(Expression.Constant(Task.CompletedTask)).Compile();

        Assert.Null(AwaitTrace.StartOf(compiled)?.File);
    }

    [Fact]
    public void The_framework_s_own_code_has_a_name_only() =>
        Assert.Equal("Task.Yield", AwaitTrace.StartOf(Task.Yield)?.ToString());

    private static void Check(Delegate code, string method, string marker)
    {
        var found = AwaitTrace.StartOf(code);

        Assert.Equal(new AwaitSite(method, "StartOfCodeTests.cs", Marker.LineOf(marker), null), found);
    }

    private static Task Plain() => Task.CompletedTask; /*plain*/

    private static async Task Async() => await Task.Yield(); /*async*/

    private static async IAsyncEnumerable<int> Iterate() { /*iterator*/ await Task.Yield(); yield return 1; }
}
