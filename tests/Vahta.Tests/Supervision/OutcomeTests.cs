using CsCheck;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Tests.Supervision;

public sealed class OutcomeTests
{
    private static readonly Exception s_real = new IOException("disk");

    [Theory]
    [InlineData("None", false, false)]
    [InlineData("Ending", false, true)]
    [InlineData("Stopping", false, true)]
    [InlineData("Aborting", false, true)]
    [InlineData("None", true, false)]
    [InlineData("Ending", true, false)]
    [InlineData("Stopping", true, false)]
    [InlineData("Aborting", true, true)]
    public void S16_a_cancellation_is_ours_only_once_the_run_was_told(string asked, bool isTeardown, bool ours)
    {
        var level = Enum.Parse<UrgencyLevel>(asked);
        var cancellation = new OperationCanceledException("mine");
        var cancelled = Cancelled(cancellation);
        var faulted = Faulted(new OperationCanceledException());

        Assert.Equal(ours ? [] : [cancellation], Outcome.FailuresOf(cancelled, level, isTeardown));
        Assert.Equal(ours ? 0 : 1, Outcome.FailuresOf(faulted, level, isTeardown).Count);
    }

    [Fact]
    public void A4_a_foreign_cancellation_is_told_as_the_users_own_object()
    {
        var thrown = new OperationCanceledException("the client timed out");

        var failure = Assert.Single(Outcome.FailuresOf(Cancelled(thrown), UrgencyLevel.None, isTeardown: false));

        Assert.Same(thrown, failure);
    }

    [Fact]
    public void S16_a_task_cancelled_without_an_exception_object_is_a_failure_too()
    {
        var failure = Assert.Single(Outcome.FailuresOf(Task.FromCanceled(new(canceled: true)), UrgencyLevel.None, isTeardown: false));

        Assert.IsAssignableFrom<OperationCanceledException>(failure);
    }

    [Theory]
    [InlineData("None")]
    [InlineData("Stopping")]
    [InlineData("Aborting")]
    public void S48_a_real_error_counts_whatever_was_asked(string asked) =>
        Assert.Equal([s_real], Outcome.FailuresOf(Faulted(s_real), Enum.Parse<UrgencyLevel>(asked), isTeardown: false));

    [Fact]
    public void A_task_that_succeeded_has_no_failures() =>
        Assert.Empty(Outcome.FailuresOf(Task.CompletedTask, UrgencyLevel.None, isTeardown: false));

    [Fact]
    public void G7_all_inner_exceptions_count_in_their_order_and_our_cancellations_do_not() =>
        Gen.Select(Gen.Bool.Array[1, 6], Gen.Int[0, 3], Gen.Bool).Sample((cancellations, asked, isTeardown) =>
        {
            var level = (UrgencyLevel)asked;
            Exception[] thrown = [.. cancellations.Select((cancels, index) => cancels ? new OperationCanceledException($"{index}") : new IOException($"{index}") as Exception)];
            var ours = level >= (isTeardown ? UrgencyLevel.Aborting : UrgencyLevel.Ending);

            var failures = Outcome.FailuresOf(Faulted(thrown), level, isTeardown);

            Assert.Equal(thrown.Where(one => !ours || one is IOException), failures, ReferenceEqualityComparer.Instance as IEqualityComparer<Exception>);
        }, threads: 1);

    private static Task Faulted(params Exception[] thrown)
    {
        var source = new TaskCompletionSource();
        source.SetException(thrown);
        return source.Task;
    }

    private static Task Cancelled(OperationCanceledException thrown)
    {
        return Throws();

        async Task Throws()
        {
            await Task.CompletedTask;
            throw thrown;
        }
    }
}
