namespace Vahta.Telemetry;

/// <summary>What attributes of metrics and traces are called, and how their values are written.</summary>
internal static class SemanticNames
{
    public const string UnitName = "vahta.unit.name";
    public const string UnitKind = "vahta.unit.kind";
    public const string UnitRun = "vahta.unit.run";
    public const string UnitState = "vahta.unit.state";
    public const string StopCause = "vahta.stop.cause";
    public const string ErrorType = "error.type";
    public const string ExitCode = "process.exit.code";

    /// <summary>A value of an enumeration, as <c>start_failed</c>.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Written<TEnum>.Values.GetValueOrDefault(value) ?? "_OTHER";

    private static class Written<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> Values = Enum.GetValues<TEnum>().ToDictionary(static value => value, static value => Snake(value.ToString()));

        private static string Snake(string name) =>
            string.Concat(name.Select(static (letter, index) => char.IsUpper(letter) && index > 0 ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
    }
}
