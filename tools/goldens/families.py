"""Random tiny checkpoints of Llama, LLaVA-1.5 and Llama-3.2-Vision and transformers' golden results on them.

    python tools/goldens/families.py lib/models/src/test/resources/goldens OUT [FAMILY:SEED…]

Needs transformers 4.57.1, torch 2.7.1 and the folders `llama`, `llava` and `mllama` in the first argument, whose
tokenizers and templates the checkpoints share. Writes `OUT/FAMILY-SEED/`, a checkpoint with its images and its
`golden.json`, in the form of those folders; without names, ten seeds of each family. Head counts, rotary scaling, tied
heads, tokenizers, both namings of weights, both layouts of config.json, types of storage, sizes of images, tiles and
patches, and the layers that features are taken from are drawn from the seed. Everything in float32 on the CPU, with
eager attention, whole passes without a cache and slow (Pillow) image processors.
"""

import json
import random
import shutil
import sys
from pathlib import Path

import numpy
import torch
import transformers
from PIL import Image
from safetensors.torch import save_file
from transformers import (
    AutoImageProcessor,
    AutoTokenizer,
    LlamaConfig,
    LlamaForCausalLM,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    MllamaConfig,
    MllamaForConditionalGeneration,
    MllamaProcessor,
)

MADE_WITH = "transformers 4.57.1"
assert "transformers " + transformers.__version__ == MADE_WITH, transformers.__version__

COMPLETIONS = ["MRI, axial 7; option D.", "<think> the left lung shows 0 opacity </think><answer>A</answer>", " Yes", "陰影 🙂"]
PROMPTS = [
    "Which side of the chest shows the bright opacity? Choose between the following options: A:left , B:right",
    "  Naïve β-blocker 12345 mg/kg — \t where's the lesion?\n\n\nAnswer: ",
    "陰影 はどこ? 🙂 A:1.5T MRI B:CT",
    "Yes or no?",
]
TOKENIZER_FILES = ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"]
VICUNA = (
    "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'user' %}{{ 'USER: ' + m['content'].strip() + ' ' }}"
    "{% else %}{{ 'ASSISTANT: ' + m['content'].strip() + eos_token }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}"
)


def decoder(draw, vocabulary, end):
    """Sizes of a Llama, in a random layout of its rotary keys."""
    heads = draw.choice([2, 3, 4, 6])
    width = draw.choice([8, 12, 16])
    config = dict(
        vocab_size=vocabulary,
        hidden_size=heads * width,
        intermediate_size=draw.choice([40, 96]),
        num_hidden_layers=draw.choice([1, 2, 3]),
        num_attention_heads=heads,
        num_key_value_heads=draw.choice([n for n in range(1, heads + 1) if heads % n == 0]),
        rms_norm_eps=draw.choice([1e-5, 1e-6]),
        rope_theta=draw.choice([1e4, 5e5]),
        max_position_embeddings=2048,
        initializer_range=0.15,
        eos_token_id=end,
    )
    if draw.random() < 0.5:
        config["rope_scaling"] = dict(
            rope_type="llama3",
            factor=draw.choice([2.0, 8.0, 32.0]),
            low_freq_factor=1.0,
            high_freq_factor=draw.choice([2.0, 4.0]),
            original_max_position_embeddings=draw.choice([16, 64, 256]),
        )
    return config


def rope_parameters(config, draw):
    """Half of the time the rotary keys as transformers 5 writes them."""
    if draw.random() < 0.5:
        scaling = config.pop("rope_scaling", None) or {"rope_type": "default"}
        config["rope_parameters"] = {**scaling, "rope_theta": config.pop("rope_theta")}


def randomize(model, seed):
    """transformers initialises gates and biases to 0 and norms to 1, which would hide mistakes in them."""
    torch.manual_seed(seed)
    for parameter in model.parameters():
        if parameter.dim() == 1:
            parameter.data += 0.3 * torch.randn_like(parameter)
        elif parameter.std() == 0:
            parameter.data += 0.15 * torch.randn_like(parameter)


OLD_NAMES = [
    ("model.language_model.", "language_model.model."),
    ("model.vision_tower.", "vision_tower."),
    ("model.vision_model.", "vision_model."),
    ("model.multi_modal_projector.", "multi_modal_projector."),
    ("lm_head.", "language_model.lm_head."),
]


def old_name(name):
    for new, old in OLD_NAMES:
        if name.startswith(new):
            return old + name.removeprefix(new)
    return name


def save(folder, model, config, draw, tied=False, nested=False):
    dtype = draw.choice([torch.float32, torch.bfloat16, torch.float16])
    old = nested and draw.random() < 0.5
    weights = {}
    for name, weight in model.state_dict().items():
        if not (tied and name == "lm_head.weight"):
            weights[old_name(name) if old else name] = weight.detach().to(dtype).clone().contiguous()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    for parameter in model.parameters():
        parameter.data = parameter.data.to(dtype).float()
    return model.eval()


def picture(draw, folder, name):
    """A random image, from a strip to a square, in one of the kinds of PNG."""
    width, height = draw.choice([(draw.randint(1, 200), draw.randint(1, 200)), (draw.randint(150, 260), draw.randint(8, 30))])
    if draw.random() < 0.5:
        width, height = height, width
    noise = numpy.random.default_rng(draw.randrange(1 << 30))
    coarse = noise.integers(0, 256, (3, 4, 4), dtype=numpy.uint8).transpose(1, 2, 0)
    image = Image.fromarray(coarse).resize((width, height), Image.BICUBIC)
    kind = draw.choice(["RGB", "RGB", "L", "RGBA", "P", "LA"])
    if kind == "RGBA" or kind == "LA":
        alpha = Image.fromarray(noise.integers(0, 256, (height, width), dtype=numpy.uint8))
        image = image.convert("RGB" if kind == "RGBA" else "L")
        image.putalpha(alpha)
    else:
        image = image.convert(kind)
    image.save(folder / name)
    return Image.open(folder / name)


def llama(folder, seed, goldens, draw):
    source = goldens / draw.choice(["llama", "llama", "llava"])
    for name in TOKENIZER_FILES:
        shutil.copy(source / name, folder / name)
    byte_level = source.name == "llama"
    if not byte_level and draw.random() < 0.5:
        metaspace(folder / "tokenizer.json")
    template = (source / "chat_template.jinja").read_text() if byte_level else VICUNA
    (folder / "chat_template.jinja").write_text(template)
    config = decoder(draw, 720 if byte_level else 896, [713, 718] if byte_level else 2)
    tied = config["tie_word_embeddings"] = draw.random() < 0.4
    if draw.random() < 0.3:
        config["head_dim"] = 20
    torch.manual_seed(seed)
    model = LlamaForCausalLM(LlamaConfig(**config, attn_implementation="eager"))
    randomize(model, seed)
    rope_parameters(config, draw)
    model = save(folder, model, {"model_type": "llama", **config}, draw, tied)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    for i, prompt in enumerate(PROMPTS):
        if i % 2:
            ids = tokenizer(prompt)["input_ids"]
            case = {"text": prompt}
        else:
            text = tokenizer.apply_chat_template([{"role": "user", "content": prompt}], tokenize=False, add_generation_prompt=True)
            ids = tokenizer(text, add_special_tokens=False)["input_ids"]
            case = {"chat": prompt, "chat_text": text}
        yield results(model, tokenizer, case, ids, draw, lambda length: {})
        if i % 2:
            with torch.no_grad():
                loss = model(torch.tensor([ids]), labels=torch.tensor([ids])).loss
            yield {**results(model, tokenizer, case, ids, draw, lambda length: {}), "perplexity": float(loss.exp())}


def metaspace(path):
    """The tokenizer as newer conversions of SentencePiece write it."""
    tokenizer = json.loads(path.read_text())
    tokenizer["normalizer"] = None
    tokenizer["pre_tokenizer"] = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": False}
    path.write_text(json.dumps(tokenizer, ensure_ascii=False))


def llava(folder, seed, goldens, draw):
    source = goldens / "llava"
    for name in TOKENIZER_FILES + ["chat_template.json", "processor_config.json"]:
        shutil.copy(source / name, folder / name)
    patch = draw.choice([4, 7, 8])
    size = draw.choice([patch * 3, patch * 4, patch * 5 + 1])
    images = json.loads((source / "preprocessor_config.json").read_text())
    edge = draw.choice([size, size, size + 9, size - 3])
    images.update(crop_size={"height": size, "width": size}, size={"shortest_edge": edge})
    images["image_mean"] = [round(draw.uniform(0.3, 0.6), 3) for _ in range(3)]
    (folder / "preprocessor_config.json").write_text(json.dumps(images))
    processing = json.loads((source / "processor_config.json").read_text())
    (folder / "processor_config.json").write_text(json.dumps({**processing, "patch_size": patch}))
    heads = draw.choice([2, 3])
    layers = draw.choice([2, 3, 4])
    text = decoder(draw, 896, 2)
    vision = dict(
        model_type="clip_vision_model",
        image_size=size,
        patch_size=patch,
        hidden_size=heads * draw.choice([8, 12]),
        intermediate_size=40,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        projection_dim=16,
        initializer_range=0.3,
        initializer_factor=3.0,
    )
    top = dict(image_token_index=880, vision_feature_layer=draw.choice([-2, -2, -1, 1, layers]))
    torch.manual_seed(seed)
    model = LlavaForConditionalGeneration(
        LlavaConfig(text_config={"model_type": "llama", **text}, vision_config=dict(vision), **top, attn_implementation="eager")
    )
    randomize(model, seed)
    rope_parameters(text, draw)
    config = {"model_type": "llava", **top, "text_config": {"model_type": "llama", **text}, "vision_config": vision}
    model = save(folder, model, config, draw, nested=True)
    processor = LlavaProcessor(
        AutoImageProcessor.from_pretrained(folder, use_fast=False),
        AutoTokenizer.from_pretrained(folder),
        **{k: v for k, v in json.loads((folder / "processor_config.json").read_text()).items() if k != "processor_class"},
        chat_template=json.loads((folder / "chat_template.json").read_text())["chat_template"],
    )
    yield from image_cases(folder, model, processor, draw)


def mllama(folder, seed, goldens, draw):
    source = goldens / "mllama"
    for name in TOKENIZER_FILES + ["chat_template.json"]:
        shutil.copy(source / name, folder / name)
    patch = draw.choice([4, 7, 8])
    size = draw.choice([patch * 2, patch * 3, patch * 4])
    tiles = draw.choice([4, 4, 4, 2, 6])
    ratios = [[w, h] for w in range(1, tiles + 1) for h in range(1, tiles + 1) if w * h <= tiles]
    images = json.loads((source / "preprocessor_config.json").read_text())
    images.update(size={"height": size, "width": size}, max_image_tiles=tiles)
    (folder / "preprocessor_config.json").write_text(json.dumps(images))
    text = decoder(draw, 619, [612, 616, 617])
    text.setdefault("rope_scaling", {"rope_type": "default"})  # without any, transformers' code fails
    text["num_hidden_layers"] = layers = draw.choice([3, 4, 6])
    text["cross_attention_layers"] = sorted(draw.sample(range(layers), draw.choice([1, 2])))
    heads = draw.choice([2, 3])
    stage = draw.choice([2, 3, 5])
    between = sorted(draw.sample(range(stage), draw.choice([1, 2])))
    width = heads * draw.choice([8, 12])
    vision = dict(
        image_size=size,
        patch_size=patch,
        max_num_tiles=tiles,
        supported_aspect_ratios=ratios,
        hidden_size=width,
        intermediate_size=48,
        num_hidden_layers=stage,
        num_global_layers=draw.choice([1, 2]),
        intermediate_layers_indices=between,
        vision_output_dim=width * (1 + len(between)),
        initializer_range=0.3,
    )
    torch.manual_seed(seed)
    model = MllamaForConditionalGeneration(
        MllamaConfig(
            text_config={**text, "pad_token_id": 613, "bos_token_id": 611},
            vision_config={**vision, "num_attention_heads": heads},
            image_token_index=619,
            attn_implementation="eager",
        )
    )
    randomize(model, seed)
    inputs_as_features(model.model.vision_model)
    rope_parameters(text, draw)
    config = {
        "model_type": "mllama",
        "image_token_index": 619,
        "text_config": {"model_type": "mllama_text_model", **text},
        "vision_config": {"model_type": "mllama_vision_model", **vision, "attention_heads": heads},
    }
    model = save(folder, model, config, draw, nested=True)
    processor = MllamaProcessor(
        AutoImageProcessor.from_pretrained(folder, use_fast=False),
        AutoTokenizer.from_pretrained(folder),
        chat_template=json.loads((folder / "chat_template.json").read_text())["chat_template"],
    )
    yield from image_cases(folder, model, processor, draw)


def inputs_as_features(vision):
    """The published weights were trained with the inputs of intermediate_layers_indices; the release takes their outputs."""
    encoder = vision.transformer
    seen = {}
    for i, layer in enumerate(encoder.layers):
        layer.register_forward_pre_hook(
            lambda module, args, kwargs, i=i: seen.__setitem__(i, kwargs["hidden_state"]), with_kwargs=True
        )
    forward = encoder.forward

    def with_inputs(*args, **kwargs):
        output = forward(*args, **kwargs)
        output.hidden_states = [seen[i] for i in range(len(encoder.layers))]
        return output

    encoder.forward = with_inputs


def image_cases(folder, model, processor, draw):
    tokenizer = processor.tokenizer
    for i in range(5):
        image = None if i == 4 else picture(draw, folder, f"image-{i}.png")
        prompt = draw.choice(PROMPTS)
        parts = [{"type": "text", "text": prompt}] if image is None else [{"type": "image"}, {"type": "text", "text": prompt}]
        text = processor.apply_chat_template(
            [{"role": "user", "content": parts}], add_generation_prompt=True, tokenize=False, date_string="26 Jul 2024"
        )
        inputs = processor(
            images=image,
            text=text,
            return_tensors="pt",
            add_special_tokens=not text.startswith(tokenizer.bos_token),
        )
        ids = inputs.pop("input_ids")[0].tolist()
        inputs.pop("attention_mask")

        def more(length):
            """The image's inputs for a text of this length."""
            out = dict(inputs)
            if "cross_attention_mask" in out:
                mask = out["cross_attention_mask"]
                out["cross_attention_mask"] = torch.cat([mask, mask[:, -1:].expand(-1, length - len(ids), -1, -1)], 1)
            return out

        case = {"image": None if image is None else f"image-{i}.png", "prompt": prompt, "chat_text": text}
        if image is not None:
            # the last pixels that make no whole patch are not looked at
            patch = model.config.vision_config.patch_size
            side = inputs["pixel_values"].shape[-1] // patch * patch
            pixels = inputs["pixel_values"][..., :side, :side].double()
            case["pixel_values"] = {"sum": float(pixels.sum()), "abs_sum": float(pixels.abs().sum())}
        yield results(model, tokenizer, case, ids, draw, more)


def results(model, tokenizer, case, ids, draw, more):
    completion = draw.choice(COMPLETIONS) + draw.choice(["", tokenizer.eos_token])
    given = tokenizer(completion, add_special_tokens=False)["input_ids"]
    suppressed = sorted({id for token, id in tokenizer.get_added_vocab().items()} & set(range(model.config.get_text_config().vocab_size)))

    def logprobs(sequence):
        with torch.no_grad():
            logits = model(input_ids=torch.tensor([sequence]), **more(len(sequence))).logits[0]
        return torch.log_softmax(logits, -1)

    rows = logprobs(ids + given)[len(ids) - 1 : -1]
    greedy, margin = [], float("inf")
    for _ in range(10):
        last = logprobs(ids + greedy)[-1]
        last[suppressed] = -torch.inf
        first, second = torch.topk(last, 2).values
        margin = min(margin, float(first - second))
        greedy.append(int(last.argmax()))
    return {
        **case,
        "input_ids": ids,
        "completion": completion,
        "completion_ids": given,
        "completion_logprobs": [round(float(rows[t, id]), 6) for t, id in enumerate(given)],
        "greedy_suppressed": suppressed,
        "greedy_ids": greedy,
        "greedy_min_margin": round(margin, 6),
        "greedy_text": tokenizer.decode(greedy, skip_special_tokens=True),
    }


FAMILIES = {"llama": llama, "llava": llava, "mllama": mllama}


def main(goldens, out, names):
    for name in names or [f"{family}:{seed}" for family in FAMILIES for seed in range(1, 11)]:
        family, seed = name.split(":")
        folder = out / f"{family}-{seed}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        draw = random.Random(f"{family} {seed}")
        cases = list(FAMILIES[family](folder, int(seed), goldens, draw))
        lines = ",\n".join(json.dumps(case) for case in cases)
        (folder / "golden.json").write_text('{"made_with": "%s", "cases": [\n%s\n]}\n' % (MADE_WITH, lines))
        print(folder.name, "smallest margin", min(case["greedy_min_margin"] for case in cases))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
