using System.Reflection;
using System.Reflection.Emit;

namespace Vahta.Diagnosis;

/// <summary>One await in a state machine's code.</summary>
/// <param name="State">The state in which the machine is suspended there, from 0.</param>
/// <param name="Offset">Where in the code the await is, in bytes.</param>
/// <param name="Declaration">For a disposal: where the disposed variable was set, in bytes; null for any other await.</param>
/// <param name="Awaiter">The field that keeps the awaiter meanwhile; null when not found.</param>
/// <param name="Callee">What is awaited, as in <see cref="AwaitSite"/>.</param>
internal sealed record AwaitPoint(int State, int Offset, int? Declaration, FieldInfo? Awaiter, string? Callee);

/// <summary>
/// Finds the awaits in a state machine's code, by the shape that the compiler gives each: GetAwaiter, IsCompleted, and if not,
/// the state and the awaiter stored in fields, and the builder's AwaitOnCompleted.
/// </summary>
internal sealed class AwaitPoints
{
    private const int ConstantToState = 4;    // ldc N, dup, stloc, stfld

    private readonly MethodBase _method;
    private readonly IReadOnlyList<Instruction> _code;

    private AwaitPoints(MethodBase method)
    {
        _method = method;
        _code = IlReader.Read(method);
    }

    /// <summary>The awaits in the order of the code; none where the code cannot be read.</summary>
    public static IReadOnlyList<AwaitPoint> Of(MethodBase moveNext)
    {
        try
        {
            var finder = new AwaitPoints(moveNext);
            return [.. Enumerable.Range(0, finder._code.Count).Select(finder.PointAt).OfType<AwaitPoint>()];
        }
        catch (Exception)
        {
            // Trimmed away, or woven by some tool into what no compiler makes: the method's name is still worth telling.
            return [];
        }
    }

    private AwaitPoint? PointAt(int index)
    {
        if (!StoresState(index) || ConstantBefore(index) is not (>= 0 and var state))
            return null;

        FieldInfo? awaiter = null;
        for (var i = index + 1; i < _code.Count && !StoresState(i); i++)
        {
            var member = MemberAt(i);
            if (member is FieldInfo field && _code[i].Code == OpCodes.Stfld)
                awaiter ??= field;
            else if (member is MethodBase { Name: "AwaitUnsafeOnCompleted" or "AwaitOnCompleted" })
                return Describe(state, index, awaiter);
        }

        // A state set for something else: a yield of an iterator.
        return null;
    }

    private AwaitPoint Describe(int state, int stateStore, FieldInfo? awaiter)
    {
        var getAwaiter = GetAwaiterBefore(stateStore);
        var maker = getAwaiter is null ? null : AwaitedExpression.MakerOf(_code, getAwaiter.Value - 1, MemberAt);
        var made = maker is null ? null : MemberAt(maker.Value);
        var declared = made is MethodBase { Name: nameof(IAsyncDisposable.DisposeAsync) }
            ? AwaitedExpression.FirstStoreOf(_code, maker!.Value - 1)
            : null;

        return new AwaitPoint(
            state,
            _code[getAwaiter ?? stateStore].Offset,
            declared is null ? null : _code[declared.Value].Offset,
            awaiter,
            made is null ? null : MethodNames.OfAwaited(made));
    }

    private bool StoresState(int index) =>
        _code[index].Code == OpCodes.Stfld && MemberAt(index)?.Name == StateMachineMap.StateField;

    private int? ConstantBefore(int index) => Enumerable.Range(1, Math.Min(ConstantToState, index))
        .Select(back => _code[index - back].Constant).FirstOrDefault(value => value is not null);

    private int? GetAwaiterBefore(int index)
    {
        for (var i = index - 1; i > 0; i--)
        {
            switch (MemberAt(i))
            {
                case MethodBase { Name: "GetAwaiter" }:
                    return i;
                case MethodBase { Name: "GetResult" }:
                    return null;    // that belongs to the await before: a dynamic one has no GetAwaiter
            }
        }

        return null;
    }

    private MemberInfo? MemberAt(int index)
    {
        var instruction = _code[index];
        if (!instruction.IsCall && instruction.Code.OperandType != OperandType.InlineField)
            return null;

        try
        {
            return _method.Module.ResolveMember(instruction.Operand, _method.DeclaringType?.GetGenericArguments(), null);
        }
        catch (Exception)
        {
            // It lives in an assembly that is not there, or was trimmed.
            return null;
        }
    }
}
