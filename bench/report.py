"""Reads the rounds that bench/run has collected, and writes the tables, bench/RESULTS.md and bench/results.json; what was not asked this time stays as it is."""
import json
import os
import statistics
import sys
from dataclasses import dataclass

OURS, FLOOR = "vahta", "bare"
HEAD = "# Results\n\nWritten by `bench/run`; compare only what stands in one table. Each ratio is Vahta's median by the other's.\n"


@dataclass
class Question:
    title: str
    unit: str
    floor: str
    less_is_better: bool = False


QUESTIONS = {
    "loop": Question("Callbacks of an event loop", "callbacks/s", "bare loop"),
    "restarts": Question("Restarts of what fails", "restarts/s", "yield, throw, catch in a loop"),
    "bytes": Question("Live bytes of an idle unit", "B", "raw Task.Run", less_is_better=True),
}


def read(lines):
    rounds = {}
    for line in lines:
        question, side, variant, value = line.rstrip("\n").split("\t")
        rounds.setdefault(question, {}).setdefault(variant, {}).setdefault(side, []).append(float(value))
    return rounds


def scale(value, unit):
    """By what a value is divided, how it is called then, and how many digits it wants."""
    for size, name in ((1e6, " M"), (1e3, " k")):
        if unit.endswith("/s") and value >= size:
            return size, name, 2 if size == 1e6 else 1
    return 1, f" {unit}" if not unit.endswith("/s") else "", 1 if unit == "ms" else 0


def text(values, unit):
    middle = statistics.median(values)
    size, name, digits = scale(middle, unit)
    return f"{middle / size:.{digits}f}{name} ({min(values) / size:.{digits}f}–{max(values) / size:.{digits}f})"


def ratio(ours, theirs):
    return statistics.median(ours) / statistics.median(theirs)


def table(question, variants):
    peers = [side for side in next(iter(variants.values())) if side not in (OURS, FLOOR)]
    count = len(next(iter(variants.values()))[OURS])
    better = "less is better" if question.less_is_better else "more is better"
    yield f"{question.unit}, {better}: median (lowest–highest) of {count} interleaved rounds."
    yield ""
    yield "| " + " | ".join(["variant", "Vahta", question.floor, "ratio", *(cell for peer in peers for cell in (peer, "ratio"))]) + " |"
    yield "|---" * (4 + 2 * len(peers)) + "|"
    for variant, sides in variants.items():
        cells = [variant, text(sides[OURS], question.unit)]
        for side in (FLOOR, *peers):
            cells += [text(sides[side], question.unit), f"{ratio(sides[OURS], sides[side]):.2f}"]
        yield f"| {' | '.join(cells)} |"


def result(question, sides):
    return {
        "value": statistics.median(sides[OURS]),
        "unit": question.unit,
        "floor": statistics.median(sides[FLOOR]),
        "peers": {side: statistics.median(values) for side, values in sides.items() if side not in (OURS, FLOOR)},
        "ratio_to_floor": round(ratio(sides[OURS], sides[FLOOR]), 3),
    }


def earlier(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


def main():
    rounds = read(sys.stdin)
    sections = dict(section.split("\n", 1) for section in earlier("RESULTS.md").split("\n## ")[1:])
    results = json.loads(earlier("results.json") or "{}")
    for name, variants in rounds.items():
        question = QUESTIONS[name]
        sections[question.title] = "\n".join(["", *table(question, variants), ""])
        print(f"## {question.title}\n{sections[question.title]}")
        results = {key: value for key, value in results.items() if not key.startswith(f"{name}: ")}
        results |= {f"{name}: {variant}": result(question, sides) for variant, sides in variants.items()}

    with open("RESULTS.md", "w", encoding="utf-8") as file:
        file.write(HEAD)
        for question in QUESTIONS.values():
            if question.title in sections:
                file.write(f"\n## {question.title}\n{sections[question.title]}")
    with open("results.json", "w", encoding="utf-8") as file:
        places = list(QUESTIONS)
        json.dump(dict(sorted(results.items(), key=lambda entry: places.index(entry[0].split(": ")[0]))), file, indent=2)
        file.write("\n")


main()
