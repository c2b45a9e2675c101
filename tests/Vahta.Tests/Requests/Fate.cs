namespace Vahta.Tests.Requests;

/// <summary>What a unit's code is to do next, and what it has done.</summary>
internal sealed class Fate
{
    private TaskCompletionSource _struck = new();
    private Deed? _strike;

    public int Going { get; set; }

    public int Setups { get; set; }

    public int Teardowns { get; set; }

    public bool IsStopped { get; set; }

    public bool IsAsked { get; set; }

    public Task Struck => _struck.Task;

    public void Begin() => _struck = new();

    public void Strike(Deed how)
    {
        _strike = how;
        _struck.TrySetResult();
    }

    public Deed? TakeStrike()
    {
        var strike = _strike;
        _strike = null;
        _struck = new();
        return strike;
    }
}
