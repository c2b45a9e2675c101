using System.Globalization;
using Microsoft.Extensions.Configuration;
using Vahta.Units;

namespace Vahta.Hosting.Configuration;

/// <summary>Reads the keys of one section, and notes what is wrong as sentences with the full path and the way out. What is not said is null.</summary>
internal sealed class SectionReader(IConfigurationSection section, List<string> mistakes)
{
    private readonly List<string> _known = [];

    public TimeSpan? Duration(string key) => Read<TimeSpan>(key, DurationText.TryRead, "say with a unit, such as '5s', '250ms', '2m', or 'infinite'");

    /// <summary>A limit; one that must be kept is more than zero.</summary>
    public TimeLimit? Limit(string key, bool mayBeZero = false)
    {
        if (Duration(key) is not { } duration)
        {
            return null;
        }

        if (duration == TimeSpan.Zero && !mayBeZero)
        {
            return Refuse<TimeLimit>(key, "nothing can keep that; give more, or 'infinite'");
        }

        return Accept(key, () => TimeLimit.Of(duration, key, nameof(duration)), "that is too long; to wait for ever, say 'infinite'");
    }

    public bool? Flag(string key) => Read<bool>(key, bool.TryParse, "say 'true' or 'false'");

    public int? Number(string key, int least) => Read(
        key,
        (string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least,
        $"give a whole number, {least} or more");

    public double? Part(string key) => Read(
        key,
        static (string text, out double part) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out part) && part <= 1,
        "give a number from 0 to 1, such as '0.2'");

    public RestartMode? Mode(string key) => Read<RestartMode>(key, TryMode, ModesSaid);

    /// <summary>The section's own text, as a mode.</summary>
    public RestartMode? OwnMode()
    {
        if (string.IsNullOrEmpty(section.Value))
        {
            return null;
        }

        if (TryMode(section.Value, out var mode))
        {
            return mode;
        }

        mistakes.Add($"{section.Path} is '{section.Value}': {ModesSaid}.");
        return null;
    }

    public SectionReader Below(string key)
    {
        _known.Add(key);
        return new(section.GetSection(key), mistakes);
    }

    /// <summary>A value that may still be refused by the one it is for.</summary>
    public T? Accept<T>(string key, Func<T> make, string wayOut)
        where T : struct
    {
        try
        {
            return make();
        }
        catch (ArgumentOutOfRangeException)
        {
            return Refuse<T>(key, wayOut);
        }
    }

    /// <summary>Every key that was not asked for is a mistake.</summary>
    public void RefuseUnknown()
    {
        foreach (var child in section.GetChildren().Where(child => !_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            mistakes.Add($"{child.Path} means nothing. Known are {string.Join(", ", _known)}: correct the key or remove it.");
        }
    }

    private const string ModesSaid = "say 'Never', 'OnFailure' or 'Always'";

    private static bool TryMode(string text, out RestartMode mode) => Enum.TryParse(text, ignoreCase: true, out mode) && Enum.IsDefined(mode) && !char.IsAsciiDigit(text.Trim()[0]);

    private T? Read<T>(string key, TryReader<T> reader, string wayOut)
        where T : struct
    {
        _known.Add(key);
        return section[key] is not { Length: > 0 } text ? null
            : reader(text, out var value) ? value
            : Refuse<T>(key, wayOut);
    }

    private T? Refuse<T>(string key, string wayOut)
        where T : struct
    {
        mistakes.Add($"{section.Path}:{key} is '{section[key]}': {wayOut}.");
        return null;
    }

    private delegate bool TryReader<T>(string text, out T value);
}
