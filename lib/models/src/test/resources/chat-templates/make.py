"""Writes expected.json: this folder's templates as transformers 4.57.1 renders them.

qwen2-vl.jinja is the chat template that Qwen2-VL-2B-Instruct is published with (Apache-2.0), and
qwen2-vl-counting.jinja the same with its images counted; the others were written for the tests. A case
without text is one that the template refuses.
"""

import json
from pathlib import Path

from transformers.utils.chat_template_utils import _compile_jinja_template


def text_turn(role, text):
    return {"role": role, "content": text}


def image_turn(text):
    return {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": text}]}


conversations = [
    [text_turn("user", "What is this?")],
    [text_turn("user", " What is {{ 7*7 }} {% if x %} <b>&amp;</b> \\n \"q\" 's'?\nB:Focal\u00a0uptake \n")],
    [text_turn("user", "a"), text_turn("assistant", " b "), text_turn("user", "c ")],
    [text_turn("system", "sys"), text_turn("user", "a")],
    [text_turn("assistant", "x")],
    [text_turn("user", "")],
    [text_turn("user", "\u00a0padded \u2003x\u00a0\u200b"), text_turn("assistant", "\x1c\u3000y\x85")],
    [image_turn("Which side?")],
    [text_turn("system", "sys "), image_turn("x"), text_turn("assistant", "y"), image_turn("z")],
]

lines = []
for path in sorted(Path().glob("*.jinja")):
    template = _compile_jinja_template(path.read_text())
    for messages in conversations:
        has_images = any(not isinstance(message["content"], str) for message in messages)
        if has_images and path.stem in ("alternating", "mistral", "selecting"):
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
