"""Runs recipes/paper-phantom/*.yaml, each with the same seeds, and prints one table.

    bench/table1                                   # six rows, seeds 42 and 43
    bench/table1 --seeds 42 --rows semantic semantic_ecr
    bench/table1 --runs-dir /tmp/t1 --seeds 1 -- --set max_steps=3   # arguments after -- go to every `preceptor train`

A run is named table1-ROW-sSEED. A run with a summary.json is not repeated, and a stopped one continues with --resume, so the
command can be repeated until all runs are done. To change the steps or anything else, use another --runs-dir.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECIPES = ROOT / "recipes" / "paper-phantom"
ROWS = ["grpo", "semantic", "semantic_ecr", "semantic_cwr", "dr_grpo", "from_scratch"]

# A reward with weight 0 whose value is the number of thinking tokens.
TOKEN_COUNT = "{name: extended_chain, weight: 0, per_token: 1}"


def rewards(row):
    """The recipe's rewards as written, one flow mapping per line."""
    text = (RECIPES / (row + ".yaml")).read_text()
    block = re.search(r"^rewards:.*\n((?:  - \{.*\n)+)", text, re.M).group(1)
    return re.findall(r"- (\{[^}]*\})", block)


def per_token(rewards):
    """The value of a thinking token in extended_chain among these rewards; None if they do not include it."""
    for reward in rewards:
        if re.search(r"name: extended_chain\b", reward):
            return float(re.search(r"per_token: ([\d.]+)", reward).group(1))
    return None


def run(row, seed, runs, more):
    name = "table1-%s-s%d" % (row, seed)
    folder = runs / name
    if not (folder / "summary.json").exists():
        started = (folder / "recipe.yaml").exists()
        command = [str(ROOT / "preceptor"), "train", str(RECIPES / (row + ".yaml")), "--run", name]
        command += ["--runs-dir", str(runs), "--set", "seed=%d" % seed]
        parts = rewards(row)
        if per_token(parts) is None:
            command += ["--set", "rewards=[%s]" % ", ".join(parts + [TOKEN_COUNT])]
        command += more + (["--resume"] if started else [])
        print("table1: %s%s" % (name, ", resuming" if started else ""), file=sys.stderr, flush=True)
        subprocess.run(command, check=True, stdout=sys.stderr)
    return outcome(row, folder)


def outcome(row, folder):
    summary = json.loads((folder / "summary.json").read_text())
    steps = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    steps = [step for step in steps if "reward" in step]
    tenth = max(1, len(steps) // 10)
    found = {
        "test accuracy": (100 * summary["accuracy_before"], 100 * summary["accuracy_after"]),
        "reward": (summary["reward_first"], summary["reward_last"]),
    }
    for key in sorted({key for step in steps for key in step}):
        match = re.fullmatch(r"rewards/(\w+)/mean", key)
        if match:
            values = [[s[key] for s in part if key in s] for part in (steps[:tenth], steps[-tenth:])]
            if all(values):
                found[match.group(1)] = tuple(map(statistics.mean, values))
    scale = per_token(rewards(row))
    tokens = found["extended_chain"] if scale else found.pop("extended_chain")
    found["thinking"] = tuple(value / (scale or 1) for value in tokens)
    return found


def over_seeds(outcomes, key, digits):
    """first -> last, the mean over seeds, with the range of the last values if there are several seeds."""
    pairs = [found[key] for found in outcomes if key in found]
    if not pairs:
        return ""
    first, last = (statistics.mean(values) for values in zip(*pairs))
    text = "%.*f → %.*f" % (digits, first, digits, last)
    if len(pairs) > 1:
        lasts = [pair[1] for pair in pairs]
        text += " (%.*f to %.*f)" % (digits, min(lasts), digits, max(lasts))
    return text


def table(outcomes, seeds):
    parts = ["format", "accuracy", "semantic_alignment", "extended_chain", "correctness_weighted_length"]
    print("\nMeans over seeds %s; in brackets, the smallest and the largest final value of a seed." % ", ".join(map(str, seeds)))
    print("Rewards and thinking: means over the first and the last tenth of the steps. Accuracy: greedy, test questions.\n")
    columns = ["row", "test accuracy, %", "thinking, tokens", "reward"] + parts
    print("| " + " | ".join(columns) + " |")
    print("|" + "---|" * len(columns))
    for row, found in outcomes.items():
        cells = [row, over_seeds(found, "test accuracy", 1), over_seeds(found, "thinking", 1), over_seeds(found, "reward", 2)]
        cells += [over_seeds(found, part, 2) for part in parts]
        print("| " + " | ".join(cells) + " |")
    spread = [
        max(f["test accuracy"][1] for f in found) - min(f["test accuracy"][1] for f in found)
        for found in outcomes.values()
        if len(found) > 1
    ]
    if spread:
        print("\nSeeds of one row differ by up to %.1f points of accuracy: smaller differences between rows are not significant." % max(spread))
    else:
        print("\nOne seed: differences between rows may be chance.")


def main():
    arguments, more = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, more = arguments[:at], arguments[at + 1 :]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=ROWS)
    parser.add_argument("--seeds", nargs="+", type=int, default=[42, 43])
    parser.add_argument("--runs-dir", type=Path, default=ROOT / "runs")
    given = parser.parse_args(arguments)
    outcomes = {row: [] for row in given.rows}
    # seed by seed, so that all rows have a result as early as possible
    for seed in given.seeds:
        for row in given.rows:
            outcomes[row].append(run(row, seed, given.runs_dir, more))
    table(outcomes, given.seeds)


if __name__ == "__main__":
    main()
