"""A LoRA adapter on the checkpoint `llava`, what PEFT computes with it, and one supervised step of it.

    python tools/goldens/llava_adapter.py lib/models/src/test/resources/goldens

Needs peft 0.17.1, transformers 4.57.1, torch 2.7.1 and the folders `llava` and `images` there. Writes `llava-lora/`: the
adapter (`adapter/`, every linear layer of the vision tower, the projector and the language model, random), the same after
one step of AdamW (`after/`), and `golden.json`: log-probabilities of the cases' completions with the adapter, and the loss
(the mean over all completion tokens) and gradient norm of the step on the first three. Everything in float32 on the CPU,
with eager attention, one sequence at a time.
"""

import json
import shutil
import sys
from pathlib import Path

import peft
import torch
import transformers
from peft import LoraConfig, get_peft_model
from PIL import Image
from transformers import AutoImageProcessor, LlavaForConditionalGeneration

MADE_WITH = "peft 0.17.1, transformers 4.57.1"
assert f"peft {peft.__version__}, transformers {transformers.__version__}" == MADE_WITH

SETTINGS = dict(learning_rate=1e-3, adam_beta1=0.9, adam_beta2=0.999, adam_epsilon=1e-8, weight_decay=0.0, max_grad_norm=1.0)
# PNGs only, since decoders of JPEGs differ
CASES = [0, 1, 3, 6]
ROWS = 3


def fill(model):
    """Values away from zero, so that the adapter matters; B is 0 in a new adapter."""
    torch.manual_seed(18)
    for name, parameter in model.named_parameters():
        if "lora_" in name:
            parameter.data = torch.randn_like(parameter) * (0.2 if "lora_A" in name else 0.1)


def save(model, folder):
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    (folder / "adapter_model.safetensors").chmod(0o644)
    config = json.loads((folder / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = "../../llava"
    config["target_modules"] = sorted(config["target_modules"])
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def logprobs(model, images, root, case):
    """Log-probabilities of the completion's tokens, [tokens]."""
    pixels = images(images=Image.open(root / "llava" / case["image"]).convert("RGB"), return_tensors="pt")["pixel_values"]
    ids = torch.tensor([case["input_ids"] + case["completion_ids"]])
    logits = model(input_ids=ids, attention_mask=torch.ones_like(ids), pixel_values=pixels).logits[0]
    count = len(case["completion_ids"])
    predicted = torch.log_softmax(logits[-count - 1 : -1].float(), -1)
    return predicted.gather(1, ids[0, -count:].unsqueeze(1)).squeeze(1)


def main(root):
    torch.set_num_threads(1)
    cases = json.loads((root / "llava" / "golden.json").read_text())["cases"]
    cases = [cases[i] for i in CASES]
    images = AutoImageProcessor.from_pretrained(root / "llava", use_fast=False)
    base = LlavaForConditionalGeneration.from_pretrained(root / "llava", dtype=torch.float32, attn_implementation="eager")
    model = get_peft_model(base, LoraConfig(r=4, lora_alpha=8, target_modules="all-linear", lora_dropout=0.0))
    fill(model)
    model.eval()
    out = root / "llava-lora"
    shutil.rmtree(out, ignore_errors=True)
    save(model, out / "adapter")
    golden = dict(made_with=MADE_WITH, cases=[])
    with torch.no_grad():
        for case in cases:
            with model.disable_adapter():
                plain = logprobs(model, images, root, case)
            assert (plain - torch.tensor(case["completion_logprobs"])).abs().max() < 1e-4
            scored = logprobs(model, images, root, case)
            golden["cases"].append(
                dict(
                    {key: case[key] for key in ("image", "prompt", "completion_ids")},
                    adapter_logprobs=[round(value, 6) for value in scored.tolist()],
                )
            )
    learnt = [parameter for parameter in model.parameters() if parameter.requires_grad]
    tokens = sum(len(case["completion_ids"]) for case in cases[:ROWS])
    total = 0.0
    for case in cases[:ROWS]:
        loss = -logprobs(model, images, root, case).sum() / tokens
        loss.backward()
        total += loss.item()
    norm = torch.nn.utils.clip_grad_norm_(learnt, SETTINGS["max_grad_norm"]).item()
    torch.optim.AdamW(
        learnt,
        lr=SETTINGS["learning_rate"],
        betas=(SETTINGS["adam_beta1"], SETTINGS["adam_beta2"]),
        eps=SETTINGS["adam_epsilon"],
        weight_decay=SETTINGS["weight_decay"],
    ).step()
    save(model, out / "after")
    golden["step"] = dict(settings=SETTINGS, rows=ROWS, loss=total, grad_norm=norm)
    (out / "golden.json").write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
