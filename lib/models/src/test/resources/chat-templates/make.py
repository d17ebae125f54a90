"""What transformers 4.57.1 renders from the templates of this folder: expected.json.

qwen2-vl.jinja is the chat template that Qwen2-VL-2B-Instruct is published with (Apache-2.0), and
qwen2-vl-counting.jinja the same with its pictures counted; the others are made for the tests. A case
without text is one that the template refuses.
"""

import json
from pathlib import Path

from transformers.utils.chat_template_utils import _compile_jinja_template


def said(role, text):
    return {"role": role, "content": text}


def shown(text):
    return {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": text}]}


conversations = [
    [said("user", "What is this?")],
    [said("user", " What is {{ 7*7 }} {% if x %} <b>&amp;</b> \\n \"q\" 's'?\nB:Focal\u00a0uptake \n")],
    [said("user", "a"), said("assistant", " b "), said("user", "c ")],
    [said("system", "sys"), said("user", "a")],
    [said("assistant", "x")],
    [said("user", "")],
    [said("user", "\u00a0padded \u2003x\u00a0\u200b"), said("assistant", "\x1c\u3000y\x85")],
    [shown("Which side?")],
    [said("system", "sys "), shown("x"), said("assistant", "y"), shown("z")],
]

lines = []
for path in sorted(Path().glob("*.jinja")):
    template = _compile_jinja_template(path.read_text())
    for messages in conversations:
        pictures = any(not isinstance(message["content"], str) for message in messages)
        if pictures and path.stem in ("alternating", "mistral", "selecting"):
            continue
        for prompt in (True, False):
            try:
                text = template.render(
                    messages=messages, add_generation_prompt=prompt, bos_token="<s>", eos_token="</s>"
                )
            except Exception:
                text = None
            case = {"template": path.name, "messages": messages, "add_generation_prompt": prompt, "text": text}
            lines.append(json.dumps(case))
Path("expected.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
