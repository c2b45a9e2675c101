namespace Vahta.Tests.Model;

/// <summary>What the longest chain from a unit down its needs asks for, and what of it is kept whole: the first 100 ms of each part.</summary>
internal readonly record struct ModelChain(TimeSpan Asks, TimeSpan Keeps);

/// <summary>A unit's share of the stop: until it is aborted, and from there until it is abandoned.</summary>
internal readonly record struct ModelShare(TimeSpan Grace, TimeSpan Abort)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_kept = TimeSpan.FromMilliseconds(100);

    public TimeSpan Total => Grace + Abort;

    /// <summary>What a unit asks for.</summary>
    public static ModelShare Of(TimeSpan grace) => new(grace, s_second);

    /// <summary>The same in a hurry: a second altogether.</summary>
    public ModelShare Hurried => Total <= s_second ? this : new(Grace * (s_second / Total), Abort * (s_second / Total));

    public ModelChain Before(IEnumerable<ModelChain> needs) =>
        new(Total + needs.Select(static chain => chain.Asks).DefaultIfEmpty().Max(), Kept(Grace) + Kept(Abort) + needs.Select(static chain => chain.Keeps).DefaultIfEmpty().Max());

    /// <summary>What of it can be given when there is so much left for the chain: of all that exceeds the 100 ms, the same part.</summary>
    public ModelShare Within(TimeSpan left, ModelChain chain)
    {
        var grace = Part(Grace);
        return new(grace, Min(Part(Abort), left - grace));

        TimeSpan Part(TimeSpan part) => left >= chain.Asks ? part
            : left <= chain.Keeps ? Min(Kept(part), left)
            : Kept(part) + ((part - Kept(part)) * ((left - chain.Keeps) / (chain.Asks - chain.Keeps)));
    }

    private static TimeSpan Kept(TimeSpan part) => Min(part, s_kept);

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
