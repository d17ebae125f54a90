"""Small random Qwen2-VL and Qwen2.5-VL checkpoints and transformers' golden results on them, for the tests of `models`.

    python tools/goldens/qwen2_vl.py lib/models/src/test/resources/goldens

Needs transformers 4.57.1, torch 2.7.1 and the folder `qwen2-vl` there, whose tokenizer and weights process the
texts. Writes `qwen2-vl-shapes/NAME/` (a checkpoint and its `golden.json`): head counts, tied and untied heads, both
layouts of config.json, both types of storage; Qwen2.5-VL's (`windows-…`) with windows that divide images and that do
not, larger than an image, and of one token. An image is given by its grid; the test makes the same pixel values by
`pixel_values`' formula. Writes `qwen2-vl-texts/golden.json`: `texts` with their ids, `ids` with their texts, and `scores` of
texts as prompts and completions. `sft` is one supervised batch of
Qwen2.5-VL: loss and gradient norm. Everything in float32 on the CPU, with eager attention.
"""

import copy
import json
import random
import shutil
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from transformers import (
    AutoTokenizer,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2VLConfig,
    Qwen2VLForConditionalGeneration,
)

MADE_WITH = "transformers 4.57.1"
assert "transformers " + transformers.__version__ == MADE_WITH, transformers.__version__

VOCABULARY = 64
VISION_START, IMAGE, VISION_END, VIDEO = 2, 3, 4, 5
IMAGE_PAD = "<|image_pad|>"
SUPPRESSED = [VISION_START, IMAGE, VISION_END, VIDEO]
FIRST_TEXT_ID = 8
TEXT = dict(
    vocab_size=VOCABULARY,
    hidden_size=32,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=256,
    rms_norm_eps=1e-5,
    rope_theta=1e4,
    rope_scaling={"type": "mrope", "mrope_section": [1, 1, 2]},
    initializer_range=0.3,
)
VISION = dict(depth=2, embed_dim=16, num_heads=2, mlp_ratio=2, patch_size=4, initializer_range=0.3)
FAMILIES = {
    "qwen2_vl": (Qwen2VLConfig, Qwen2VLForConditionalGeneration, VISION),
    "qwen2_5_vl": (
        Qwen2_5_VLConfig,
        Qwen2_5_VLForConditionalGeneration,
        dict(depth=3, hidden_size=16, intermediate_size=24, num_heads=2, patch_size=4, initializer_range=0.3),
    ),
}
TOKENS = dict(
    image_token_id=IMAGE, vision_start_token_id=VISION_START, vision_end_token_id=VISION_END, video_token_id=VIDEO
)

# text: changes to TEXT. tied: tie_word_embeddings among the text's keys, None: absent. nested: those keys are in
# text_config. root_tied: the top level's value next to a nested one, which transformers ignores. head: the head
# in the file although it is tied. windows: window_size in pixels, of which a token has 8, and fullatt_block_indexes. names: "older" as transformers saves them, "newer" as its modules have them.
SHAPES = {
    "flat-heads-4-2-tied": dict(tied=True, dtype="bfloat16"),
    "flat-heads-4-4-untied": dict(text=dict(num_key_value_heads=4), tied=False, dtype="float32"),
    "flat-heads-6-1-absent": dict(
        text=dict(
            hidden_size=48,
            num_attention_heads=6,
            num_key_value_heads=1,
            rope_scaling={"type": "mrope", "mrope_section": [2, 1, 1]},
        ),
        tied=None,
        dtype="bfloat16",
    ),
    "flat-tied-with-head": dict(tied=True, dtype="float32", head=True),
    "nested-heads-2-2-tied": dict(
        text=dict(
            num_attention_heads=2,
            num_key_value_heads=2,
            rope_scaling={"rope_type": "default", "type": "default", "mrope_section": [2, 3, 3]},
        ),
        tied=True,
        nested=True,
        root_tied=False,
        dtype="float32",
        names="newer",
    ),
    "nested-heads-4-1-absent": dict(
        text=dict(num_key_value_heads=1), tied=None, nested=True, root_tied=True, dtype="bfloat16", names="newer"
    ),
    "windows-2-tied": dict(tied=True, dtype="bfloat16", windows=(16, [1])),
    "windows-3-untied": dict(
        text=dict(num_key_value_heads=4), tied=False, nested=True, root_tied=True, dtype="float32", names="newer", windows=(31, [0, 2])
    ),
    "windows-1-absent": dict(text=dict(num_key_value_heads=1), tied=None, dtype="float32", windows=(8, [2, 7])),
    "windows-larger-than-images": dict(tied=True, dtype="float32", windows=(112, [])),
}


def older(name):
    name = name.replace("model.language_model.", "model.", 1)
    return name.removeprefix("model.") if name.startswith("model.visual.") else name


def checkpoint(folder, shape):
    """Writes config.json by hand, so that the keys are where the shape requires them."""
    torch.manual_seed(11)
    # transformers modifies the rope_scaling passed to it
    text = copy.deepcopy({**TEXT, **shape.get("text", {})})
    family = "qwen2_5_vl" if "windows" in shape else "qwen2_vl"
    config_class, model_class, vision = FAMILIES[family]
    if "windows" in shape:
        size, whole = shape["windows"]
        vision = {**vision, "out_hidden_size": text["hidden_size"], "window_size": size, "fullatt_block_indexes": whole}
    else:
        vision = {**vision, "hidden_size": text["hidden_size"]}
    tied = bool(shape["tied"])
    keys = copy.deepcopy(text) if shape["tied"] is None else {**copy.deepcopy(text), "tie_word_embeddings": tied}
    config = {"architectures": [model_class.__name__], "model_type": family, **TOKENS}
    if shape.get("nested"):
        config["text_config"] = {"model_type": family + "_text", **keys}
        config["tie_word_embeddings"] = shape["root_tied"]
        config["dtype"] = shape["dtype"]
    else:
        config.update(keys)
        config["torch_dtype"] = shape["dtype"]
    config["vision_config"] = vision
    drawn = model_class(
        config_class(text_config=dict(text, tie_word_embeddings=tied), vision_config=vision, **TOKENS)
    )
    # transformers initialises biases to 0 and norms to 1, which would hide mistakes in them
    for parameter in drawn.parameters():
        if parameter.dim() == 1:
            parameter.data += 0.2 * torch.randn_like(parameter)
    weights = {}
    for name, weight in drawn.state_dict().items():
        if name == "lm_head.weight" and tied:
            if not shape.get("head"):
                continue
            weight = torch.randn_like(weight)
        name = name if shape.get("names") == "newer" else older(name)
        weights[name] = weight.detach().to(getattr(torch, shape["dtype"])).clone()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    model, info = model_class.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
    )
    assert not info["missing_keys"] and not info["unexpected_keys"], info
    assert (model.lm_head.weight is model.get_input_embeddings().weight) == tied
    return model.eval()


def pixel_values(grid):
    """Value i is (i * 37 + 11) % 101 / 50 - 1, in float32."""
    patches = grid[0] * grid[1] * grid[2]
    width = 3 * 2 * VISION["patch_size"] ** 2
    i = torch.arange(patches * width)
    return ((i * 37 + 11) % 101).float().div(50).sub(1).view(patches, width)


def logits(model, ids, grid):
    image_inputs = {} if grid is None else {"pixel_values": pixel_values(grid), "image_grid_thw": torch.tensor([grid])}
    with torch.no_grad():
        return model(input_ids=torch.tensor([ids]), **image_inputs).logits[0]


def greedy(model, prompt, grid, tokens):
    """Full passes without a cache."""
    ids, margin = list(prompt), float("inf")
    for _ in range(tokens):
        last = logits(model, ids, grid)[-1]
        last[SUPPRESSED] = -torch.inf
        first, second = torch.topk(last, 2).values
        margin = min(margin, float(first - second))
        ids.append(int(last.argmax()))
    return ids[len(prompt) :], round(margin, 6)


GRIDS = [(1, None, 0), (20, None, 9), (3, [1, 2, 2], 4), (1, [1, 4, 6], 11), (0, [1, 10, 2], 1)]
WINDOWED_GRIDS = [(1, None, 0), (3, [1, 2, 2], 4), (1, [1, 8, 8], 7), (0, [1, 12, 6], 1), (2, [1, 10, 14], 3)]


def cases(model, grids):
    generator = torch.Generator().manual_seed(5)

    def draw(count):
        return torch.randint(FIRST_TEXT_ID, VOCABULARY, (count,), generator=generator).tolist()

    for before, grid, after in grids:
        image_ids = [] if grid is None else [VISION_START] + [IMAGE] * (grid[1] * grid[2] // 4) + [VISION_END]
        prompt, given = draw(before) + image_ids + draw(after), draw(10)
        rows = torch.log_softmax(logits(model, prompt + given, grid)[len(prompt) - 1 : -1], -1)
        tokens, margin = greedy(model, prompt, grid, 12)
        yield {
            "prompt_ids": prompt,
            "image_grid_thw": grid,
            "completion_ids": given,
            "completion_logprobs": [round(float(rows[i, id]), 6) for i, id in enumerate(given)],
            "greedy_suppressed": SUPPRESSED,
            "greedy_ids": tokens,
            "smallest_margin": margin,
        }


def sft(model, entries):
    """Loss and gradient norm of one batch of the cases, the mean over all completion tokens."""
    losses = []
    for entry in entries:
        grid = entry["image_grid_thw"]
        images = {} if grid is None else {"pixel_values": pixel_values(grid), "image_grid_thw": torch.tensor([grid])}
        prompt, given = entry["prompt_ids"], entry["completion_ids"]
        rows = model(input_ids=torch.tensor([prompt + given]), **images).logits[0, len(prompt) - 1 : -1]
        losses.append(torch.nn.functional.cross_entropy(rows, torch.tensor(given), reduction="none"))
    loss = torch.cat(losses).mean()
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf"))
    return {"loss": round(float(loss), 6), "grad_norm": round(float(norm), 6)}


TEXTS = [
    "",
    " ",
    "\n",
    "\u0000",
    "a\u0000b\u0001\u007f",
    "  two  spaces and a tab\t\r\n\r\n \n",
    "The left lung shows an opacity of 12.5 %, isn't it?",
    "I'LL we'Ve 'S ''t DON'T",
    "e\u0301 \u00e9 a\u030a\u0323 \u1e9b\u0323 q\u0307\u0323 \u0301alone",
    "\u1100\u1161\u11a8 \uac01 \ufb01 \u2460 \u212b",
    "\U0001f469\U0001f3fd\u200d\u2695\ufe0f \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea \u2764\ufe0f",
    "\u0627\u0644\u0631\u0626\u0629 \u0648\u064e\u0627\u0636\u0650\u062d\u064e\u0629 \u05e8\u05b5\u05d0\u05d5\u05ea \u200f\u202eabc\u202c",
    "\u80ba\u90e8\u9634\u5f71\u3002\u30ab\u3099\uff76\uff9e \ud55c\uad6d\uc5b4 \U00020000",
    "\u0939\u093f\u0928\u094d\u0926\u0940 \u0e44\u0e17\u0e22 \u1019\u103c\u1014\u103a",
    "no\u00a0break\u2007\u202f\u3000wide\u200bzero\ufeff\u2028line\u2029\u0085\u180e",
    "x\u00b2 \u00bd \u0663 \uff13 \u2167 1234567",
    "<|im_start|>user\nin<|im_end|> the <|endoftext|> text<|vision_start|><|image_pad|>",
    "<|im_end |> <|IM_END|> <|im_end|><|im_end|>",
    "{{ prompt }} {% if x %} {# none #} \\n \\u0041",
    "\ufffd \uffff \ue000 \U0010ffff \U000e0041",
    "a" * 300,
    "\u80ba" * 100,
    "The lung is clear. " * 30,
]
PIECES = (
    list("abcXYZ019 \t\n\r.,'!?%-<>|{}") + [" "] * 12 + ["\r\n", "'s", "'LL", "n't", "the ", "lung ", "opacity", "<|im_end|>", "<think>"]
    + list("\u00e9e\u0301\u030a\u0323\u1100\u1161\u11a8\uac01\u00df\u00b2\u00bd\u2167\u0663\u80ba\u3042\u3099\u094d\u0939\u0e01\u0627\u064e\u05b5\u200d\ufe0f\u200b\u00a0\u3000\u2028\u0085\u0000\u001c\ufeff")
    + ["\U0001f469", "\U0001f3fd", "\U0001f1e9", "\U00020000", "\U0010ffff"]
)


def text_entries(tokenizer):
    draw = random.Random(11)
    drawn = ["".join(draw.choice(PIECES) for _ in range(draw.randint(1, 25))) for _ in range(200)]
    for text in TEXTS + drawn:
        ids = tokenizer(text).input_ids
        yield {"text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=True)}


def id_entries(tokenizer):
    draw = random.Random(5)
    for _ in range(100):
        ids = [draw.randrange(len(tokenizer)) for _ in range(draw.randint(0, 12))]
        decoded = [tokenizer.decode(ids, skip_special_tokens=skip) for skip in (True, False)]
        yield {"ids": ids, "decoded": decoded[0], "decoded_whole": decoded[1]}


def score_entries(folder, tokenizer):
    """A prompt is its text repeated; a raw prompt is never empty."""
    model = Qwen2VLForConditionalGeneration.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    texts = [text for text in TEXTS if IMAGE_PAD not in text]
    completions = [text for text in texts if 0 < len(tokenizer(text).input_ids) < 60]
    asked = [(text, 1, raw) for text in texts for raw in (False, True) if text or not raw]
    for i, (prompt, times, raw) in enumerate(asked + [("The lung is clear. ", 365, True)]):
        text = prompt * times
        if not raw:
            turn = [{"role": "user", "content": text}]
            text = tokenizer.apply_chat_template(turn, tokenize=False, add_generation_prompt=True)
        completion = completions[i % len(completions)]
        prompt_ids, ids = tokenizer(text).input_ids, tokenizer(completion).input_ids
        rows = torch.log_softmax(logits(model, prompt_ids + ids, None)[len(prompt_ids) - 1 : -1], -1)
        each = [round(float(rows[t, id]), 6) for t, id in enumerate(ids)]
        entry = {"prompt": prompt, "times": times, "raw": raw, "prompt_ids": prompt_ids if times == 1 else len(prompt_ids)}
        yield {**entry, "completion": completion, "completion_ids": ids, "logprobs": each}


def write_texts(goldens):
    tokenizer = AutoTokenizer.from_pretrained(goldens / "qwen2-vl")
    parts = {
        "texts": text_entries(tokenizer),
        "ids": id_entries(tokenizer),
        "scores": score_entries(goldens / "qwen2-vl", tokenizer),
    }
    listed = [f'"{key}": [\n' + ",\n".join(map(json.dumps, entries)) + "\n]" for key, entries in parts.items()]
    folder = goldens / "qwen2-vl-texts"
    folder.mkdir(exist_ok=True)
    (folder / "golden.json").write_text('{"made_with": "%s",\n%s\n}\n' % (MADE_WITH, ",\n".join(listed)))


def main(goldens):
    write_texts(goldens)
    for name, shape in SHAPES.items():
        folder = goldens / "qwen2-vl-shapes" / name
        model = checkpoint(folder, shape)
        entries = list(cases(model, WINDOWED_GRIDS if "windows" in shape else GRIDS))
        lines = ",\n".join(json.dumps(entry) for entry in entries)
        step = '"sft": %s, ' % json.dumps(sft(model, entries)) if "windows" in shape else ""
        (folder / "golden.json").write_text('{"made_with": "%s", %s"cases": [\n%s\n]}\n' % (MADE_WITH, step, lines))
        print(name, "smallest margin", min(entry["smallest_margin"] for entry in entries))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
