"""Golden results of transformers on a small random RoBERTa with one label, for the tests of `models`.

    python tools/goldens/roberta.py lib/models/src/test/resources/goldens

Needs transformers 4.57.1, torch 2.7.1 and the folder `stsb-roberta` there, whose tokenizer is taken.
Writes `roberta-pairs/` (a checkpoint with other sizes than `stsb-roberta` and its `golden.json`): pairs of
foreign, empty and long texts, which are cut to a given number of tokens. Float32 on the CPU.
"""

import itertools
import json
import shutil
import sys
from pathlib import Path

import torch
import transformers
from transformers import RobertaConfig, RobertaForSequenceClassification, RobertaTokenizerFast

MADE_WITH = "transformers 4.57.1"
assert "transformers " + transformers.__version__ == MADE_WITH, transformers.__version__

LONG = "The lung is clear and the heart is of normal size. "
TEXTS = [
    "", " ", "A clear lung.", "Na\u00efve caf\u00e9 e\u0301", "\u80ba\u708e \U0001f9e0", "a\n\tb\u00a0c\u0000", "</s>in <s> the <mask> text<pad> x <unk>",
    LONG * 2, LONG * 3 + "x", LONG * 9,
]


def cases(model, tokenizer, most):
    for a, b in itertools.product(TEXTS, TEXTS):
        # lists, as CrossEncoder passes them: in a bare pair, transformers treats an empty second text as missing
        inputs = tokenizer([a], [b], truncation="longest_first", max_length=most, return_tensors="pt")
        with torch.no_grad():
            logit = float(model(**inputs).logits[0, 0])
        score = float(torch.sigmoid(torch.tensor(logit)))
        yield {"a": a, "b": b, "input_ids": inputs.input_ids[0].tolist(), "logit": round(logit, 6), "score": round(score, 6)}


def main(goldens):
    folder = goldens / "roberta-pairs"
    shutil.rmtree(folder, ignore_errors=True)
    tokenizer = RobertaTokenizerFast.from_pretrained(goldens / "stsb-roberta")
    torch.manual_seed(7)
    config = RobertaConfig(
        vocab_size=700, hidden_size=32, intermediate_size=48, num_hidden_layers=3, num_attention_heads=2,
        max_position_embeddings=67, type_vocab_size=2, layer_norm_eps=1e-4, num_labels=1, initializer_range=0.3,
    )
    RobertaForSequenceClassification(config).save_pretrained(folder)
    model = RobertaForSequenceClassification.from_pretrained(folder).eval()
    most = config.max_position_embeddings - config.pad_token_id - 1
    lines = ",\n".join(json.dumps(case) for case in cases(model, tokenizer, most))
    (folder / "golden.json").write_text('{"made_with": "%s", "max_length": %d, "cases": [\n%s\n]}\n' % (MADE_WITH, most, lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
