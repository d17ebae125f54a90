"""Holds a family's script on a device against the same script in float32 on the CPU."""

import torch

from scripted import Batch, Model, completions_of, prompt_of

LEARNING_RATE = 1e-3
NEW_TOKENS = 24

# What a figure may be at most ("<=") or must be at least (">="), by the type that the device computes in. In bfloat16 single tokens
# and small weights may differ, so tokens are reported and not judged, and gradients by their direction.
BOUNDS = {
    torch.float32: {"logprobs": 1e-3, "loss": 1e-4, "gradient norm": 1e-3, "gradient direction": 0.9999, "weights": 0.995, "greedy": 1.0},
    torch.bfloat16: {"logprobs": 0.25, "loss": 0.05, "gradient norm": 0.1, "gradient direction": 0.97, "weights": 0.9},
}
AT_LEAST = {"gradient direction", "weights", "greedy"}


def compare(path, device, dtype):
    """Figures of one family: {name: value}."""
    host = Model(path, "cpu", learns=True)
    other = Model(path, device, dtype, learns=True)
    vocabulary = host.manifest["vocabSize"]
    examples = host.manifest["prompts"]
    prompts = [prompt_of(examples[i % len(examples)], 40 + i, vocabulary, i) for i in range(3)]
    groups = [completions_of(vocabulary, [5, 9, 9, 1 + 4 * i], i) for i in range(3)]
    batch = Batch(prompts, groups)
    figures = {}
    figures["logprobs"] = largest(host.logprobs(batch)[0], other.logprobs(batch)[0])
    uniforms = torch.zeros([3, 2, NEW_TOKENS], dtype=torch.float64)
    expected = host.generate(Batch(prompts), uniforms)[0]
    figures["greedy"] = agreeing(expected, other.generate(Batch(prompts), uniforms)[0])
    if host.manifest["trainable"]:
        figures.update(learning(host, other, batch))
    return figures


def agreeing(expected, found):
    return (expected.cpu() == found.cpu()).float().mean().item()


def largest(expected, found):
    return (expected.cpu() - found.cpu().float()).abs().max().item()


def learning(host, other, batch):
    """One pass and one AdamW step on both."""
    tokens = batch.targets.numel()
    draw = torch.Generator().manual_seed(9)
    old = host.logprobs(batch)[0]
    terms = [old, old + 0.1, torch.randn(tokens, generator=draw), torch.full([tokens], 1 / tokens)]
    gradients, losses, changes = [], [], []
    for model in (host, other):
        own = {name: torch.zeros_like(weight, dtype=torch.float32) for name, weight in model.weights.items()}
        losses.append(model.accumulate(batch, terms, own)[2].item())
        gradients.append({name: gradient.cpu().clone() for name, gradient in own.items()})
        changes.append(updated(model, own))
    flat = [torch.cat([g.flatten() for g in each.values()]).double() for each in gradients]
    norms = [each.norm() for each in flat]
    same = [(changes[0][name] - changes[1][name]).abs() <= 2e-5 for name in changes[0]]
    return {
        "loss": abs(losses[0] - losses[1]) / max(1e-9, abs(losses[0])),
        "gradient norm": (abs(norms[0] - norms[1]) / norms[0]).item(),
        "gradient direction": (flat[0] @ flat[1] / (norms[0] * norms[1])).item(),
        "weights": sum(each.sum().item() for each in same) / sum(each.numel() for each in same),
    }


def updated(model, gradients):
    """What one AdamW step added to the float32 masters, on the CPU."""
    names = list(model.weights)
    masters = [model.weights[name].detach().float().clone() for name in names]
    own = [gradients[name] for name in names]
    before = [master.clone() for master in masters]
    zeros = lambda: [torch.zeros_like(master) for master in masters]
    steps = [torch.zeros([], device=model.device) for _ in names]
    model.script.clip_grad_norm(own, 1.0, 1.0)
    model.script.step(masters, own, zeros(), zeros(), steps, LEARNING_RATE, 0.9, 0.999, 1e-8, 0.0)
    return {name: (master - old).cpu() for name, master, old in zip(names, masters, before)}


def failures(figures, dtype):
    """The figures that are out of bounds, as sentences."""
    out = []
    for name, bound in BOUNDS[dtype].items():
        value = figures.get(name)
        if value is not None and not (value >= bound if name in AT_LEAST else value <= bound):
            out.append(f"{name} is {value:.3g}, which must be at {'least' if name in AT_LEAST else 'most'} {bound:g}")
    return out
