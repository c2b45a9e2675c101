using System.Globalization;

namespace Vahta.Units;

/// <summary>What can name a unit: letters and digits of any script, dots, underscores and hyphens.</summary>
internal static class UnitName
{
    public static bool IsValid(string name) => name.Length > 0 && name.All(Has);

    /// <summary>Whether a character can stand in a name.</summary>
    public static bool Has(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' || (!char.IsAscii(character) && IsOfWords(character));

    // Some scripts write vowels as marks.
    private static bool IsOfWords(char character) =>
        char.IsLetterOrDigit(character) || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber;
}
