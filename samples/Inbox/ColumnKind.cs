namespace Inbox;

/// <summary>What a column of a file holds; chosen so that no value is changed by being stored.</summary>
internal enum ColumnKind
{
    /// <summary>No value at all.</summary>
    Empty,

    /// <summary>Whole numbers of at most 15 digits, without leading zeros or a plus sign.</summary>
    Integer,

    /// <summary>Such numbers of at most 18 digits: too long for a double.</summary>
    LongInteger,

    /// <summary>Numbers with a decimal point, at most 15 digits.</summary>
    Real,

    /// <summary>Anything else, kept letter by letter: <c>007</c>, <c>1e5</c>, <c>+1</c>, dates, words.</summary>
    Text,
}
