namespace Vahta.Stopping;

/// <summary>What the stop sequence is given by the dispatcher around it.</summary>
/// <param name="Budget">How long the whole stop may take; asked once, at the announcement.</param>
/// <param name="WriteReport">Writes the report as things stand.</param>
/// <param name="FlushAsync">Lets listeners read what is left.</param>
/// <param name="Restore">Gives back what was taken from the process.</param>
internal sealed record StopSettings(Func<TimeSpan> Budget, Func<RunReport> WriteReport, Func<Task> FlushAsync, Action Restore);
