namespace Vahta.Testing;

/// <summary>A trace does not say what a test expects of it.</summary>
public sealed class TraceAssertionException : Exception
{
    internal TraceAssertionException(string sentence, string timeline)
        : base($"{sentence}\n\n{timeline}") =>
        Sentence = sentence;

    /// <summary>What does not hold, without the timeline.</summary>
    internal string Sentence { get; }

    /// <summary>An exception's message, without a timeline that is shown elsewhere.</summary>
    internal static string SentenceOf(Exception exception) => exception is TraceAssertionException { Sentence: var sentence } ? sentence : exception.Message;
}
