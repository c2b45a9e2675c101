"""What the bench must show: the one declaration of every target, the figure that decides it, and the limit."""
from dataclasses import dataclass
from typing import Callable

OURS, FLOOR = "vahta", "bare"
START, STOP = "start of 100,000", "stop of 100,000"
INCLUDED = f"{START}, adding them included"
THROWING, QUIET = f"{STOP}, throwing", f"{STOP}, not throwing"


@dataclass
class Target:
    what: str
    limit: float
    figure: Callable  # of a function that gives the median of a question's variant for a side
    unit: str = "×"
    at_least: bool = False

    def text(self):
        return f"{'≥' if self.at_least else '≤'} {shown(self.limit, self.unit)}"

    def verdict(self, value):
        reached = value >= self.limit if self.at_least else value <= self.limit
        return "reached" if reached else "**fell short**"


def shown(value, unit):
    number = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3f}".rstrip("0").rstrip(".")
    return f"{number} {unit}"


def ours(question, variant):
    return lambda median: median(question, variant, OURS)


def over(question, variant, side=FLOOR):
    """Ours by a side's."""
    return lambda median: median(question, variant, OURS) / median(question, variant, side)


def faster_than(question, variant, *sides):
    """By how many times the slowest lead over several sides is ahead."""
    return lambda median: min(median(question, variant, side) for side in sides) / median(question, variant, OURS)


def growth(variant, fewer, more):
    """What a unit costs among more, by what it costs among fewer."""
    per_unit = lambda median, count: median("wide", variant.format(f"{count:,}"), OURS) / count
    return lambda median: per_unit(median, more) / per_unit(median, fewer)


def added_over_host(variant):
    def added(median):
        bare, vahta, host = (median("hello", variant, side) for side in (FLOOR, OURS, "host"))
        return (vahta - bare) / (host - bare)

    return added


def one_subscriber(median):
    rates = [median("events", f"{listeners}, until all are down", OURS) for listeners in ("0 subscribers", "1 subscriber")]
    return rates[0] / rates[1]


def storm_by_plain_stop(median):
    return median("storm", "100,000 aborted at one deadline", OURS) / median("storm", "the plain stop of the same", OURS)


def growths():
    for fewer, more in ((10_000, 100_000), (100_000, 1_000_000)):
        for variant, what in (("start of {}", "start"), ("stop of {}, throwing", "stop, throwing"), ("stop of {}, not throwing", "stop, not throwing")):
            yield Target(f"cost of a unit among {more:,} by that among {fewer:,}, wide: {what}", 1.15, growth(variant, fewer, more))


TARGETS = [
    Target("start of 100,000, wide, by raw Task.Run", 1.7, over("wide", START)),
    Target("start of 100,000, wide, adding them included, by raw Task.Run", 3, over("wide", INCLUDED)),
    Target("start of 100,000, wide: faster than the generic host, Erlang and asyncio", 3, faster_than("wide", START, "host", "erlang", "asyncio"), at_least=True),
    Target("stop of 100,000, throwing, wide, by raw Task.Run", 1.0, over("wide", THROWING)),
    Target("stop of 100,000, throwing, chain, by raw Task.Run", 1.4, over("chain", THROWING)),
    Target("stop of 100,000, not throwing, wide, by raw Task.Run with SuppressThrowing", 2.5, over("wide", QUIET)),
    Target("stop of 100,000, not throwing, chain, by raw Task.Run with SuppressThrowing", 5, over("chain", QUIET)),
    Target("stop of 100,000, not throwing, lattice, by raw Task.Run with SuppressThrowing", 5, over("lattice", QUIET)),
    Target("live bytes of an idle unit with its context and logger", 900, ours("bytes", "has its context and logger, too"), "B"),
    Target("live bytes of an idle unit, by the generic host's BackgroundService", 1.0, over("bytes", "has its context and logger, too", "host")),
    *growths(),
    Target("restarts a second, one unit, in a row, by yield, throw, catch in one method", 0.6, over("restarts", "one unit, 50,000 in a row"), at_least=True),
    Target("restarts a second, one unit, in a row, by a loop that awaits what fails", 0.6, over("restarts", "one unit, 50,000 in a row", "by-hand"), at_least=True),
    Target("restarts a second, one unit, in a row, by Erlang", 1.0, over("restarts", "one unit, 50,000 in a row", "erlang"), at_least=True),
    Target("restarts a second, one unit, in bursts, by Erlang", 1.0, over("restarts", "one unit, bursts of 1,000", "erlang"), at_least=True),
    Target("spawned items a second, by raw Task.Run", 0.5, over("spawned", "room for 10,000, as by default"), at_least=True),
    Target("spawned items a second", 1_000_000, ours("spawned", "room for 10,000, as by default"), "items/s", at_least=True),
    *(Target(f"makespan of random graph {graph}, from its start, by its measured critical path", 1.01, ours("makespan", f"random graph {graph}")) for graph in (1, 2, 3)),
    Target("24 that block for 4 s, then 1,000 good ones: until these have begun", 200, ours("blocked", "24 that block for 4 s, then 1,000 good ones"), "ms"),
    Target("start and stop of 100,000 with one subscriber, by without", 1.3, one_subscriber),
    Target("hello world, JIT: what it adds to a console program, by what the generic host adds", 0.5, added_over_host("as it starts by default")),
    Target("hello world, ready to run: what it adds to a console program, by what the generic host adds", 0.5, added_over_host("published ready to run")),
    Target("hello world, AOT, in all", 8, ours("hello", "compiled ahead of time"), "ms"),
    Target("SIGTERM to exit, idle", 30, ours("sigterm", "as it starts by default"), "ms"),
    Target("SIGTERM to exit, idle, published ready to run", 30, ours("sigterm", "published ready to run"), "ms"),
    Target("100,000 aborted at one deadline, by the plain stop of the same", 3, storm_by_plain_stop),
    Target("100,000 aborted at one deadline: wrongly treated", 0, ours("storm", "of them wrongly treated"), "units"),
    *(Target(f"an adopted host: {what}, by the host alone", 1.0, over("adopted", what)) for what in (
        "start of 10,000, adding them included", "stop of 10,000, throwing", "stop of 10,000, not throwing")),
]
