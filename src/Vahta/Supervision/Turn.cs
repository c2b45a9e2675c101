namespace Vahta.Supervision;

/// <summary>
/// One turn at the dispatcher's lock, and the time at which it was taken. Decisions are made inside; user code, foreign timers and
/// completions only ever run outside.
/// </summary>
internal readonly ref struct Turn : IDisposable
{
    private readonly bool _mindsNews;

    public Turn(Engine engine, TimeSpan now, bool mindsNews)
    {
        Engine = engine;
        Now = now;
        _mindsNews = mindsNews;
    }

    public Engine Engine { get; }

    public TimeSpan Now { get; }

    public void Dispose() => Engine.Leave(_mindsNews);
}
