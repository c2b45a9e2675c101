using Vahta.Diagnosis;

namespace Vahta.Tests.Diagnosis;

public sealed class FindingAwaitsTests
{
    public static TheoryData<string> Shapes => [.. HangShapes.All.Select(hang => hang.Name)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_hanging_task_is_found_at_its_method_file_line_and_callee(string name)
    {
        var (expected, found) = await HangShapes.All.Single(hang => hang.Name == name).FindAsync();

        Assert.Equal(expected, found);
    }

    [Fact]
    public void The_walk_works_on_this_runtime() => Assert.True(AwaitTrace.Works);

    [Fact]
    public void Without_user_code_the_framework_s_step_is_told()
    {
        Assert.Equal(new AwaitSite("Task.Delay", null, 0, null), AwaitTrace.Find(Task.Delay(-1)));
        Assert.Equal("Task.WhenAny", AwaitTrace.Find(Task.WhenAny(Task.Delay(-1), Task.Delay(-1)))?.Method);
        Assert.Equal("TaskCompletionSource", AwaitTrace.Find(new TaskCompletionSource<int>().Task)?.Method);
        Assert.Equal("SemaphoreSlim.WaitAsync", AwaitTrace.Find(new SemaphoreSlim(0).WaitAsync())?.Method);
        Assert.Equal(
            "PeriodicTimer.WaitForNextTickAsync",
            AwaitTrace.Find(new PeriodicTimer(TimeSpan.FromHours(1)).WaitForNextTickAsync().AsTask())?.Method);
        Assert.Equal(
            "Task.Run",
            AwaitTrace.Find(Task.Run(async () => await new TaskCompletionSource().Task))?.Method);
    }

    [Fact]
    public async Task Code_that_runs_and_does_not_await_is_told_as_running()
    {
        using var end = new ManualResetEventSlim();
        var running = new TaskCompletionSource();
        var task = Blocks();
        await running.Task;

        var found = AwaitTrace.Find(task);
        end.Set();
        await task;

        Assert.Equal("FindingAwaitsTests.Code_that_runs_and_does_not_await_is_told_as_running.Blocks", found?.Method);
        Assert.True(found?.IsRunning);
        Assert.Equal("FindingAwaitsTests.cs", found?.File);
        Assert.InRange(found!.Line, Marker.LineOf("runs from here") - 1, Marker.LineOf("runs from here"));
        Assert.EndsWith(", which is running", found.ToString());

        async Task Blocks()
        {
            await Task.Yield(); /*runs from here*/
            running.SetResult();
            end.Wait(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_task_that_runs_a_delegate_is_told_by_the_delegate()
    {
        using var end = new ManualResetEventSlim();
        var task = Task.Factory.StartNew(() => end.Wait(TestContext.Current.CancellationToken)); /*runs a delegate*/

        var found = AwaitTrace.Find(task);
        end.Set();
        await task;

        Assert.Equal("FindingAwaitsTests.A_task_that_runs_a_delegate_is_told_by_the_delegate.(lambda)", found?.Method);
        Assert.Equal(Marker.LineOf("runs a delegate"), found?.Line);
        Assert.True(found?.IsRunning);
    }

    [Fact]
    public async Task The_branch_that_leads_deepest_into_user_code_is_told()
    {
        var found = AwaitTrace.Find(Task.WhenAny(Shallow(), Deep(3), Shallow()));

        Assert.Equal(Marker.LineOf("deepest"), found?.Line);
        await Task.CompletedTask;

        static async Task Shallow() => await new TaskCompletionSource().Task;

        static async Task Deep(int levels)
        {
            if (levels > 0)
                await Deep(levels - 1);
            await new TaskCompletionSource().Task; /*deepest*/
        }
    }

    [Fact]
    public void Code_with_known_lines_is_told_rather_than_a_library_without()
    {
        var program = new AwaitSite("Invoices.PollAsync", "Invoices.cs", 21, "Client.GetAsync");
        var library = new AwaitSite("Client.GetAsync", null, 0, "Connection.ReadAsync");
        AwaitFrame[] frames = [new(program, CodeOrigin.User, 0), new(library, CodeOrigin.User, 1)];

        Assert.Same(program, AwaitTrace.Pick(frames));
        Assert.Same(library, AwaitTrace.Pick(frames[1..]));
    }

    [Fact]
    public void Our_own_code_is_never_told()
    {
        var (vahta, framework) = (CodeOrigins.Of(typeof(AwaitTrace).Assembly), CodeOrigins.Of(typeof(Task).Assembly));
        var ours = new AwaitFrame(new AwaitSite("Supervisor.RunAsync", "Supervisor.cs", 7, null), vahta, 0);
        var leaf = new AwaitFrame(new AwaitSite("Task.Delay", null, 0, null), framework, 1);

        Assert.Null(AwaitTrace.Pick([ours]));
        Assert.Same(leaf.Site, AwaitTrace.Pick([ours, leaf]));
    }
}
