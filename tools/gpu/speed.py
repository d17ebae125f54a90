"""Times decoding, prefill, a training step and the optimizer, beside transformers and plain PyTorch in the same run."""

import statistics
import time
from dataclasses import dataclass

import torch

from scripted import Batch, Model, completions_of, prompt_of

GROUP = 8


@dataclass(frozen=True)
class Shape:
    """Tokens of a prompt, new tokens, rows that are decoded together, how often each is timed."""

    prompt: int
    new: int
    rows: tuple
    repeats: int


PAPER = Shape(prompt=1024, new=700, rows=(8, 64, 256), repeats=2)
SMALL = Shape(prompt=64, new=16, rows=(8, 16), repeats=2)


def synchronize(device):
    if torch.device(device).type == "cuda":
        torch.cuda.synchronize()


def timed(device, repeats, work):
    """Median seconds of some runs after one that is not counted."""
    work()
    seconds = []
    for _ in range(repeats):
        synchronize(device)
        start = time.perf_counter()
        work()
        synchronize(device)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def peaks(device, dtype):
    """What the device reaches here: FLOP/s of a large product, bytes/s of a large copy."""
    size = 8192 if torch.device(device).type == "cuda" else 1024
    a = torch.randn(size, size, device=device, dtype=dtype)
    flops = 2 * size**3 / timed(device, 5, lambda: a @ a)
    x = torch.zeros(1 << (28 if size == 8192 else 24), device=device, dtype=torch.uint8)
    y = torch.empty_like(x)
    return flops, 2 * x.numel() / timed(device, 5, lambda: y.copy_(x))


def prompts_of(model, count, tokens):
    text = model.manifest["prompts"][0]
    return [prompt_of(text, tokens, model.manifest["vocabSize"], i) for i in range(count)]


def measure(path, device, dtype, shape):
    """Rows of [what, ours seconds, peer seconds or None, note]."""
    flops, bandwidth = peaks(device, dtype)
    rows = [["peak of a large product", None, None, f"{flops / 1e12:.1f} TFLOP/s"], ["peak of a large copy", None, None, f"{bandwidth / 1e9:.0f} GB/s"]]
    model = Model(path, device, dtype, learns=True)
    peer = transformers_model(model)
    parameters = model.parameters()
    for count in shape.rows:
        rows.append(decoding(model, peer, count, shape, bandwidth))
    rows.append(prefill(model, shape, flops, parameters))
    rows += training(model, peer, shape, flops, parameters)
    return rows


def decoding(model, peer, count, shape, bandwidth):
    prompts = prompts_of(model, max(1, count // GROUP), shape.prompt)
    batch = Batch(prompts)
    uniforms = torch.rand([len(prompts), GROUP, shape.new], dtype=torch.float64)
    ours = timed(model.device, shape.repeats, lambda: model.generate(batch, uniforms, 1.0))
    theirs = None
    if peer is not None:
        ids = torch.tensor([prompt["ids"] for prompt in prompts for _ in range(GROUP)], device=model.device)
        options = dict(do_sample=True, top_k=0, max_new_tokens=shape.new, min_new_tokens=shape.new, pad_token_id=0)
        with torch.no_grad():
            theirs = timed(model.device, 1, lambda: peer.generate(input_ids=ids, attention_mask=torch.ones_like(ids), **options))
    read = shape.new * sum(weight.numel() * weight.element_size() for weight in model.weights.values())
    note = f"{len(prompts) * GROUP * shape.new / ours:.0f} tokens/s, weights read at {read / ours / bandwidth:.0%} of the copy's bytes/s"
    return [f"decoding {count} rows of {shape.new} tokens after {shape.prompt}", ours, theirs, note]


def prefill(model, shape, flops, parameters):
    prompts = prompts_of(model, 4, shape.prompt)
    batch = Batch(prompts)
    uniforms = torch.rand([4, GROUP, 1], dtype=torch.float64)
    seconds = timed(model.device, shape.repeats, lambda: model.generate(batch, uniforms, 1.0))
    done = 2 * parameters * 4 * shape.prompt
    return [f"prefill of 4 prompts of {shape.prompt} tokens", seconds, None, f"{done / seconds / flops:.0%} of the product's FLOP/s"]


def training(model, peer, shape, flops, parameters):
    """One group of eight: a pass with the prompt computed once, and a plain step that computes it eight times."""
    [prompt] = prompts_of(model, 1, shape.prompt)
    length = max(8, shape.new // 2)
    group = completions_of(model.manifest["vocabSize"], [length] * GROUP, 1)
    batch = Batch([prompt], [group])
    tokens = batch.targets.numel()
    gradients = {name: torch.zeros_like(weight, dtype=torch.float32) for name, weight in model.weights.items()}
    terms = [torch.zeros(tokens), torch.zeros(tokens), torch.randn(tokens), torch.full([tokens], 1 / tokens)]
    ours = timed(model.device, shape.repeats, lambda: model.accumulate(batch, terms, gradients))
    theirs = None
    if peer is not None:
        ids = torch.tensor([prompt["ids"] + completion for completion in group], device=model.device)

        def plain():
            peer.zero_grad(set_to_none=True)
            logits = peer(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[:, shape.prompt - 1 : -1].float()
            torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, shape.prompt :].flatten()).backward()

        theirs = timed(model.device, 1, plain)
    done = 6 * parameters * (shape.prompt + GROUP * length)
    rows = [[f"gradients of {GROUP} completions of {length} tokens after {shape.prompt}", ours, theirs, f"{done / ours / flops:.0%} of the product's FLOP/s"]]
    names = list(model.weights)
    masters = [model.weights[name].detach().float() for name in names]
    moments = [[torch.zeros_like(master) for master in masters] for _ in range(2)]
    steps = [torch.zeros([], device=model.device) for _ in names]
    own = [gradients[name] for name in names]
    update = lambda: model.script.step(masters, own, *moments, steps, 1e-6, 0.9, 0.999, 1e-8, 0.0)
    rows.append(["optimizer", timed(model.device, shape.repeats, update), None, ""])
    return rows


def transformers_model(model):
    """transformers' model of the same configuration with weights of its own; None where transformers is missing."""
    try:
        import transformers
    except ImportError:
        return None
    config = transformers.AutoConfig.for_model(**model.config)
    with torch.device(model.device):
        made = transformers.AutoModelForImageTextToText.from_config(config, dtype=next(iter(model.weights.values())).dtype)
    return made
