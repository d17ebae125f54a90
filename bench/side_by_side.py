"""Alternates GRPO steps of Preceptor and of TRL's GRPOTrainer: same checkpoint, images, group size, lengths and threads.
usage: bench/run [--rounds N] [--steps N] [short] [paper]      (see README.md)"""
import argparse, csv, json, os, shutil, statistics, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
WORKLOADS = {
    "short": dict(size=112, prompts=4, new_tokens=64),
    "paper": dict(size=630, prompts=2, new_tokens=96),
}
RECIPE = """model: {model}
train_csv: {data}/train.csv
test_csv: {data}/test.csv
images: {data}/images
max_pixels: {max_pixels}
prompts_per_step: {prompts}
sampling_unit: {prompts}
num_generations: 8
max_prompt_length: 1024
max_completion_length: {new_tokens}
beta: 0.04
rewards: [{{name: spread, weight: 1}}]
learning_rate: 1.0e-6
eval_steps: 0
eval_limit: 4
save_steps: 1000
threads: {threads}
"""

def checked(command, log, **more):
    """Runs a command; if it fails, exits with the path of its output."""
    with open(log, "w") as out:
        done = subprocess.run(command, stderr=out, text=True, **{"stdout": out, **more})
    if done.returncode:
        sys.exit("bench: %s exited with %d; see %s" % (command[0], done.returncode, log))
    return done.stdout

def reward_classes(work):
    """Compiles the reward that both sides use."""
    classes = os.path.join(work, "reward")
    shutil.copytree(os.path.join(HERE, "reward"), classes)
    path = os.pathsep.join(os.path.join(ROOT, m, "target", "classes") for m in ("lib/vqa", "lib/models"))
    checked(["javac", "--release", "17", "-cp", path, "-d", classes, os.path.join(classes, "SpreadReward.java")], os.path.join(work, "javac.log"))
    return classes

def ours(work, name, w, steps, threads, round_):
    recipe = os.path.join(work, name + ".yaml")
    open(recipe, "w").write(RECIPE.format(model=os.path.join(work, "model"), data=os.path.join(work, name), max_pixels=w["size"] ** 2 + 10000, threads=threads, **w))
    runs = os.path.join(work, "runs-%s-%d" % (name, round_))
    command = [os.path.join(ROOT, "preceptor"), "train", "--no-console", recipe, "--run", "bench", "--runs-dir", runs, "--steps", str(steps)]
    checked(command, os.path.join(work, "ours-%s-%d.log" % (name, round_)), env={**os.environ, "PRECEPTOR_REWARDS_CLASSPATH": os.path.join(work, "reward")})
    rows = [json.loads(line) for line in open(os.path.join(runs, "bench", "metrics.jsonl"))]
    rows = [r for r in rows if "step_time" in r][2:]
    busy = [(r["time/sampling"] + r["time/learning"]) / r["step_time"] for r in rows]
    tokens = (rows[-1]["num_tokens"] - rows[0]["num_tokens"]) / (len(rows) - 1) / w["prompts"] / 8
    lengths = statistics.mean(r["completions/mean_length"] for r in rows[1:])
    shutil.rmtree(runs)
    return [r["step_time"] for r in rows], lengths, tokens - lengths, statistics.median(busy)

def theirs(work, name, w, steps, threads, round_):
    data = os.path.join(work, name)
    command = [sys.executable, os.path.join(HERE, "trl_grpo.py"), os.path.join(work, "model"), os.path.join(data, "train.csv"), os.path.join(data, "images"),
        "--prompts", str(w["prompts"]), "--new-tokens", str(w["new_tokens"]), "--steps", str(steps), "--threads", str(threads),
        "--max-pixels", str(w["size"] ** 2 + 10000), "--out", os.path.join(work, "trl")]
    out = checked(command, os.path.join(work, "trl-%s-%d.log" % (name, round_)), stdout=subprocess.PIPE)
    rows = [json.loads(line) for line in out.splitlines() if line.startswith('{"')]
    times = [r["step_time"] for r in rows if "step_time" in r][2:]
    lengths = [r["mean_length"] for r in rows if "mean_length" in r]
    prompts = [r["prompt_length"] for r in rows if "prompt_length" in r]
    return times, statistics.mean(lengths), statistics.mean(prompts)

def lengthen(path, words):
    """Makes the questions as long as those of the paper's data set; the phantom's are short."""
    rows = list(csv.DictReader(open(path)))
    for r in rows:
        r["Question"] += " " + words
    with open(path, "w", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("workloads", nargs="*", metavar="short|paper")
    p.add_argument("--rounds", type=int, default=3); p.add_argument("--steps", type=int, default=6); p.add_argument("--threads", type=int, default=2)
    a = p.parse_args()
    if a.rounds < 1 or a.steps < 2:
        p.error("--rounds %d --steps %d: use at least 1 round and 2 steps" % (a.rounds, a.steps))
    for name in a.workloads:
        if name not in WORKLOADS:
            p.error("workload %s: use %s" % (name, " or ".join(WORKLOADS)))
    work = tempfile.mkdtemp(prefix="preceptor-bench-")
    subprocess.run([sys.executable, os.path.join(HERE, "model.py"), os.path.join(ROOT, "recipes", "phantom-init"), os.path.join(work, "model")], check=True)
    subprocess.run([os.path.join(ROOT, "preceptor"), "--version"], check=True, stdout=subprocess.DEVNULL)
    reward_classes(work)
    table = []
    for name in a.workloads or WORKLOADS:
        w = WORKLOADS[name]
        subprocess.run([os.path.join(ROOT, "preceptor"), "phantom", "--out", os.path.join(work, name), "--train", "60", "--test", "8", "--seed", "1", "--size", str(w["size"])], check=True, stdout=subprocess.DEVNULL)
        lengthen(os.path.join(work, name, "train.csv"), "Look at the whole picture before you answer, and weigh each choice against what is seen.")
        mine, other, loads = [], [], []
        for round_ in range(a.rounds):
            m = ours(work, name, w, a.steps + 2, a.threads, round_)
            mine += m[0]
            t = theirs(work, name, w, max(2, a.steps // 2) + 2, a.threads, round_)
            other += t[0]
            loads.append(os.getloadavg()[0])
            print("%s round %d: ours %.2f s per step, TRL %.2f s; load %.1f" % (name, round_ + 1, statistics.median(m[0]), statistics.median(t[0]), loads[-1]), flush=True)
        table.append("| %s | %d x 8 | %.0f / %.0f | %.0f / %.0f | %.2f | %.2f | %.1f | %.0f %% | %.1f |" % (name, w["prompts"], m[2], t[2], m[1], t[1],
            statistics.median(mine), statistics.median(other), statistics.median(other) / statistics.median(mine), 100 * (1 - m[3]), statistics.median(loads)))
    print("\n| workload | completions | prompt tokens, ours / TRL | completion tokens | our step, s | TRL's step, s | ratio | neither sampling nor learning | load |\n|---|---|---|---|---|---|---|---|---|")
    print("\n".join(table))
    shutil.rmtree(work)

main()
