namespace Vahta.Testing;

/// <summary>A trace does not say what a test expects of it.</summary>
public sealed class TraceAssertionException : Exception
{
    internal TraceAssertionException(string sentence, string timeline)
        : base($"{sentence}\n\n{timeline}") => Sentence = sentence;

    internal string Sentence { get; }
}
