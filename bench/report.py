"""Reads the rounds that bench/run has collected, and writes the tables: bench/RESULTS.md, bench/results.json and the overview in docs/performance.md; what was not asked this time stays as it is."""
import json
import os
import statistics
import sys

from questions import QUESTIONS
from targets import FLOOR, OURS, TARGETS, shown

HEAD = "# Results\n\nWritten by `bench/run`; compare only what stands in one table. Each ratio is Vahta's median by the other's. [docs/performance.md](../docs/performance.md) says what is paid for what.\n"
OVERVIEW = "Overview"
GUIDE, MARK = "../docs/performance.md", "<!-- written by bench/run -->\n"


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
    return 1, {"ms": " ms", "B": " B"}.get(unit, ""), 0 if unit not in ("ms", "of the critical path") or value >= 1000 else 1 if value >= 10 else 3


def text(values, unit):
    middle = statistics.median(values)
    size, name, digits = scale(middle, unit)
    return f"{middle / size:.{digits}f}{name} ({min(values) / size:.{digits}f}–{max(values) / size:.{digits}f})"


def ratio(ours, theirs):
    """None where there is nothing to divide by: a side that does not answer, or answers zero."""
    by = statistics.median(theirs) if theirs else 0
    return statistics.median(ours) / by if by else None


def cells(sides, side, unit):
    divided = ratio(sides[OURS], sides.get(side))
    return [text(sides[side], unit) if side in sides else "–", "–" if divided is None else f"{divided:.2f}"]


def table(question, variants):
    peers = list(dict.fromkeys(side for sides in variants.values() for side in sides if side not in (OURS, FLOOR)))
    count = len(next(iter(variants.values()))[OURS])
    better = "less is better" if question.less_is_better else "more is better"
    yield f"{question.unit}, {better}: median (lowest–highest) of {count} interleaved rounds."
    yield ""
    yield "| " + " | ".join(["variant", "Vahta", question.floor, "ratio", *(cell for peer in peers for cell in (peer, "ratio"))]) + " |"
    yield "|---" * (4 + 2 * len(peers)) + "|"
    for variant, sides in variants.items():
        row = [variant, text(sides[OURS], question.unit), *(cell for side in (FLOOR, *peers) for cell in cells(sides, side, question.unit))]
        yield f"| {' | '.join(row)} |"


def result(question, sides):
    divided = ratio(sides[OURS], sides.get(FLOOR))
    return {
        "value": statistics.median(sides[OURS]),
        "unit": question.unit,
        "floor": statistics.median(sides[FLOOR]) if FLOOR in sides else None,
        "peers": {side: statistics.median(values) for side, values in sides.items() if side not in (OURS, FLOOR)},
        "ratio_to_floor": None if divided is None else round(divided, 3),
    }


def overview(results):
    """Every target, by the medians as they stand; those of questions that were never asked are left out."""
    def median(question, variant, side):
        answer = results[f"{question}: {variant}"]
        return {OURS: answer["value"], FLOOR: answer["floor"], **answer["peers"]}[side]

    yield "| what | target | figure | verdict |"
    yield "|---|---|---|---|"
    for target in TARGETS:
        try:
            figure = target.figure(median)
        except KeyError:
            continue
        yield f"| {target.what} | {target.text()} | {shown(figure, target.unit)} | {target.verdict(figure)} |"


def earlier(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


def main():
    sections = dict(section.split("\n", 1) for section in earlier("RESULTS.md").split("\n## ")[1:])
    results = json.loads(earlier("results.json") or "{}")
    rounds = read(sys.stdin)
    for name, variants in rounds.items():
        question = QUESTIONS[name]
        sections[question.title] = "\n".join(["", *table(question, variants), ""])
        results = {key: value for key, value in results.items() if not key.startswith(f"{name}: ")}
        results |= {f"{name}: {variant}": result(question, sides) for variant, sides in variants.items()}

    sections[OVERVIEW] = "\n".join(["", *overview(results), ""])
    asked = [OVERVIEW, *(QUESTIONS[name].title for name in rounds)]
    print("\n".join(f"## {title}\n{sections[title]}" for title in asked))
    with open("RESULTS.md", "w", encoding="utf-8") as file:
        titles = [OVERVIEW, *(question.title for question in QUESTIONS.values())]
        file.write(HEAD + "".join(f"\n## {title}\n{sections[title]}" for title in titles if title in sections))
    above = earlier(GUIDE).split(MARK)[0]
    with open(GUIDE, "w", encoding="utf-8") as file:
        file.write(above + MARK + sections[OVERVIEW])
    with open("results.json", "w", encoding="utf-8") as file:
        places = list(QUESTIONS)
        json.dump(dict(sorted(results.items(), key=lambda entry: places.index(entry[0].split(": ")[0]))), file, indent=2)
        file.write("\n")


main()
