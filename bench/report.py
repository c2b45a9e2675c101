"""Reads the rounds that bench/run has collected and writes the table, bench/RESULTS.md and bench/results.json."""
import json
import statistics
import sys

FLOOR, OURS = "bare", "vahta"
TITLE = {"loop": "Callbacks of an event loop"}
UNIT = {"loop": "callbacks/s"}


def read(lines):
    rounds = {}
    for line in lines:
        question, side, variant, value = line.rstrip("\n").split("\t")
        rounds.setdefault((question, variant), {}).setdefault(side, []).append(float(value))
    return rounds


def text(values):
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle / 1e6:.2f} M ({low / 1e6:.2f}–{high / 1e6:.2f})"


def ratio(ours, theirs):
    return statistics.median(ours) / statistics.median(theirs)


def main():
    rounds = read(sys.stdin)
    lines, results = [], {}
    for question in dict.fromkeys(question for question, _ in rounds):
        variants = {variant: sides for (asked, variant), sides in rounds.items() if asked == question}
        peers = [side for side in next(iter(variants.values())) if side not in (OURS, FLOOR)]
        count = len(next(iter(variants.values()))[OURS])
        lines += [f"## {TITLE[question]}", "", f"{UNIT[question]}: median (lowest–highest) of {count} interleaved rounds.", ""]
        lines.append(f"| variant | Vahta | bare loop | ratio | {' | '.join(f'{peer} | ratio' for peer in peers)} |")
        lines.append("|---" * (4 + 2 * len(peers)) + "|")
        for variant, sides in variants.items():
            cells = [variant, text(sides[OURS]), text(sides[FLOOR]), f"{ratio(sides[OURS], sides[FLOOR]):.2f}"]
            for peer in peers:
                cells += [text(sides[peer]), f"{ratio(sides[OURS], sides[peer]):.1f}"]
            lines.append(f"| {' | '.join(cells)} |")
            results[f"{question}: {variant}"] = {
                "value": statistics.median(sides[OURS]),
                "unit": UNIT[question],
                "floor": statistics.median(sides[FLOOR]),
                "peers": {peer: statistics.median(sides[peer]) for peer in peers},
                "ratio_to_floor": round(ratio(sides[OURS], sides[FLOOR]), 3),
            }
        lines.append("")
    table = "\n".join(lines)
    print(table)
    with open("RESULTS.md", "w", encoding="utf-8") as file:
        file.write("# Results\n\nWritten by `bench/run`; compare only what stands in one table.\n\n" + table)
    with open("results.json", "w", encoding="utf-8") as file:
        json.dump(results, file, indent=2)
        file.write("\n")


main()
