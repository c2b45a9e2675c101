namespace Vahta.Testing.Running;

/// <summary>How long, in real time, a simulation in which nothing happens is taken for one that goes on.</summary>
/// <param name="Hang">Until nothing that is known of can happen any more.</param>
/// <param name="Block">Until something keeps everything else from running.</param>
internal readonly record struct Patience(TimeSpan Hang, TimeSpan Block)
{
    private const int LooksWithinHang = 8;

    public static Patience Default { get; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20));

    /// <summary>The time between two looks.</summary>
    public TimeSpan Look => Hang / LooksWithinHang;

    /// <summary>How many looks in a row without anything happening make a hang.</summary>
    public int HangLooks => LooksWithinHang;

    /// <summary>How many make a block.</summary>
    public int BlockLooks => (int)(Block / Look);
}
