using System.Diagnostics;
using System.Globalization;
using Vahta.Bench;

// Answers one question for one side, one measured value a line: the question's variant, a tab, the value. Called round by round by bench/run.
var variants = args switch
{
    ["loop", "vahta"] => LoopCallbacks.Of(LoopCallbacks.OnVahta),
    ["loop", "bare"] => LoopCallbacks.Of(BareLoop.Run),
    ["restarts", "vahta"] => Restarts.Of(Restarts.OnVahtaAsync),
    ["restarts", "bare"] => Restarts.Of(Restarts.BareAsync),
    ["restarts", "by-hand"] => Restarts.Of(Restarts.ByHandAsync),
    ["bytes", "vahta"] => IdleBytes.Of(IdleBytes.OnVahtaAsync),
    ["bytes", "bare"] => IdleBytes.Of(IdleBytes.BareAsync),
    _ => throw new ArgumentException($"'{string.Join(' ', args)}' is no question. Ask loop, restarts or bytes, of vahta or bare."),
};

foreach (var variant in variants)
{
    // Until the compiler has done what it does to code that is called often.
    for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(1);)
    {
        variant.Measure();
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{variant.Name}\t{variant.Measure():0.###}"));
}
