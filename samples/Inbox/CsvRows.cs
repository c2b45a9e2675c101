using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using CsvHelper.Configuration;

namespace Inbox;

/// <summary>
/// The rows of a CSV file, one at a time: UTF-8, or UTF-16 with a byte order mark; comma, semicolon, tab or bar; quoted as
/// RFC 4180 says; any line ends. Blank lines are skipped. Whatever is wrong is a <see cref="MalformedCsvException"/>.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    private const int MaxFieldLength = 16 * 1024 * 1024;

    private readonly string _path;
    private readonly HashingStream _content;
    private readonly CsvParser _parser;

    private CsvRows(string path)
    {
        _path = path;
        _content = new(InboxFolder.OpenRead(path));
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        _parser = new(new StreamReader(_content, encoding), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            GetDelimiter = args => Delimiter.Of(args.Text),
            IgnoreBlankLines = false,   // skipped here, so that Line stays right
            MaxFieldSize = MaxFieldLength,
            BadDataFound = args => throw Malformed(QuoteProblem(args.Field)),
        });
    }

    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>The fields of the current row, as many as the header has.</summary>
    public IReadOnlyList<string> Fields { get; private set; } = [];

    /// <summary>The line of the file on which the current row begins.</summary>
    public int Line { get; private set; }

    /// <summary>Of what was read so far; at the end, of the whole file.</summary>
    public string Sha256 => _content.Sha256;

    /// <summary>Opens the file and reads its header row.</summary>
    public static async Task<CsvRows> OpenAsync(string path)
    {
        var rows = new CsvRows(path);
        try
        {
            if (!await rows.NextAsync())
                throw new MalformedCsvException(1, "The file is empty: it has not even a header row.");
            rows.Header = rows.Fields;
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>False at the end of the file.</summary>
    public async Task<bool> ReadAsync()
    {
        if (!await NextAsync())
            return false;
        if (Fields.Count != Header.Count)
            throw Malformed($"The row has {Fields.Count} field(s), and the header {Header.Count}.");
        return true;
    }

    public void Dispose() => _parser.Dispose();

    private async Task<bool> NextAsync()
    {
        do
        {
            Line = _parser.RawRow + 1;
            if (!await ReadRowAsync())
                return false;
            Fields = ReadFields();
        }
        while (IsBlank());

        return true;
    }

    private async Task<bool> ReadRowAsync()
    {
        try
        {
            return await _parser.ReadAsync();
        }
        catch (MaxFieldSizeException)
        {
            throw Malformed($"A field is longer than {MaxFieldLength / 1024 / 1024} Mi characters: is a quote not closed?");
        }
        catch (DecoderFallbackException)
        {
            throw new MalformedCsvException(FirstLineNotUtf8(),
                "The text is not UTF-8. Convert it, for example: iconv -f WINDOWS-1252 -t UTF-8 old.csv > new.csv");
        }
    }

    private string[] ReadFields()
    {
        var fields = new string[_parser.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = _parser[i];
            if (fields[i].Contains('\0'))
                throw Malformed(
                    $"Field {i + 1} holds a NUL character: this is not a text file, or UTF-16 without a byte order mark.");
        }

        return fields;
    }

    // A row of one column may well be empty if it says so: "".
    private bool IsBlank() => Fields is [""] && !_parser.RawRecord.StartsWith('"');

    private MalformedCsvException Malformed(string problem) => new(Line, problem);

    // The decoder works ahead of the rows and cannot tell the line. Latin-1 gives every byte back as it was.
    private int FirstLineNotUtf8() =>
        File.ReadLines(_path, Encoding.Latin1).TakeWhile(line => Utf8.IsValid(Encoding.Latin1.GetBytes(line))).Count() + 1;

    private static string QuoteProblem(string field)
    {
        var line = field.AsSpan(0, Math.Min(40, field.Length));
        var begin = line[..(line.IndexOfAny('\r', '\n') is >= 0 and var end ? end : line.Length)];
        return field.StartsWith('"') && field.Count('"') % 2 == 1
            ? $"A quoted field is never closed. It begins: {begin}"
            : $"A quote stands where it may not: a field that holds one is quoted as a whole and doubles it. It begins: {begin}";
    }
}
