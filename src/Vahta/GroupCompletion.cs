namespace Vahta;

/// <summary>Which ends of essential members complete a group.</summary>
public enum GroupCompletion
{
    /// <summary>The first.</summary>
    AnyEssential,

    /// <summary>The last: all essential members have completed.</summary>
    AllEssential,
}
