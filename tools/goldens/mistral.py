"""Small random Mistral checkpoints and transformers' golden results on them, for the tests of `models`.

    python tools/goldens/mistral.py lib/models/src/test/resources/goldens

Needs transformers 4.57.1, torch 2.7.1 and the folder `mistral` there, whose tokenizer makes the
tokenizer's cases. Writes `mistral-shapes/NAME/` (a checkpoint and its `golden.json`),
`mistral-tokenizer/golden.json`, and `mistral-texts/golden.json`, the judge's and the perplexity's values
for texts on the checkpoint `mistral`. Everything in float32 on the CPU, with eager attention.
"""

import json
import math
import shutil
import sys
from pathlib import Path

import torch
import transformers
from tokenizers import Tokenizer
from transformers import LlamaTokenizerFast, MistralConfig, MistralForCausalLM, PreTrainedTokenizerFast

MADE_WITH = "transformers 4.57.1"
assert "transformers " + transformers.__version__ == MADE_WITH, transformers.__version__

VOCABULARY = 96
BASE = dict(
    vocab_size=VOCABULARY,
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=3,
    num_attention_heads=8,
    num_key_value_heads=2,
    max_position_embeddings=256,
    rms_norm_eps=1e-5,
    sliding_window=None,
    initializer_range=0.3,
)

# A window of 1 is left out: the cache of transformers 4.57.1 then keeps every token, contrary to its own mask.
# head_dim None is removed from config.json; it is then hidden_size / num_attention_heads
SHAPES = {
    "derived-head-dim": dict(head_dim=None),
    "wide-heads": dict(head_dim=12, num_attention_heads=4, num_key_value_heads=2),
    "groups-1": dict(num_key_value_heads=8),
    "groups-8-tied": dict(num_key_value_heads=1, tie_word_embeddings=True),
    "window-5": dict(sliding_window=5),
    "window-2": dict(sliding_window=2, num_hidden_layers=2),
    "window-default-theta": dict(sliding_window=16, rope_theta=1e6, head_dim=6),
}

TEXTS = [
    "",
    " ",
    "  two  spaces ",
    "The left lung shows an opacity.",
    "Naïve café, Ünïcödé",
    "肺炎 の 影 🫁👩🏽‍⚕️",
    "line\nbreaks\r\n\tand tabs",
    "e\u0301 and é, \u00a0no-break\u200bzero width\ufeff",
    "</s>in the <s> text<unk> ",
    "▁already ▁marked",
    "\u0000\u0001control",
    "ا ل ر ئ ة",
    "<0x0A> is no byte",
    "a" * 300,
    "The lung is clear. " * 400,
]


def checkpoint(folder, settings):
    torch.manual_seed(7)
    config = MistralConfig(**{**BASE, **settings}, attn_implementation="eager")
    model = MistralForCausalLM(config).eval()
    model.save_pretrained(folder)
    if settings.get("head_dim", 0) is None:
        path = folder / "config.json"
        written = json.loads(path.read_text())
        written.pop("head_dim")
        path.write_text(json.dumps(written, indent=2) + "\n")
    return MistralForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()


def logprobs(model, prompt, completion):
    with torch.no_grad():
        logits = model(torch.tensor([prompt + completion])).logits[0]
    rows = torch.log_softmax(logits[len(prompt) - 1 : -1], -1)
    return [round(float(rows[i, id]), 6) for i, id in enumerate(completion)]


def greedy(model, prompt, tokens):
    """Full passes without a cache, so that attention depends on the mask alone."""
    ids, margin = list(prompt), float("inf")
    for _ in range(tokens):
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0, -1]
        first, second = torch.topk(logits, 2).values
        margin = min(margin, float(first - second))
        ids.append(int(logits.argmax()))
    cached = model.generate(
        torch.tensor([prompt]), max_new_tokens=tokens, min_new_tokens=tokens, do_sample=False, eos_token_id=None
    )
    assert cached[0].tolist() == ids, "generate differs from whole passes"
    return ids[len(prompt) :], round(margin, 6)


def shape_cases(model):
    generator = torch.Generator().manual_seed(3)
    for length, completion in [(1, 7), (4, 12), (11, 2), (30, 24), (64, 1)]:
        draw = torch.randint(3, VOCABULARY, (length + completion,), generator=generator).tolist()
        prompt, given = draw[:length], draw[length:]
        tokens, margin = greedy(model, prompt, 24)
        yield {
            "prompt_ids": prompt,
            "completion_ids": given,
            "completion_logprobs": logprobs(model, prompt, given),
            "greedy_ids": tokens,
            "smallest_margin": margin,
        }


METASPACE = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "first", "split": False}


def newer(folder):
    """tokenizer.json as in newer Mistral tokenizers: only the start of a text gets a space."""
    document = json.loads((folder / "tokenizer.json").read_text())
    changes = {"normalizer": None, "pre_tokenizer": METASPACE}
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer.from_str(json.dumps({**document, **changes})))
    return changes, tokenizer


def tokenizer_cases(folder):
    """The golden's own configuration, a newer one, and those of a Llama tokenizer on the same vocabulary."""
    plain = PreTrainedTokenizerFast.from_pretrained(folder)
    yield {"tokenizer_config": None}, plain
    changes, tokenizer = newer(folder)
    yield {"tokenizer_config": None, "tokenizer_json": changes}, tokenizer
    for settings in [{}, {"add_bos_token": False}, {"add_bos_token": True, "add_eos_token": True}]:
        file = str(folder / "tokenizer.json")
        yield (
            {"tokenizer_config": {"tokenizer_class": "LlamaTokenizer", "legacy": True, **settings}},
            LlamaTokenizerFast(tokenizer_file=file, legacy=True, **settings),
        )


FIGURE_ONE = (
    "Evaluate the following medical statement for semantic correctness and clinical coherence:\n\n"
    "Given Statement: %s\n\nAnswer 'Yes' if the statement is medically coherent and accurate, or 'No' otherwise."
    "\n\nAnswer:"
)
STATEMENTS = [text for text in TEXTS if len(text) < 1000] + ["The lung is clear. " * 45]


def judged(model, tokenizer, statement, chat):
    """Tokenizes the prompt with and without the answer; the answer's tokens follow those that both share."""
    text = FIGURE_ONE % statement
    if chat:
        turn = [{"role": "user", "content": text}]
        text = tokenizer.apply_chat_template(turn, tokenize=False, add_generation_prompt=True)
    prompt = tokenizer(text, add_special_tokens=not chat).input_ids
    case = {"statement": statement, "chat": chat, "prompt_ids": prompt}
    for key, answer in [("yes", " Yes"), ("no", " No")]:
        whole = tokenizer(text + answer, add_special_tokens=not chat).input_ids
        shared = 0
        while shared < len(prompt) and prompt[shared] == whole[shared]:
            shared += 1
        case[key] = round(sum(logprobs(model, whole[:shared], whole[shared:])), 6)
    return case


def text_cases(folder):
    model = MistralForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    for statement in STATEMENTS:
        for chat in (False, True):
            case = judged(model, tokenizer, statement, chat)
            ids = tokenizer(statement).input_ids
            if len(ids) > 1 and not chat:
                each = logprobs(model, ids[:1], ids[1:])
                case["token_ids"] = ids
                case["perplexity"] = round(math.exp(-sum(each) / len(each)), 6)
            yield case


def write(path, key, entries):
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    path.write_text('{"made_with": "%s", "%s": [\n%s\n]}\n' % (MADE_WITH, key, lines))


def main(goldens):
    for name, settings in SHAPES.items():
        folder = goldens / "mistral-shapes" / name
        shutil.rmtree(folder, ignore_errors=True)
        model = checkpoint(folder, settings)
        write(folder / "golden.json", "cases", shape_cases(model))
    kinds = []
    for kind, tokenizer in tokenizer_cases(goldens / "mistral"):
        cases = []
        for text in TEXTS:
            bare = tokenizer(text, add_special_tokens=False).input_ids
            cases.append(
                {
                    "text": text,
                    "ids": bare,
                    "ids_with_special_tokens": tokenizer(text).input_ids,
                    "decoded": tokenizer.decode(bare, skip_special_tokens=True),
                }
            )
        kinds.append({**kind, "cases": cases})
    write(goldens / "mistral-texts" / "golden.json", "cases", text_cases(goldens / "mistral"))
    write(goldens / "mistral-tokenizer" / "golden.json", "kinds", kinds)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
