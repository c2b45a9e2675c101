using System.Diagnostics.CodeAnalysis;
using Vahta.Units;

namespace Vahta;

/// <summary>A lifespan as the program holds it, with the value it hands to others while it is ready.</summary>
public sealed class Lifespan<T> : UnitHandle
{
    private readonly LifespanBody<T> _body;

    internal Lifespan(Unit unit, LifespanBody<T> body)
        : base(unit) =>
        _body = body;

    /// <summary>The value the setup made.</summary>
    /// <exception cref="InvalidOperationException">The lifespan is not ready; the message names it and its state.</exception>
    public T Value => TryGetValue(out var value)
        ? value
        : throw new InvalidOperationException(
            $"Lifespan '{Name}' is {State} and has no value to give. Read it only in units that come after it: .After({Name}).");

    /// <summary>The value, if the lifespan is ready.</summary>
    public bool TryGetValue([MaybeNullWhen(false)] out T value)
    {
        if (State == UnitState.Running)
        {
            return _body.TryGetValue(out value);
        }

        value = default;
        return false;
    }
}
