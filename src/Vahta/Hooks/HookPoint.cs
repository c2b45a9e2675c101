namespace Vahta.Hooks;

/// <summary>When a hook is called.</summary>
internal enum HookPoint
{
    OnStarting,
    OnReady,
    OnStopping,
    OnStopped,
}
