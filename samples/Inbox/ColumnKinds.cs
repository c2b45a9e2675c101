namespace Inbox;

/// <summary>Tells a column's kind from its values.</summary>
internal static class ColumnKinds
{
    private const int RealDigits = 15;      // what a double keeps of any decimal number
    private const int IntegerDigits = 18;   // what a 64-bit integer keeps

    extension(ColumnKind kind)
    {
        public static ColumnKind Of(string value)
        {
            var number = value.AsSpan(value.StartsWith('-') ? 1 : 0);
            var point = number.IndexOf('.');
            var whole = point < 0 ? number : number[..point];
            var fraction = point < 0 ? [] : number[(point + 1)..];
            var plain = IsDigits(whole) && IsDigits(fraction) && (whole.Length <= 1 || whole[0] != '0');

            return (point >= 0, whole.Length, fraction.Length) switch
            {
                _ when value.Length == 0 => ColumnKind.Empty,
                _ when !plain => ColumnKind.Text,
                (false, 0, _) or (true, _, 0) => ColumnKind.Text,
                (false, <= RealDigits, _) => value == "-0" ? ColumnKind.Text : ColumnKind.Integer,
                (false, <= IntegerDigits, _) => ColumnKind.LongInteger,
                (true, var before, var after) when before + after <= RealDigits => ColumnKind.Real,
                _ => ColumnKind.Text,
            };
        }

        /// <summary>The kind of a column that holds both.</summary>
        public ColumnKind And(ColumnKind other) => (kind, other) switch
        {
            _ when kind == other || other == ColumnKind.Empty => kind,
            (ColumnKind.Empty, _) => other,
            (ColumnKind.Integer, ColumnKind.LongInteger or ColumnKind.Real) => other,
            (ColumnKind.LongInteger or ColumnKind.Real, ColumnKind.Integer) => kind,
            _ => ColumnKind.Text,
        };

        /// <summary>The type a new column for such values is declared with.</summary>
        public string SqlType => kind switch
        {
            ColumnKind.Integer or ColumnKind.LongInteger => "INTEGER",
            ColumnKind.Real => "REAL",
            _ => "TEXT",
        };

        /// <summary>Whether a column declared as <paramref name="sqlType"/> keeps such values as they are.</summary>
        public bool Fits(string sqlType) => (sqlType, kind) switch
        {
            ("INTEGER", ColumnKind.Text) => false,
            ("REAL", ColumnKind.Text or ColumnKind.LongInteger) => false,
            _ => true,
        };
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
