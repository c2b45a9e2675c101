"""What the bench asks, and what each answer is measured in."""
from dataclasses import dataclass


@dataclass
class Question:
    title: str
    unit: str
    floor: str
    less_is_better: bool = True


RAW = "raw Task.Run, one token"

QUESTIONS = {
    "wide": Question("Start and stop: units without needs", "ms", RAW),
    "chain": Question("Start and stop: a chain", "ms", f"{RAW}, no order"),
    "lattice": Question("Start and stop: a lattice of diamonds", "ms", f"{RAW}, no order"),
    "random": Question("Start and stop: a random graph", "ms", f"{RAW}, no order"),
    "bytes": Question("Live bytes of an idle unit", "B", RAW),
    "restarts": Question("Restarts of what fails", "restarts/s", "yield, throw, catch in one method", less_is_better=False),
    "spawned": Question("Spawned items that do nothing", "items/s", "raw Task.Run", less_is_better=False),
    "events": Question("Events told while 100,000 units start and stop", "events/s", "raw Task.Run, records through channels", less_is_better=False),
    "makespan": Question("Makespan of 1,000 jobs of 1–20 ms", "of the critical path", "Task.WhenAll of the needs, which are made as they start"),
    "blocked": Question("Until the good ones have begun", "ms", "raw Task.Run"),
    "storm": Question("100,000 graces that end at once, beyond the deadline", "ms", "raw tasks, CancelAfter each"),
    "hello": Question("Hello world, from start to end", "ms", "console program"),
    "sigterm": Question("From SIGTERM to the end of an idle process", "ms", "PosixSignalRegistration"),
    "loop": Question("Callbacks of an event loop", "callbacks/s", "bare loop", less_is_better=False),
    "diagnosis": Question("Where a unit hangs", "ms", "StackTrace of the own thread"),
    "snapshot": Question("Snapshot", "ms", "a record of name and status"),
    "adopted": Question("A host of BackgroundServices, adopted", "ms", "the host alone"),
}
