"""Draws JPEGs of every sampling, size and scan type, and what Pillow 12 (libjpeg-turbo 3.1) makes of them.

Run in this folder by a Python with numpy and Pillow, with libjpeg-turbo's cjpeg on the path; the files and
expected.json (SHA-256 of the RGB bytes of Image.open(file).convert("RGB")) are the result.
"""

import hashlib
import io
import json
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image

random = np.random.default_rng(20261130)


def scene(width, height):
    y, x = np.mgrid[0:height, 0:width]
    planes = [128 + 110 * np.sin(x / 3 + y / 5), 128 + 100 * np.cos(x / 4 - y / 3), (x * 11 + y * 7) % 256]
    noise = random.normal(0, 18, (height, width, 3))
    return Image.fromarray(np.clip(np.stack(planes, -1) + noise, 0, 255).astype(np.uint8))


def cjpeg(name, image, *options):
    ppm = io.BytesIO()
    image.save(ppm, "PPM")
    Path(name).write_bytes(subprocess.run(["cjpeg", *options], input=ppm.getvalue(), capture_output=True, check=True).stdout)


SAMPLINGS = {
    "444": "1x1,1x1,1x1", "422": "2x1,1x1,1x1", "420": "2x2,1x1,1x1", "440": "1x2,1x1,1x1", "411": "4x1,1x1,1x1",
    "410": "4x2,1x1,1x1", "441": "1x4,1x1,1x1", "mixed": "2x2,2x1,1x2", "luma-halved": "1x1,2x2,1x1", "chroma-apart": "2x2,1x1,2x2",
    "three-across": "3x1,1x1,1x1", "three-down": "1x3,1x1,1x1",
}
SIZES = [(1, 1), (2, 3), (5, 2), (17, 9), (33, 40), (64, 48)]
MODES = {"base": [], "prog": ["-progressive"], "arith": ["-arithmetic"], "arith-prog": ["-arithmetic", "-progressive"]}

for sampling, factors in SAMPLINGS.items():
    for i, size in enumerate(SIZES):
        # every sampling meets every mode, at sizes that take turns; two sizes meet all modes
        for m, (mode, options) in enumerate(MODES.items()):
            if size in ((17, 9), (33, 40)) or i % 4 == m:
                cjpeg(f"{sampling}-{mode}-{size[0]}x{size[1]}.jpg", scene(*size), "-quality", "85", "-sample", factors, *options)

scene_a = scene(50, 39)
cjpeg("grey-base.jpg", scene_a, "-grayscale")
cjpeg("grey-prog.jpg", scene_a, "-grayscale", "-progressive")
cjpeg("grey-sampled.jpg", scene_a, "-grayscale", "-sample", "2x2")
cjpeg("grey-arith.jpg", scene_a, "-grayscale", "-arithmetic")
cjpeg("rgb.jpg", scene_a, "-rgb")
cjpeg("rgb-arith-prog.jpg", scene_a, "-rgb", "-arithmetic", "-progressive")
cjpeg("restart-rows.jpg", scene_a, "-restart", "1")
cjpeg("restart-blocks.jpg", scene_a, "-restart", "3B", "-sample", "2x2")
cjpeg("restart-arith.jpg", scene_a, "-restart", "2B", "-arithmetic")
cjpeg("restart-prog.jpg", scene_a, "-restart", "2B", "-progressive")
cjpeg("quality-1.jpg", scene_a, "-quality", "1")
cjpeg("quality-100.jpg", scene_a, "-quality", "100")
cjpeg("optimized.jpg", scene_a, "-optimize")
Path("scans.txt").write_text("0; 1; 2;\n")
cjpeg("scan-a-component.jpg", scene_a, "-scans", "scans.txt")
cjpeg("scan-a-component-arith.jpg", scene_a, "-scans", "scans.txt", "-arithmetic")
Path("scans.txt").write_text("0,2; 1;\n")
cjpeg("scan-two-and-one.jpg", scene_a, "-scans", "scans.txt", "-sample", "2x1")
Path("scans.txt").write_text(
    "0,1,2: 0-0, 0, 3;\n0,1,2: 0-0, 3, 2;\n0,1,2: 0-0, 2, 1;\n0,1,2: 0-0, 1, 0;\n"
    "0: 1-5, 0, 4;\n0: 6-63, 0, 4;\n1: 1-63, 0, 4;\n2: 1-63, 0, 4;\n"
    + "".join(f"{c}: 1-63, {b}, {b - 1};\n" for b in (4, 3, 2, 1) for c in (0, 1, 2)))
cjpeg("scans-bit-by-bit.jpg", scene_a, "-scans", "scans.txt")
cjpeg("scans-bit-by-bit-arith.jpg", scene_a, "-scans", "scans.txt", "-arithmetic")
Path("scans.txt").unlink()

for subsampling in (0, 1, 2):
    for progressive in (False, True):
        kind = "prog" if progressive else "base"
        cmyk = scene(37, 29).convert("CMYK")
        cmyk.save(f"cmyk-{subsampling}-{kind}.jpg", quality=88, subsampling=subsampling, progressive=progressive)


def patched(name, source, edit):
    Path(name).write_bytes(edit(bytearray(Path(source).read_bytes())))


def adobe(transform):
    def edit(data):
        at = data.index(b"Adobe")
        data[at + 11] = transform
        return data
    return edit


for transform in (1, 2):
    patched(f"cmyk-transform-{transform}.jpg", "cmyk-0-base.jpg", adobe(transform))


def without_adobe(data):
    at = data.index(b"\xff\xee")
    del data[at : at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")]
    return data


patched("cmyk-without-adobe.jpg", "cmyk-0-base.jpg", without_adobe)
patched("trailing-bytes.jpg", "optimized.jpg", lambda data: data + b"\0more\xff\xd8\xff")
patched("fill-bytes.jpg", "optimized.jpg", lambda data: data.replace(b"\xff\xdb", b"\xff\xff\xff\xdb"))
patched("comment.jpg", "optimized.jpg", lambda data: data[:2] + b"\xff\xfe\x00\x0ba comment" + data[2:])

expected = {}
for file in sorted(Path(".").glob("*.jpg")):
    rgb = Image.open(file).convert("RGB")
    expected[file.name] = {"width": rgb.width, "height": rgb.height, "rgb": hashlib.sha256(rgb.tobytes()).hexdigest()}
Path("expected.json").write_text(json.dumps(expected, indent=1) + "\n")
print(len(expected))
