using System.Globalization;
using Vahta.Bench;

// Answers one question for one side, one measured value a line: the question's variant, a tab, the value. Called round by round by bench/run.
var run = args switch
{
    ["loop", "vahta"] => (Action<Func<Task>>)LoopCallbacks.OnVahta,
    ["loop", "bare"] => BareLoop.Run,
    _ => throw new ArgumentException($"'{string.Join(' ', args)}' is no question. Ask: loop vahta, loop bare."),
};

foreach (var (name, measure) in LoopCallbacks.Variants(run))
{
    measure();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{measure():0}"));
}
