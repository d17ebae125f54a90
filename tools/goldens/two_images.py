"""transformers' golden results on prompts with two and three images, for the tests of `models`.

    python tools/goldens/two_images.py lib/models/src/test/resources/goldens

Needs transformers 4.57.1, torch 2.7.1 and the folders `qwen2-vl`, `llava` and `images` there. Writes `two-images/golden.json`: for
Qwen2-VL and LLaVA-1.5 with their processors (images before the text, and between texts), and for Qwen2.5-VL with ids and grids, whose
pixel values `qwen2_vl.py` defines. Everything in float32 on the CPU, with eager attention, whole passes without a cache and slow (Pillow)
image processors.
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from PIL import Image
from transformers import (
    AutoImageProcessor,
    AutoTokenizer,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2VLForConditionalGeneration,
)

import qwen2_vl

MADE_WITH = "transformers 4.57.1"
assert "transformers " + transformers.__version__ == MADE_WITH, transformers.__version__

TOKENS = 10
COMPLETION = "<answer>B</answer> both lungs"
ASKED = [
    (["square.png", "wide.png"], "Which of them shows more?"),
    (["tiny.png", "tall.png", "tiny.png"], "Compare all three."),
    (["gray.png", "gray.png"], "Are they the same?"),
]


def log_softmax(model, ids, inputs):
    with torch.no_grad():
        return torch.log_softmax(model(input_ids=torch.tensor([ids]), **inputs).logits[0], -1)


def results(model, ids, given, inputs, suppressed):
    rows = log_softmax(model, ids + given, inputs)[len(ids) - 1 : -1]
    greedy, margin = [], float("inf")
    for _ in range(TOKENS):
        last = log_softmax(model, ids + greedy, inputs)[-1]
        last[suppressed] = -torch.inf
        first, second = torch.topk(last, 2).values
        margin = min(margin, float(first - second))
        greedy.append(int(last.argmax()))
    return {
        "prompt_ids": ids,
        "completion_ids": given,
        "completion_logprobs": [round(float(rows[t, id]), 6) for t, id in enumerate(given)],
        "greedy_suppressed": suppressed,
        "greedy_ids": greedy,
        "smallest_margin": round(margin, 6),
    }


def read(goldens, names):
    return [Image.open(goldens / "images" / name).convert("RGB") for name in names]


def qwen2_vl_cases(goldens):
    folder = goldens / "qwen2-vl"
    model = Qwen2VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    processor = transformers.Qwen2VLProcessor(
        AutoImageProcessor.from_pretrained(folder, use_fast=False),
        tokenizer,
        transformers.Qwen2VLVideoProcessor(),
        chat_template=(folder / "chat_template.jinja").read_text(),
    )
    suppressed = [tokenizer.convert_tokens_to_ids(t) for t in ["<|vision_start|>", "<|image_pad|>", "<|vision_end|>"]]
    ends = model.generation_config.eos_token_id
    suppressed += [ends] if isinstance(ends, int) else ends
    for names, prompt in ASKED:
        parts = [{"type": "image"}] * len(names) + [{"type": "text", "text": prompt}]
        text = processor.apply_chat_template([{"role": "user", "content": parts}], add_generation_prompt=True, tokenize=False)
        yield from with_processor(goldens, model, processor, names, suppressed, {"prompt": prompt, "chat_text": text}, text)
        one = "<|vision_start|><|image_pad|><|vision_end|>"
        raw = "First " + f" then {one}".join([one] + [""] * (len(names) - 1)) + ": " + prompt
        yield from with_processor(goldens, model, processor, names, suppressed, {"raw": raw}, raw)


def with_processor(goldens, model, processor, names, suppressed, case, text):
    inputs = processor(images=read(goldens, names), text=[text], return_tensors="pt")
    ids = inputs.pop("input_ids")[0].tolist()
    inputs.pop("attention_mask")
    given = processor.tokenizer(COMPLETION, add_special_tokens=False).input_ids
    yield {"images": names, **case, **results(model, ids, given, inputs, suppressed)}


def llava_cases(goldens):
    folder = goldens / "llava"
    model = LlavaForConditionalGeneration.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    settings = json.loads((folder / "processor_config.json").read_text())
    processor = LlavaProcessor(
        AutoImageProcessor.from_pretrained(folder, use_fast=False),
        tokenizer,
        **{k: v for k, v in settings.items() if k != "processor_class"},
        chat_template=json.loads((folder / "chat_template.json").read_text())["chat_template"],
    )
    suppressed = [tokenizer.convert_tokens_to_ids("<image>"), tokenizer.eos_token_id]
    for names, prompt in ASKED:
        parts = [{"type": "image"}] * len(names) + [{"type": "text", "text": prompt}]
        text = processor.apply_chat_template([{"role": "user", "content": parts}], add_generation_prompt=True, tokenize=False)
        yield from with_processor(goldens, model, processor, names, suppressed, {"prompt": prompt, "chat_text": text}, text)


def windowed_cases(goldens, shape):
    """Qwen2.5-VL: images of several windows, of one, and of some that are not full."""
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(
        goldens / "qwen2-vl-shapes" / shape, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    generator = torch.Generator().manual_seed(23)

    def draw(count):
        return torch.randint(qwen2_vl.FIRST_TEXT_ID, qwen2_vl.VOCABULARY, (count,), generator=generator).tolist()

    for grids in [[(1, 8, 8), (1, 2, 2)], [(1, 10, 6), (1, 10, 6)], [(1, 2, 12), (1, 4, 4), (1, 6, 8)]]:
        ids = draw(2)
        for grid in grids:
            ids += [qwen2_vl.VISION_START] + [qwen2_vl.IMAGE] * (grid[1] * grid[2] // 4) + [qwen2_vl.VISION_END] + draw(3)
        inputs = {
            "pixel_values": torch.cat([qwen2_vl.pixel_values(grid) for grid in grids]),
            "image_grid_thw": torch.tensor(grids),
        }
        yield {"grids": grids, **results(model, ids, draw(8), inputs, qwen2_vl.SUPPRESSED)}


def main(goldens):
    parts = {
        "qwen2-vl": qwen2_vl_cases(goldens),
        "llava": llava_cases(goldens),
        "qwen2-vl-shapes/windows-2-tied": windowed_cases(goldens, "windows-2-tied"),
    }
    listed = []
    for name, cases in parts.items():
        entries = list(cases)
        print(name, "smallest margin", min(entry["smallest_margin"] for entry in entries))
        listed.append(f'"{name}": [\n' + ",\n".join(map(json.dumps, entries)) + "\n]")
    folder = goldens / "two-images"
    folder.mkdir(exist_ok=True)
    (folder / "golden.json").write_text('{"made_with": "%s",\n%s\n}\n' % (MADE_WITH, ",\n".join(listed)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
