using System.Reflection;
using System.Reflection.Emit;

namespace Vahta.Diagnosis;

/// <summary>One instruction of a method's body.</summary>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Next">Where the one after it begins.</param>
/// <param name="Code">What it does.</param>
/// <param name="Operand">Its token, constant, local's number or jump distance; 0 where there is none.</param>
internal sealed record Instruction(int Offset, int Next, OpCode Code, int Operand)
{
    /// <summary>Where a branch leads; null for what is no branch.</summary>
    public int? Target =>
        Code.OperandType is OperandType.InlineBrTarget or OperandType.ShortInlineBrTarget ? Next + Operand : null;

    /// <summary>Whether it calls a method or a constructor.</summary>
    public bool IsCall => Code == OpCodes.Call || Code == OpCodes.Callvirt || Code == OpCodes.Newobj;

    /// <summary>The integer it loads; null when it loads none.</summary>
    public int? Constant => Code.Value switch
    {
        >= 0x15 and <= 0x1e => Code.Value - 0x16,   // ldc.i4.m1, ldc.i4.0 … ldc.i4.8
        0x1f or 0x20 => Operand,                    // ldc.i4.s, ldc.i4
        _ => null,
    };

    /// <summary>The local variable it loads, or whose address it loads; null when none.</summary>
    public int? LoadedLocal => Code.Value switch
    {
        >= 0x06 and <= 0x09 => Code.Value - 0x06,                                           // ldloc.0 … ldloc.3
        0x11 or 0x12 or unchecked((short)0xfe0c) or unchecked((short)0xfe0d) => Operand,    // ldloc(.s), ldloca(.s)
        _ => null,
    };

    /// <summary>The local variable it sets; null when none.</summary>
    public int? StoredLocal => Code.Value switch
    {
        >= 0x0a and <= 0x0d => Code.Value - 0x0a,               // stloc.0 … stloc.3
        0x13 or unchecked((short)0xfe0e) => Operand,            // stloc(.s)
        _ => null,
    };
}

/// <summary>Splits a method's body into instructions.</summary>
internal static class IlReader
{
    private const byte TwoByteCode = 0xfe;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>The instructions in their order; none for a method without a body.</summary>
    public static IReadOnlyList<Instruction> Read(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var instructions = new List<Instruction>();
        for (var at = 0; at < il.Length; at = instructions[^1].Next)
            instructions.Add(ReadAt(il, at));

        return instructions;
    }

    private static Instruction ReadAt(byte[] il, int offset)
    {
        var isLong = il[offset] == TwoByteCode;
        var code = Codes[isLong ? (short)((TwoByteCode << 8) | il[offset + 1]) : il[offset]];
        var at = offset + code.Size;
        var (operand, size) = code.OperandType switch
        {
            OperandType.InlineNone => (0, 0),
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI => ((sbyte)il[at], 1),
            OperandType.ShortInlineVar => (il[at], 1),
            OperandType.InlineVar => (BitConverter.ToUInt16(il, at), 2),
            OperandType.InlineI8 or OperandType.InlineR => (0, 8),
            OperandType.InlineSwitch => (0, 4 + (4 * BitConverter.ToInt32(il, at))),
            _ => (BitConverter.ToInt32(il, at), 4),
        };
        return new Instruction(offset, at + size, code, operand);
    }
}
