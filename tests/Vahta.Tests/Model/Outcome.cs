namespace Vahta.Tests.Model;

/// <summary>Something that became of a unit, named as its event is.</summary>
internal sealed record Moment(string What, TimeSpan At)
{
    // Shares of a budget that is too small are fractions of it.
    private static readonly TimeSpan s_rounding = TimeSpan.FromMicroseconds(10);

    public bool Equals(Moment? other) => other is not null && What == other.What && AreClose(At, other.At);

    public override int GetHashCode() => What.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{What} {Plan.Text(At)}";

    public static bool AreClose(TimeSpan one, TimeSpan other) => (one - other).Duration() <= s_rounding;
}

/// <summary>All that became of a unit.</summary>
internal sealed record Life(IReadOnlyList<Moment> Moments, int Setups, int Teardowns)
{
    public bool Equals(Life? other) => other is not null && Moments.SequenceEqual(other.Moments) && (Setups, Teardowns) == (other.Setups, other.Teardowns);

    public override int GetHashCode() => HashCode.Combine(Moments.Count, Setups, Teardowns);

    public override string ToString() => $"{string.Join(", ", Moments)}{(Setups + Teardowns > 0 ? $"; {Setups} up, {Teardowns} down" : "")}";

    public int Agreement(Life other) => Moments.Zip(other.Moments).TakeWhile(static both => both.First == both.Second).Count();
}

/// <summary>All that became of an application.</summary>
internal sealed record Outcome(StopCause Cause, string? Unit, int ExitCode, TimeSpan Announced, TimeSpan Took, IReadOnlyList<Life> Lives)
{
    public bool Equals(Outcome? other) =>
        other is not null
        && (Cause, Unit, ExitCode) == (other.Cause, other.Unit, other.ExitCode)
        && Moment.AreClose(Announced, other.Announced)
        && Moment.AreClose(Took, other.Took)
        && Lives.SequenceEqual(other.Lives);

    public override int GetHashCode() => HashCode.Combine(Cause, Unit, ExitCode);

    public override string ToString() =>
        $"  {Cause}{(Unit is null ? "" : $" by {Unit}")} at {Plan.Text(Announced)}, exit code {ExitCode} after {Plan.Text(Took)}\n"
        + string.Join('\n', Lives.Select((life, index) => $"  {index}: {life}"));

    /// <summary>For how many moments it agrees with another.</summary>
    public int Agreement(Outcome other) => Lives.Zip(other.Lives, static (one, other) => one.Agreement(other)).Sum() + (Cause == other.Cause ? 1 : 0);
}
