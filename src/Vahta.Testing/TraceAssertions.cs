using Vahta.Testing.Tracing;

namespace Vahta.Testing;

/// <summary>What a test can expect of a trace. Of a unit with several runs the latest counts where one is meant; names are looked up over all dispatchers. Each assertion throws <see cref="TraceAssertionException"/> with a sentence and the timeline.</summary>
public static class TraceAssertions
{
    extension(Trace trace)
    {
        /// <summary>Each unit was ready, or had completed, before the next one's run began.</summary>
        public void AssertStartedInOrder(params ReadOnlySpan<string> units)
        {
            for (var index = 1; index < units.Length; index++)
            {
                var (first, then) = (Life.Of(trace, units[index - 1]), Life.Of(trace, units[index]));
                if (first.Ready >= then.Began || then.Began == Life.Never)
                {
                    throw Failure(trace, $"'{then.Name}' was to start after '{first.Name}' was ready: {first.Told(first.Ready, "was ready")}, {then.Told(then.Began, "started")}.");
                }
            }
        }

        /// <summary>Each unit had ended, or been abandoned, before the next one was told to stop.</summary>
        public void AssertStoppedInOrder(params ReadOnlySpan<string> units)
        {
            for (var index = 1; index < units.Length; index++)
            {
                var (first, then) = (Life.Of(trace, units[index - 1]), Life.Of(trace, units[index]));
                if (first.Ended >= then.Stopping || then.Stopping == Life.Never)
                {
                    throw Failure(trace, $"'{then.Name}' was to stop after '{first.Name}' had ended: {first.Told(first.Ended, "ended")}, {then.Told(then.Stopping, "was told to stop")}.");
                }
            }
        }

        /// <summary>There was a moment at which all of these units were starting, running or stopping.</summary>
        public void AssertOverlapped(params ReadOnlySpan<string> units)
        {
            var lives = new List<Life>();
            foreach (var unit in units)
            {
                lives.Add(Life.Of(trace, unit));
            }

            if (lives.Exists(life => life.Began == Life.Never) || lives.Max(life => life.Began) > lives.Min(life => life.Ended))
            {
                throw Failure(trace, $"{string.Join(" and ", lives.Select(life => $"'{life.Name}'"))} were to be alive at the same time: {string.Join("; ", lives.Select(life => $"{life.Told(life.Began, "started")}, {life.Told(life.Ended, "ended")}"))}.");
            }
        }

        /// <summary>Every setup that succeeded has had its teardown once, and no other teardown was called. To be asserted when the dispatchers have stopped.</summary>
        public void AssertPaired() => Throw(trace, Rules.Pairing(trace));

        /// <summary>No run of a unit began before the one before it had ended.</summary>
        public void AssertSingleRuns() => Throw(trace, Rules.SingleRuns(trace));

        /// <summary>Every failure, the user's own exception object, was told by exactly one event.</summary>
        public void AssertToldOnce() => Throw(trace, Rules.ToldOnce(trace));

        /// <summary>Every dispatcher that was started has stopped, each within a limit from its announcement.</summary>
        public void AssertEndedWithin(TimeSpan limit) => Throw(trace, Rules.EndedWithin(trace, limit));
    }

    private static void Throw(Trace trace, IEnumerable<string> broken)
    {
        var sentences = broken.ToList();
        if (sentences.Count > 0)
        {
            throw Failure(trace, string.Join('\n', sentences));
        }
    }

    private static TraceAssertionException Failure(Trace trace, string sentence) => new(sentence, trace.ToString());
}
