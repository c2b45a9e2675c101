using Vahta.Supervision;

namespace Vahta.Tests.Supervision;

public sealed class UnitMachineTests
{
    // The table of DESIGN 4.1; whatever is not in it cannot happen.
    private static readonly Dictionary<(UnitState, Happening, bool IsJob, bool ComesBack), UnitState> s_legal = Rows(
        (UnitState.Pending, Happening.Begins, UnitState.Starting),
        (UnitState.Pending, Happening.LosesNeed, UnitState.Skipped),
        (UnitState.Pending, Happening.IsUnwished, UnitState.Stopped),
        (UnitState.Starting, Happening.WillRunAgain, UnitState.Restarting),
        (UnitState.Running, Happening.WillRunAgain, UnitState.Restarting),
        (UnitState.Stopping, Happening.WillRunAgain, UnitState.Restarting),
        (UnitState.Restarting, Happening.IsWished, UnitState.Pending),
        (UnitState.Restarting, Happening.IsUnwished, UnitState.Stopped),
        (UnitState.Failed, Happening.IsForgiven, UnitState.Stopped),
        (UnitState.Abandoned, Happening.IsForgiven, UnitState.Stopped),
        (UnitState.Starting, Happening.BecomesReady, UnitState.Running),
        (UnitState.Starting, Happening.IsTold, UnitState.Stopping),
        (UnitState.Starting, Happening.Fails, UnitState.Failed),
        (UnitState.Starting, Happening.IsAbandoned, UnitState.Abandoned),
        (UnitState.Running, Happening.Ends, UnitState.Completed),
        (UnitState.Running, Happening.IsTold, UnitState.Stopping),
        (UnitState.Running, Happening.Fails, UnitState.Failed),
        (UnitState.Running, Happening.IsAbandoned, UnitState.Abandoned),
        (UnitState.Stopping, Happening.Ends, UnitState.Stopped),
        (UnitState.Stopping, Happening.Fails, UnitState.Failed),
        (UnitState.Stopping, Happening.IsAbandoned, UnitState.Abandoned),
        (UnitState.Stopped, Happening.IsWished, UnitState.Pending),
        (UnitState.Completed, Happening.IsWished, UnitState.Pending),
        (UnitState.Failed, Happening.IsWished, UnitState.Pending),
        (UnitState.Skipped, Happening.IsWished, UnitState.Pending),
        (UnitState.Abandoned, Happening.IsWished, UnitState.Pending));

    [Fact]
    public void Every_legal_step_leads_where_the_table_says() => Assert.All(s_legal, row =>
    {
        var ((state, happening, isJob, comesBack), next) = row;
        Assert.Equal(next, UnitMachine.Next(state, happening, isJob, comesBack));
    });

    [Fact]
    public void Every_other_step_is_refused_with_both_names()
    {
        var illegal =
            from state in Enum.GetValues<UnitState>()
            from happening in Enum.GetValues<Happening>()
            from isJob in (bool[])[false, true]
            from comesBack in (bool[])[false, true]
            where !s_legal.ContainsKey((state, happening, isJob, comesBack))
            select (state, happening, isJob, comesBack);

        Assert.All(illegal, step =>
        {
            var thrown = Assert.Throws<InvalidOperationException>(() => UnitMachine.Next(step.state, step.happening, step.isJob, step.comesBack));
            Assert.Contains($"{step.state}", thrown.Message);
            Assert.Contains($"'{step.happening}'", thrown.Message);
        });
    }

    private static Dictionary<(UnitState, Happening, bool, bool), UnitState> Rows(params (UnitState State, Happening Happening, UnitState Next)[] rows)
    {
        var table = new Dictionary<(UnitState, Happening, bool, bool), UnitState>();
        foreach (var row in rows)
        {
            foreach (var isJob in (bool[])[false, true])
            {
                foreach (var comesBack in (bool[])[false, true])
                {
                    table[(row.State, row.Happening, isJob, comesBack)] = row switch
                    {
                        (UnitState.Starting, Happening.BecomesReady, _) when isJob => UnitState.Completed,
                        (UnitState.Stopping, Happening.Ends, _) when comesBack => UnitState.Pending,
                        _ => row.Next,
                    };
                }
            }
        }

        return table;
    }
}
