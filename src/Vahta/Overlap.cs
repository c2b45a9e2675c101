namespace Vahta;

/// <summary>What becomes of an occurrence of a schedule that is due while an earlier one is still running.</summary>
public enum Overlap
{
    /// <summary>It is left out, which is told. The default.</summary>
    Skip,

    /// <summary>It waits its turn. At most 100 wait; what is due beyond them is left out, which is told.</summary>
    Queue,

    /// <summary>It runs beside the others, without a limit.</summary>
    Parallel,
}
