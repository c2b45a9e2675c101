namespace Vahta.Diagnosis;

/// <summary>A place in code at which a task awaits, as far as it can be known.</summary>
/// <param name="Method">The method, with its type and without its namespace: <c>Invoices.PollAsync</c>.</param>
/// <param name="File">The source file's name, without folders; null without a PDB.</param>
/// <param name="Line">The line of the await, from 1; 0 without a PDB.</param>
/// <param name="Callee">What is awaited there: a method, or else the variable that holds the task; null when unknown.</param>
internal sealed record AwaitSite(string Method, string? File, int Line, string? Callee)
{
    /// <summary>True when the method is at no await but on a thread, or queued for one. The line is where it begins.</summary>
    public bool IsRunning { get; init; }

    /// <summary>The site on one line: <c>Invoices.PollAsync (Invoices.cs:21) → HttpClient.GetStringAsync</c>.</summary>
    public override string ToString()
    {
        var location = (File, Line) switch
        {
            (null, _) => "",
            (_, 0) => $" ({File})",
            _ => $" ({(IsRunning ? "begins at " : "")}{File}:{Line})",
        };
        var callee = Callee is null ? "" : $" → {Callee}";
        return $"{Method}{location}{callee}{(IsRunning ? ", which is running" : "")}";
    }
}
