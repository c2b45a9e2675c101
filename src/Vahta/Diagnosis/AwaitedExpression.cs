using System.Reflection;
using System.Reflection.Emit;

namespace Vahta.Diagnosis;

/// <summary>Reads backwards, from the call of GetAwaiter, what made its receiver. A wrong answer is worse than none.</summary>
internal static class AwaitedExpression
{
    /// <summary>
    /// Which instruction made the value that the one at <paramref name="last"/> leaves behind: a call, or the load of a field.
    /// Null when it is neither, or a choice of several.
    /// </summary>
    public static int? MakerOf(IReadOnlyList<Instruction> code, int last, Func<int, MemberInfo?> memberAt)
    {
        var joins = code.Select(instruction => instruction.Target).OfType<int>().ToHashSet();
        for (int? i = last; i > 0;)
        {
            // Two ways lead here, each with a value of its own: `await (cached ?? LoadAsync())`.
            var at = i.Value;
            if (joins.Contains(code[at].Next))
                return null;

            if (code[at].LoadedLocal is { } local)
                i = StoreOf(code, local, at) - 1;
            else if (LeavesValueAsItIs(code[at]))
                i = at - 1;
            else if (memberAt(at) is MethodBase { Name: "ConfigureAwait" })
                i = at - (code[at - 1].Constant is null ? 3 : 2);    // its argument: a constant, or a field of this
            else
                return memberAt(at) is null ? null : at;
        }

        return null;
    }

    /// <summary>Where the field or local loaded at <paramref name="load"/> was first set; null when unknown.</summary>
    public static int? FirstStoreOf(IReadOnlyList<Instruction> code, int load)
    {
        while (load > 0 && LeavesValueAsItIs(code[load]))
            load--;

        var loaded = code[load];
        var isField = loaded.Code == OpCodes.Ldfld || loaded.Code == OpCodes.Ldflda;
        return code.Index()
            .Where(next => isField
                ? next.Item.Code == OpCodes.Stfld && next.Item.Operand == loaded.Operand
                : loaded.LoadedLocal is { } local && next.Item.StoredLocal == local)
            .Select(next => (int?)next.Index)
            .FirstOrDefault();
    }

    private static bool LeavesValueAsItIs(Instruction instruction) => instruction.Code.OpCodeType == OpCodeType.Prefix
        || instruction.Code == OpCodes.Nop || instruction.Code == OpCodes.Castclass || instruction.Code == OpCodes.Isinst;

    // Set right before, as the compiler does for structs, or only once: otherwise the code's order does not tell which applies.
    private static int? StoreOf(IReadOnlyList<Instruction> code, int local, int load)
    {
        if (code[load - 1].StoredLocal == local)
            return load - 1;

        var stores = Enumerable.Range(0, code.Count).Where(i => code[i].StoredLocal == local).Take(2).ToArray();
        return stores is [var only] && only < load ? only : null;
    }
}
