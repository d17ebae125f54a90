"""Optimizer steps with TRL's own loss on the checkpoints `qwen2-vl` and `qwen2-vl-shapes`, for the step tests.

    python tools/goldens/trl_steps.py lib/models/src/test/resources/goldens

Needs trl 0.25.1, transformers 4.57.1, torch 2.7.1 and those folders there. Writes `trl-steps/NAME/`:
`step.json`, which `preceptor step --groups` reads, with TRL's figures under `expected`, and `model.safetensors` with
every n-th value of each weight after AdamW (`sampled`). The loss is GRPOTrainer._compute_loss itself, called on a stub
with the trainer's settings; advantages are grouped as in GRPOTrainer. Everything in float32 on the CPU.
"""

import json
import shutil
import sys
from collections import defaultdict
from pathlib import Path
from types import MethodType, SimpleNamespace

import qwen2_vl
import torch
import transformers
import trl
from PIL import Image
from safetensors.torch import save_file
from transformers import AutoProcessor, Qwen2VLForConditionalGeneration, Trainer
from trl import GRPOTrainer

MADE_WITH = "trl 0.25.1, transformers 4.57.1"
assert f"trl {trl.__version__}, transformers {transformers.__version__}" == MADE_WITH

EOS = 799
FIRST_SPECIAL = 795
SAMPLED = 200
SETTINGS = dict(
    algorithm="grpo",
    learning_rate=1e-3,
    beta=0.04,
    epsilon=0.2,
    temperature=1.0,
    max_completion_length=40,
    max_grad_norm=1.0,
    adam_beta1=0.9,
    adam_beta2=0.999,
    adam_epsilon=1e-8,
    weight_decay=0.0,
)
SHORT = "Is the lung clear?"
LONG = "Which side of the chest shows the bright opacity? Choose between the following options: A:left , B:right"

# groups: prompt, image, lengths of the completions, rewards. noise: how far the sampler is from the policy.
# known: whether the file has log-probabilities; if not, TRL uses the policy's own.
CASES = {
    "temperature": dict(
        settings=dict(temperature=0.6),
        groups=[(SHORT, "tiny.png", [9, 20, 14, 3], [1, 0, 0, 2]), (LONG, None, [5, 17, 30, 11], [0, 1, 0, 0])],
    ),
    "temperature-dr-grpo": dict(
        settings=dict(algorithm="dr_grpo", temperature=1.4, epsilon=0.05, max_completion_length=25),
        groups=[(SHORT, "tiny.png", [9, 20, 14, 3], [1, 0, 0, 2]), (LONG, None, [5, 17, 25, 11], [0, 1, 0, 0])],
    ),
    "beta-zero": dict(
        settings=dict(beta=0.0),
        groups=[(LONG, "gray.png", [12, 7, 22], [2, 0, 1]), (SHORT, None, [8, 1, 15], [0, 0, 1])],
    ),
    "length-one": dict(
        groups=[(SHORT, "tiny.png", [1, 1, 1, 1], [1, 0, 0, 1]), (LONG, None, [1, 1, 1, 1], [0, 3, 1, 1])],
    ),
    "pairs": dict(
        groups=[
            (LONG, "square.png", [6, 13], [1, 0]),
            (SHORT, None, [21, 2], [0, 1]),
            (SHORT, "palette.png", [3, 3], [1, 2]),
            (LONG + ". " + LONG, None, [10, 19], [1, 1]),
        ],
    ),
    "clipped-both-sides": dict(
        settings=dict(epsilon=0.02, max_grad_norm=100.0),
        noise=0.1,
        groups=[(SHORT, "tiny.png", [12, 20, 7, 15, 9, 11, 4, 18], [1, 0, 2, 0, 0, 1, 2, 1])],
    ),
    "weight-decay": dict(
        settings=dict(weight_decay=0.3, max_grad_norm=0.05, adam_beta1=0.8, adam_beta2=0.95, adam_epsilon=1e-6),
        groups=[(LONG, "tiny.png", [9, 20, 14], [1, 0, 0]), (SHORT, None, [5, 17, 12], [0, 1, 0])],
    ),
    "nothing-known": dict(
        settings=dict(temperature=0.8),
        known=False,
        groups=[(SHORT, "tiny.png", [9, 16], [1, 0]), (LONG, None, [5, 11], [0, 1])],
    ),
}

# On checkpoints of qwen2-vl-shapes, whose prompts are the cases of their golden.json; tests of PolicyTrainer.
for shape in ("flat-heads-4-4-untied", "flat-heads-6-1-absent", "nested-heads-2-2-tied"):
    CASES["shape-" + shape] = dict(
        shape=shape,
        settings=dict(weight_decay=0.1),
        groups=[(3, None, [4, 9, 2], [1, 0, 0]), (1, None, [7, 1, 5], [0, 1, 2]), (4, None, [3, 3, 6], [1, 0, 1])],
    )


def trainer_stub(model, settings):
    """The trainer's attributes that _compute_loss uses."""
    trainer = SimpleNamespace(
        temperature=settings["temperature"],
        beta=settings["beta"],
        epsilon_low=settings["epsilon"],
        epsilon_high=settings["epsilon"],
        loss_type=settings["algorithm"],
        max_completion_length=settings["max_completion_length"],
        top_entropy_quantile=1.0,
        importance_sampling_level="token",
        use_vllm=False,
        current_gradient_accumulation_steps=1,
        model_kwarg_keys=("pixel_values", "image_grid_thw", "logits_to_keep"),
        args=SimpleNamespace(delta=None, report_to=[]),
        accelerator=SimpleNamespace(gather=lambda x: x, num_processes=1),
        model=model,
        _metrics={"train": defaultdict(list), "eval": defaultdict(list)},
    )
    for method in ("_get_per_token_logps_and_entropies",):
        setattr(trainer, method, MethodType(getattr(GRPOTrainer, method), trainer))
    return trainer


def advantages(rewards, algorithm):
    """One group's advantages, as in GRPOTrainer; scale_rewards is "none" for Dr. GRPO."""
    rewards = torch.tensor(rewards, dtype=torch.float32)
    centred = rewards - rewards.mean()
    return centred if algorithm == "dr_grpo" else centred / (rewards.std() + 1e-4)


def encoded_prompts(folder, groups):
    """Each group's prompt as a chat turn: its ids, and its image if it has one."""
    processor = AutoProcessor.from_pretrained(folder, use_fast=False)
    for text, image, _, _ in groups:
        content = [{"type": "image"}] if image else []
        turn = [{"role": "user", "content": content + [{"type": "text", "text": text}]}]
        chat = processor.apply_chat_template(turn, tokenize=False, add_generation_prompt=True)
        opened = Image.open(folder / image).convert("RGB") if image else None
        made = processor(text=[chat], images=[opened] if image else None, return_tensors="pt")
        yield made["input_ids"][0].tolist(), made.get("pixel_values"), made.get("image_grid_thw")


def golden_prompts(folder, groups):
    """The same for a checkpoint without a tokenizer: a prompt is the index of a case in its golden.json."""
    cases = json.loads((folder / "golden.json").read_text())["cases"]
    for number, _, _, _ in groups:
        grid = cases[number]["image_grid_thw"]
        pixels = None if grid is None else qwen2_vl.pixel_values(grid)
        yield cases[number]["prompt_ids"], pixels, None if grid is None else torch.tensor([grid])


def inputs(encoded, lengths, ids, eos, generator):
    """Prompts padded on the left, completions on the right, one image per response."""
    prompts, completions, pixels, grids, image_counts, group_prompts = [], [], [], [], [], []
    for (prompt, pixel_values, grid), each in zip(encoded, lengths):
        group_prompts.append(prompt)
        for length in each:
            drawn = torch.randint(*ids, (length,), generator=generator).tolist()
            if length % 2 and eos is not None:
                drawn[-1] = eos
            completions.append(drawn)
            prompts.append(prompt)
            image_counts.append(0 if grid is None else 1)
            if grid is not None:
                pixels.append(pixel_values)
                grids.append(grid)
    most, longest = max(map(len, prompts)), max(map(len, completions))
    batch = {
        "prompt_ids": torch.tensor([[0] * (most - len(p)) + p for p in prompts]),
        "prompt_mask": torch.tensor([[0] * (most - len(p)) + [1] * len(p) for p in prompts]),
        "completion_ids": torch.tensor([c + [0] * (longest - len(c)) for c in completions]),
        "completion_mask": torch.tensor([[1] * len(c) + [0] * (longest - len(c)) for c in completions]),
        "pixel_values": torch.cat(pixels) if pixels else None,
        "image_grid_thw": torch.cat(grids) if grids else None,
        "num_images": image_counts,
    }
    return batch, group_prompts, completions


def rounded(rows, completions):
    """The values rounded as in the file, and the same padded with zeros again."""
    values = [[round(float(row[i]), 6) for i in range(len(ids))] for row, ids in zip(rows, completions)]
    width = rows.shape[1]
    return values, torch.tensor([row + [0.0] * (width - len(row)) for row in values])


def step(goldens, case):
    settings = {**SETTINGS, **case.get("settings", {})}
    shape = case.get("shape")
    folder = goldens / "qwen2-vl-shapes" / shape if shape else goldens / "qwen2-vl"
    generator = torch.Generator().manual_seed(17)
    model = Qwen2VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).train()
    trainer = trainer_stub(model, settings)
    batch, prompts, completions = inputs(
        golden_prompts(folder, case["groups"]) if shape else encoded_prompts(folder, case["groups"]),
        [group[2] for group in case["groups"]],
        (qwen2_vl.FIRST_TEXT_ID, qwen2_vl.VOCABULARY) if shape else (0, FIRST_SPECIAL),
        None if shape else EOS,
        generator,
    )
    ids = torch.cat([batch["prompt_ids"], batch["completion_ids"]], 1)
    mask = torch.cat([batch["prompt_mask"], batch["completion_mask"]], 1)
    image_inputs = {key: batch[key] for key in ("pixel_values", "image_grid_thw", "num_images")}
    with torch.no_grad():
        own, _ = trainer._get_per_token_logps_and_entropies(
            model, ids, mask, batch["completion_ids"].shape[1], **image_inputs
        )
    noise = case.get("noise", 0.15)
    known = case.get("known", True)
    behaviour, old = rounded(own + noise * torch.randn(own.shape, generator=generator), completions)
    reference, ref = rounded(own + 0.3 * torch.randn(own.shape, generator=generator), completions)
    if known:
        ratio = torch.exp(own - old)[batch["completion_mask"].bool()]
        edges = torch.tensor([1 - settings["epsilon"], 1 + settings["epsilon"]])
        near = (ratio[:, None] - edges).abs().min()
        assert near > 1e-5, f"a ratio is within {near} of being clipped; use another seed"
    batch["old_per_token_logps"] = old if known else None
    batch["ref_per_token_logps"] = ref if known else own
    each = [advantages(group[3], settings["algorithm"]) for group in case["groups"]]
    batch["advantages"] = torch.cat(each)

    loss = GRPOTrainer._compute_loss(trainer, model, batch)
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), settings["max_grad_norm"])
    decaying = set(Trainer.get_decay_parameter_names(None, model))
    parameters = dict(model.named_parameters())
    optimizer = torch.optim.AdamW(
        [
            {
                "params": [p for name, p in parameters.items() if (name in decaying) == decays],
                "weight_decay": settings["weight_decay"] if decays else 0.0,
            }
            for decays in (True, False)
        ],
        lr=settings["learning_rate"],
        betas=(settings["adam_beta1"], settings["adam_beta2"]),
        eps=settings["adam_epsilon"],
    )
    optimizer.step()

    groups, row = [], 0
    for (text, image, lengths, rewards), prompt in zip(case["groups"], prompts):
        responses = []
        for reward in rewards:
            response = {"token_ids": completions[row], "reward": reward}
            if known:
                response["logprobs"] = behaviour[row]
                if settings["beta"]:
                    response["ref_logprobs"] = reference[row]
            responses.append(response)
            row += 1
        prompt_keys = {"case": text} if shape else {"prompt": text, "image": image, "input_ids": prompt}
        groups.append({**prompt_keys, "responses": responses})
    metrics = {key: values[0] for key, values in trainer._metrics["train"].items()}
    expected = {
        "loss": loss.item(),
        "grad_norm": norm.item(),
        **metrics,
        "advantages": [[round(float(a), 6) for a in group] for group in each],
    }
    return {"made_with": MADE_WITH, "settings": settings, "expected": expected}, groups, parameters


def sampled(weight):
    flat = weight.detach().flatten()
    return flat[:: max(1, flat.numel() // SAMPLED)][:SAMPLED].clone()


def main(goldens):
    for name, case in CASES.items():
        folder = goldens / "trl-steps" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        head, groups, parameters = step(goldens, case)
        lines = ",\n".join(json.dumps(group) for group in groups)
        (folder / "step.json").write_text(json.dumps(head, indent=1)[:-2] + ',\n "groups": [\n' + lines + "\n]}\n")
        save_file({qwen2_vl.older(key): sampled(value) for key, value in parameters.items()}, folder / "model.safetensors")
        print(name, {key: value for key, value in head["expected"].items() if key != "advantages"})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
