"""Fills in what other graders say in the table of docs/reference/grading.md.

    other_graders.py VISUALTHINKER PMC_VQA MEDEVALKIT

The arguments are checkouts of github.com/turningpoint-ai/VisualThinker-R1-Zero, xiaoman-zhang/PMC-VQA and
alibaba-damo-academy/MedEvalKit, whose functions are run on each form of the table; none of their code is kept here.
Needs Python with math-verify, mathruler and pylatexenc, which they use.
"""

import ast
import difflib
import os
import re
import sys
from datetime import datetime
from pathlib import Path

from math_verify import parse, verify
from mathruler.grader import extract_boxed_content

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/grading.md"
LETTERS = "ABCD"


def functions(file, names):
    """Some functions of a source file, without running the rest of it."""
    tree = ast.parse(Path(file).read_text())
    tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in names]
    scope = dict(re=re, os=os, datetime=datetime, difflib=difflib, parse=parse, verify=verify, extract_boxed_content=extract_boxed_content)
    exec(compile(tree, str(file), "exec"), scope)
    return scope


def graders(visualthinker, pmc_vqa, medevalkit):
    """Each grader as a function of an answer, the choices' texts and the right letter."""
    vt = functions(f"{visualthinker}/src/open-r1-multimodal/src/open_r1/grpo.py", {"extract_letters", "accuracy_reward"})
    mv = functions(f"{pmc_vqa}/src/MedVInT_TE/test.py", {"str_similarity", "find_most_similar_index"})
    mk = functions(
        f"{medevalkit}/utils/utils.py",
        {"judge_multi_choice", "parse_response", "extract", "get_content_between_a_b", "str_similarity", "find_most_similar_index"})

    def response(answer):
        return f"<think>so</think><answer>{answer}</answer>"

    return [
        lambda answer, choices, right: vt["accuracy_reward"]([response(answer)], [f"<answer>{right}</answer>"])[0] == 1.0,
        lambda answer, choices, right: mv["find_most_similar_index"](list(LETTERS), answer) == LETTERS.index(right),
        lambda answer, choices, right: mk["judge_multi_choice"]([f"{letter}:{choice}" for letter, choice in zip(LETTERS, choices)], right, response(answer)),
    ]


def main(checkouts):
    other = graders(*checkouts)
    questions = {}
    lines = []
    for line in PAGE.read_text().split("\n"):
        question = re.match(r"- \*\*(\w+)\*\*: (.*); ([A-D]) is right", line)
        if question:
            questions[question[1]] = (re.findall(r"`([^`]+)`", question[2]), question[3])
        row = line.split(" | ")
        if line.startswith("| `") and len(row) == 8:
            form = re.match(r"\| (`+) ?(.*?) ?\1$", row[0])[2].replace("⏎", "\n")
            choices, right = questions[row[1]]
            row[4:7] = ["1" if grade(form, choices, right) else "0" for grade in other]
            line = " | ".join(row)
        lines.append(line)
    PAGE.write_text("\n".join(lines))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(sys.argv[1:])
