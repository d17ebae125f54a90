"""Golden results of transformers on small random BioGPT checkpoints and on BioGPT's tokenizer, for the tests of `models`.

    python tools/goldens/biogpt.py lib/models/src/test/resources/goldens

Needs transformers 4.57.1, torch 2.7.1, sacremoses 0.2.0 and the folder `biogpt` there, whose tokenizer the
cases are made with. Writes `biogpt-shapes/NAME/` (a checkpoint, its `golden.json`, and in `sft.json` and
`sft-gradients.safetensors` the loss of its cases' completions, the mean over their tokens, and its gradient) and
`biogpt-tokenizer/golden.json`: hand-written texts and 400 random ones, each with its words, its ids, and the
texts that the ids and some random ids decode to. Float32 on the CPU, with eager attention.
"""

import json
import random
import shutil
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from transformers import BioGptConfig, BioGptForCausalLM, BioGptTokenizer

MADE_WITH = "transformers 4.57.1"
assert "transformers " + transformers.__version__ == MADE_WITH, transformers.__version__

VOCABULARY = 96
BASE = dict(
    vocab_size=VOCABULARY,
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=3,
    num_attention_heads=4,
    max_position_embeddings=128,
    initializer_range=0.3,
)
SHAPES = {
    "heads-8-untied": dict(num_attention_heads=8, tie_word_embeddings=False),
    "unscaled": dict(scale_embedding=False, num_hidden_layers=2),
    "one-head": dict(num_attention_heads=1, num_hidden_layers=1, layer_norm_eps=0.5),
}

TEXTS = [
    "", " ", "\n", "\u0085", "  two  spaces ", "tab\tand\r\nline\u2028ends\u00a0here\u200bzero\ufeff",
    "The left lung shows an opacity.", "Dr. Smith vs. No. 5, fig. 3 and e.g. i.e. U.S.A. and a.b. c. end.",
    "No. of pp. 12 Art. 5 art. 5 No. five St. St.", "x-ray CT-guided -5 - a- -b a--b a-b-c 1-2 \u2013 \u2014",
    "5,300 and 5,a a,5 a,b ,, , 1, 2,", "1,000,000.00, 3.5cm 10% \u00b15 \u00b2,\u00b2 5,\u00bd", "'quoted' \"double\" `back` ``two''",
    "don't patients' 1990's '90s O'Neil 'tis l'\u00e9tude ' '' a'1 1'a 1's ends.' ends' '", ".'", ".' ", "'s",
    "https://example.org/a_b?c=d&e=f#g user@host.org @handle #tag", "<b>bold</b> &amp; &lt; &quot; [x] {y} (z) a|b &#91; &bar; &bra;",
    "wait... what.... no.. .. . ... a.b...c DOTMULTI DOTDOTMULTI DODOTMULTI DOTDOT", "\u0000\u0001control\u001f\u007f", "Na\u00efve caf\u00e9 e\u0301",
    "\u80ba\u708e \u306e \u5f71 \ud55c\uad6d\uc5b4 \uac00", "\U0001f9e0 \U0001f469\U0001f3fd\u200d\u2695\ufe0f \U0001d54f", "\u0627\u0644\u0631\u0626\u0629 \u0939\u093f\u0928\u094d\u0926\u0940 \u0e44\u0e17\u0e22",
    "$5 \u20ac10 \u00a3 \u00bfqu\u00e9? \u00a1s\u00ed!", "</s>in the <s> text<unk> <pad></s></s>", "THISISPROTECTED000 @-@ @,@ a @-@ b", "a/b and/or 1/2 5:3 a;b a=b a+b", "\u201equote\u201c \u201cother\u201d \u2018one\u2019",
    "a" * 300, "The lung is clear. " * 40, "A. B. c. D", "x.", "..", "a.", "mg/dL\u00b71.5\u00d710\u2076", "Mr.", "Jan. 5 jan. 5", "end.)", "end.\"", "(see Fig. 2).",
]
PIECES = (
    list("abcsxyzABCNSZ0123456789") + list(".,'`\"-!?:;()[]{}<>&|@#$%*/\\=+~^_") + [" "] * 20 + ["..", "...", ".'", "'s", "n't", "No.", "Dr.", "e.g.", "pp.", "DOT", "MULTI", "&amp;", "&apos;", "&#91;", "@-@"]
    + ["the ", "lung ", "opacity", "lesion, ", "kidney. ", "in ", "Left ", "</s>", "<unk>"]
    + list("\u00e9\u00df\u00b5\u00bd\u00b2\u20ac\u00a5\u2013\u201e\u201c\u201d\u2019\u80ba\uac00\u3042\u094d\u093c\u0e01\u0627\u0410\u0431\u00a0\u3000\u200b\u0301\u2167\u01c5\u2c65\ua726\uff11\uff21") + ["\U0001d54f", "\U00020000", "\U0001f9e0", "\t", "\n", "\u0007", "\u001c"]
)


def random_texts():
    draw = random.Random(11)
    for _ in range(400):
        yield "".join(draw.choice(PIECES) for _ in range(draw.randint(1, 30)))


def tokenizer_cases(tokenizer):
    draw = random.Random(5)
    for text in TEXTS + list(random_texts()):
        words = tokenizer.moses_tokenize(text, "en")
        ids = tokenizer(text).input_ids
        some = [draw.randrange(len(tokenizer)) for _ in range(draw.randint(0, 12))]
        yield {
            "text": text,
            "words": words,
            "detokenized": tokenizer.moses_detokenize(words, "en"),
            "ids": ids,
            "decoded": tokenizer.decode(ids, skip_special_tokens=True),
            "decoded_whole": tokenizer.decode(ids),
            "some_ids": some,
            "some_decoded": tokenizer.decode(some, skip_special_tokens=True),
        }


def checkpoint(folder, settings):
    torch.manual_seed(7)
    model = BioGptForCausalLM(BioGptConfig(**{**BASE, **settings}, attn_implementation="eager")).eval()
    for name, weight in model.named_parameters():
        if "norm" in name or name.endswith("bias"):
            torch.nn.init.normal_(weight, 1.0 if name.endswith("norm.weight") else 0.0, 0.3)
    model.save_pretrained(folder)
    return BioGptForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()


def logprobs(model, prompt, completion):
    with torch.no_grad():
        logits = model(torch.tensor([prompt + completion])).logits[0]
    rows = torch.log_softmax(logits[len(prompt) - 1 : -1], -1)
    return [round(float(rows[i, id]), 6) for i, id in enumerate(completion)]


def greedy(model, prompt, tokens):
    ids, margin = list(prompt), float("inf")
    for _ in range(tokens):
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0, -1]
        first, second = torch.topk(logits, 2).values
        margin = min(margin, float(first - second))
        ids.append(int(logits.argmax()))
    assert margin > 1e-3, "the first two tokens are too near each other"
    return ids[len(prompt) :], round(margin, 6)


def shape_cases(model):
    generator = torch.Generator().manual_seed(3)
    for length, completion in [(1, 7), (4, 12), (30, 24), (64, 1)]:
        draw = torch.randint(4, VOCABULARY, (length + completion,), generator=generator).tolist()
        prompt, given = draw[:length], draw[length:]
        tokens, margin = greedy(model, prompt, 24)
        yield {
            "prompt_ids": prompt,
            "completion_ids": given,
            "completion_logprobs": logprobs(model, prompt, given),
            "greedy_ids": tokens,
            "smallest_margin": margin,
        }


def sft(model, cases):
    """One unpadded pass per case; the loss is the mean over the batch's answer tokens."""
    tokens = sum(len(case["completion_ids"]) for case in cases)
    total = 0.0
    for case in cases:
        ids = torch.tensor([case["prompt_ids"] + case["completion_ids"]])
        labels = ids.clone()
        labels[:, : len(case["prompt_ids"])] = -100
        loss = model(ids, labels=labels).loss * len(case["completion_ids"]) / tokens
        loss.backward()
        total += float(loss)
    gradients = {name: weight.grad for name, weight in model.named_parameters()}
    return total, gradients


def write_sft(folder):
    cases = json.loads((folder / "golden.json").read_text())["cases"]
    model = BioGptForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()
    loss, gradients = sft(model, cases)
    (folder / "sft.json").write_text(json.dumps({"made_with": MADE_WITH, "loss": loss}) + "\n")
    save_file(gradients, folder / "sft-gradients.safetensors")


def write(path, entries):
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    path.write_text('{"made_with": "%s, sacremoses 0.2.0", "cases": [\n%s\n]}\n' % (MADE_WITH, lines))


def main(goldens):
    for name, settings in SHAPES.items():
        folder = goldens / "biogpt-shapes" / name
        shutil.rmtree(folder, ignore_errors=True)
        write(folder / "golden.json", list(shape_cases(checkpoint(folder, settings))))
        write_sft(folder)
    tokenizer = BioGptTokenizer.from_pretrained(goldens / "biogpt")
    write(goldens / "biogpt-tokenizer" / "golden.json", tokenizer_cases(tokenizer))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
