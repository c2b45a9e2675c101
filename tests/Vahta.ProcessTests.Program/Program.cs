// The first argument names a scenario, as Class.Method; the others are the scenario's own.

using Vahta.ProcessTests.Programs;

var (type, method) = args[0].Split('.') is [var first, var second] ? (first, second) : throw new ArgumentException($"'{args[0]}' is no Class.Method.");
var scenario = typeof(Stage).Assembly.GetType($"{typeof(Stage).Namespace}.{type}")?.GetMethod(method)
    ?? throw new ArgumentException($"There is no scenario '{args[0]}'.");
return await scenario.CreateDelegate<Func<string[], Task<int>>>()(args[1..]);
