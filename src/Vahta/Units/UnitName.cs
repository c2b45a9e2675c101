namespace Vahta.Units;

/// <summary>What can name a unit: letters, digits, dots, underscores and hyphens, which stand unchanged in configuration, in labels of metrics, in addresses and on consoles.</summary>
internal static class UnitName
{
    public static bool IsValid(string name)
    {
        foreach (var character in name)
        {
            if (!Has(character))
            {
                return false;
            }
        }

        return name.Length > 0;
    }

    /// <summary>Whether a character can stand in a name.</summary>
    public static bool Has(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-';
}
