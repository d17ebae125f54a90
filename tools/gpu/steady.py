"""What decoding asks of the device beside its kernels: host synchronisations, new memory, launches."""

import torch
from torch.profiler import ProfilerActivity, profile

from scripted import Batch
from speed import GROUP, prompts_of, synchronize

# Decoding reads how many rows still run every fourth token, see sampling.ts.py.
TOKENS_A_READ = 4


def events(model, prompt_tokens, new):
    """(profiler's averages, device memory segments that were added) of decoding a group, once it has run before."""
    batch = Batch(prompts_of(model, 1, prompt_tokens))
    uniforms = torch.rand([1, GROUP, new], dtype=torch.float64)
    model.generate(batch, uniforms, 1.0)
    synchronize(model.device)
    cuda = model.device.type == "cuda"
    before = torch.cuda.memory_stats()["segment.all.allocated"] if cuda else 0
    with profile(activities=[ProfilerActivity.CPU] + ([ProfilerActivity.CUDA] if cuda else [])) as seen:
        model.generate(batch, uniforms, 1.0)
        synchronize(model.device)
    added = torch.cuda.memory_stats()["segment.all.allocated"] - before if cuda else 0
    return seen, added


def reads(seen):
    """How often a number was read from a tensor, which waits for the device."""
    return sum(event.count for event in seen.key_averages() if event.key == "aten::_local_scalar_dense")


def check(model, prompt_tokens, new):
    """(figures, failures): reads a token beyond those of a short run, and added memory segments."""
    short, _ = events(model, prompt_tokens, new)
    long, added = events(model, prompt_tokens, 2 * new)
    more = reads(long) - reads(short)
    figures = {"reads": reads(long), "reads for more tokens": more, "tokens more": new, "segments added": added}
    failures = []
    if more * TOKENS_A_READ > new:
        failures.append(f"{new} more tokens read {more} numbers from the device, more than one in {TOKENS_A_READ} tokens")
    if added:
        failures.append(f"decoding that had run before asked the device for {added} new memory segments")
    return figures, failures


def kernels(model, prompt_tokens, new):
    """The profiler's table of kernels, and the share of the time in which the device had none to run."""
    seen, _ = events(model, prompt_tokens, new)
    key = "self_cuda_time_total" if model.device.type == "cuda" else "self_cpu_time_total"
    table = seen.key_averages().table(sort_by=key, row_limit=20, max_name_column_width=60)
    runs = sorted((e.time_range.start, e.time_range.end) for e in seen.events() if e.device_type == torch.autograd.DeviceType.CUDA)
    if not runs:
        return table, None
    busy, end = 0, runs[0][0]
    for start, stop in runs:
        busy += max(0, stop - max(start, end))
        end = max(end, stop)
    return table, 1 - busy / (end - runs[0][0])
