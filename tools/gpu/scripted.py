"""A module archive of `preceptor archive`, with random weights: the script that services run on a GPU."""

import json
import math

import torch

FLOAT = torch.float32


class Model:
    """A script on a device with its weights. The same seed gives the same weights on every device, rounded to `dtype`."""

    def __init__(self, path, device, dtype=FLOAT, seed=0, learns=False):
        files = {"preceptor.json": "", "config.json": ""}
        self.script = torch.jit.load(str(path), map_location=device, _extra_files=files).eval()
        self.manifest = json.loads(files["preceptor.json"])
        self.config = json.loads(files["config.json"])
        self.device = torch.device(device)
        self.weights = {
            name: weight.to(device=self.device, dtype=dtype).requires_grad_(learns)
            for name, weight in random_weights(self.manifest["weights"], seed)
        }

    def parameters(self):
        return sum(weight.numel() for weight in self.weights.values())

    def generate(self, batch, uniforms, temperature=0.0):
        """Tokens and log-probabilities [prompts * samples, new]; ends are looked for and never drawn."""
        stop = torch.tensor(self.manifest["eosTokenIds"], device=self.device)
        inputs = batch.prompts(self.device)
        with torch.no_grad():
            return self.script.generate(self.weights, *inputs, uniforms.to(self.device), stop, stop, temperature)

    def logprobs(self, batch):
        """Log-probabilities and entropies [completion tokens]."""
        block = torch.tensor(self.manifest["block"], device=self.device)
        one = torch.tensor(1.0, device=self.device)
        with torch.no_grad():
            return self.script.completion_logprobs(*batch.all(self.device), one, block, self.weights)

    def accumulate(self, batch, terms, gradients, checkpointing=False):
        """One pass of GRPO's loss; adds to the gradients. Returns log-probabilities, entropies and the loss."""
        host = [
            torch.tensor([1.0, 0.2, 0.04], dtype=torch.float64),
            torch.tensor(False),
            torch.tensor(checkpointing),
            torch.tensor(self.manifest["block"]),
        ]
        moved = [term.to(self.device) for term in terms]
        with torch.enable_grad():
            return self.script.policy_gradient(*batch.all(self.device), *moved, *host, self.weights, gradients)


def random_weights(shapes, seed):
    """Normal weights scaled by the number of inputs, norms near 1, gates open: numbers as a trained model has them."""
    draw = torch.Generator().manual_seed(seed)
    for name, shape in shapes.items():
        if len(shape) > 1:
            inputs = math.prod(shape[1:]) if "embed" not in name else shape[-1]
            yield name, torch.randn(shape, generator=draw) / math.sqrt(inputs)
        elif name.endswith("bias") or "class_embedding" in name:
            yield name, 0.02 * torch.randn(shape, generator=draw)
        else:
            yield name, 1 + 0.02 * torch.randn(shape, generator=draw) if "gate" not in name else torch.full(shape, 0.5)


class Batch:
    """Prompts and their completions in the layout of causal_lm.ts.py, on the CPU; see PackedTokens.java."""

    def __init__(self, prompts, completions=None, seed=0):
        draw = torch.Generator().manual_seed(seed)
        ids, positions, image_at, pixels, grids = [], [], [], [], []
        at = 0
        for prompt in prompts:
            ids += prompt["ids"]
            positions.append(torch.tensor(prompt["positions"]))
            start = at + prompt["imageStart"]
            image_at += range(start, start + prompt["imageTokens"])
            grids += prompt["grid"]
            if prompt["pixels"]:
                pixels.append(torch.randn(prompt["pixels"], generator=draw))
            at += len(prompt["ids"])
        self.lengths = torch.tensor([[len(prompt["ids"])] for prompt in prompts])
        shift = len(prompts) - at
        spans, rows, targets = [], [], []
        for index, group in enumerate(completions or []):
            runs = {}
            for completion in sorted(group, key=len):
                inputs = len(completion) - 1
                runs[inputs] = runs.get(inputs, 0) + 1
                ids += completion[:-1]
                after = torch.tensor(prompts[index]["next"]).unsqueeze(1)
                positions.append(after + torch.arange(inputs).unsqueeze(0))
                rows += [index] + [at + shift + i for i in range(inputs)]
                targets += completion
                at += inputs
            spans += [[index, count, inputs] for inputs, count in runs.items() if inputs > 0]
        self.ids = torch.tensor(ids)
        self.positions = torch.cat(positions, 1)
        self.pixel_values = torch.cat(pixels) if pixels else torch.zeros(0)
        self.grids = torch.tensor(grids, dtype=torch.int64).reshape(-1, 3)
        self.image_at = torch.tensor(image_at, dtype=torch.int64)
        self.spans = torch.tensor(spans, dtype=torch.int64).reshape(-1, 3)
        self.rows = torch.tensor(rows, dtype=torch.int64)
        self.targets = torch.tensor(targets, dtype=torch.int64)

    def prompts(self, device):
        tokens = [self.ids.to(device), self.positions.to(device), self.pixel_values.to(device)]
        return [*tokens, self.grids, self.image_at.to(device), self.lengths]

    def all(self, device):
        return [*self.prompts(device), self.spans, self.rows.to(device), self.targets.to(device)]


def prompt_of(example, tokens, vocabulary, seed):
    """An example prompt, lengthened by random tokens to at least `tokens`."""
    draw = torch.Generator().manual_seed(seed)
    more = max(0, tokens - len(example["ids"]))
    added = torch.randint(vocabulary // 2, [more], generator=draw).tolist()
    columns = torch.tensor(example["next"]).unsqueeze(1) + torch.arange(more).unsqueeze(0)
    positions = torch.cat([torch.tensor(example["positions"]), columns], 1)
    return {
        **example,
        "ids": example["ids"] + added,
        "positions": positions.tolist(),
        "next": [axis + more for axis in example["next"]],
    }


def completions_of(vocabulary, lengths, seed):
    """Random completions of these lengths."""
    draw = torch.Generator().manual_seed(seed)
    return [torch.randint(vocabulary // 2, [length], generator=draw).tolist() for length in lengths]
