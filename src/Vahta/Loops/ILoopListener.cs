namespace Vahta.Loops;

/// <summary>Hears what a loop cannot give back to anybody who awaits it.</summary>
internal interface ILoopListener
{
    void CallbackFailed(Callback callback, Exception exception);

    /// <summary>One that went on on the thread pool; there is no run any more that could end of it.</summary>
    void FailedAfterClose(Callback callback, Exception exception);

    void Blocked(Callback callback, TimeSpan lasting);

    void LeftoverFailed(string name, Exception exception);

    void LeftBehind(ILeftover leftover, TimeSpan limit);
}
