#!/usr/bin/env python3
"""Checks Preceptor's scripts on a device where there is no Java: only Python with PyTorch, and the archives of tools/gpu/prepare.

    python tools/gpu/check.py target/gpu                        everything, on cuda:0
    python tools/gpu/check.py target/gpu --device cpu --small   what a machine without a GPU can check, in a minute
    python tools/gpu/check.py target/gpu --only speed           one of compare, steady, speed, kernels

Prints Markdown and ends with 1 if a figure is out of its bounds. transformers is used as a peer where it is installed.
"""

import argparse
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent))

import compare
import speed
import steady
from scripted import Model

LARGE = "qwen2-vl-2b"
SMALL = "qwen2_vl"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog="\n".join(__doc__.splitlines()[2:5]), formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", type=Path, help="folder that tools/gpu/prepare wrote")
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--small", action="store_true", help="the small shape in place of Qwen2-VL-2B's")
    parser.add_argument("--only", choices=["compare", "steady", "speed", "kernels"])
    asked = parser.parse_args()
    archives = sorted(asked.archives.glob("*.pt"))
    if not archives:
        parser.error(f"{asked.archives}: there are no archives; run tools/gpu/prepare where there is Java")
    if asked.device.startswith("cuda") and not torch.cuda.is_available():
        parser.error(f"--device {asked.device}: PyTorch sees no GPU; use --device cpu --small")
    # As services compute: no TF32, no graph optimizer.
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch._C._set_graph_executor_optimize(False)
    name = torch.cuda.get_device_name() if asked.device.startswith("cuda") else f"CPU, {torch.get_num_threads()} threads"
    print(f"# {name}, PyTorch {torch.__version__}\n", flush=True)
    wanted = lambda part: asked.only in (None, part)
    failures = comparisons(archives, asked.device) if wanted("compare") else []
    path = asked.archives / f"{SMALL if asked.small else LARGE}.pt"
    shape = speed.SMALL if asked.small else speed.PAPER
    dtype = torch.float32 if asked.small else torch.bfloat16
    if wanted("steady"):
        failures += steadiness(path, asked.device, dtype, shape)
    if wanted("speed"):
        speeds(path, asked.device, dtype, shape)
    if wanted("kernels"):
        profiled(path, asked.device, dtype, shape)
    print("\n".join(f"FAILED: {failure}" for failure in failures) or "All figures are within their bounds.")
    return 1 if failures else 0


def comparisons(archives, device):
    print("## Against float32 on the CPU\n")
    names = ["logprobs", "greedy", "loss", "gradient norm", "gradient direction", "weights"]
    print("| family | type | " + " | ".join(names) + " |\n|" + "---|" * (len(names) + 2))
    failures = []
    for path in archives:
        if path.stem == LARGE:
            continue
        for dtype in (torch.float32, torch.bfloat16):
            figures = compare.compare(path, device, dtype)
            kind = str(dtype).removeprefix("torch.")
            print(f"| {path.stem} | {kind} | " + " | ".join(f"{figures[n]:.3g}" if n in figures else "-" for n in names) + " |", flush=True)
            failures += [f"{path.stem}, {kind}: {failure}" for failure in compare.failures(figures, dtype)]
    print()
    return failures


def steadiness(path, device, dtype, shape):
    print("## Steady decoding\n")
    figures, failures = steady.check(Model(path, device, dtype), shape.prompt, 2 * shape.new)
    print("\n".join(f"- {name}: {value}" for name, value in figures.items()) + "\n", flush=True)
    return failures


def speeds(path, device, dtype, shape):
    print("## Speed\n\n| what | ours, s | peer, s | ratio | |\n|---|---|---|---|---|")
    for what, ours, theirs, note in speed.measure(path, device, dtype, shape):
        text = lambda seconds: "" if seconds is None else f"{seconds:.3f}"
        ratio = f"{theirs / ours:.2f}" if ours and theirs else ""
        print(f"| {what} | {text(ours)} | {text(theirs)} | {ratio} | {note} |", flush=True)
    print()


def profiled(path, device, dtype, shape):
    print("## Kernels of decoding\n")
    table, idle = steady.kernels(Model(path, device, dtype), shape.prompt, 32)
    print(f"```\n{table}\n```\n" + ("" if idle is None else f"The device had nothing to run for {idle:.0%} of the time.\n"))


if __name__ == "__main__":
    sys.exit(main())
