"""Reads images under two Javas and by Pillow, and compares.

    two_jdks.py FOLDER JAVA_HOME_1 JAVA_HOME_2 [IMAGE ...]

Draws JPEGs of every sampling, size and scan type and PNGs of every kind into FOLDER, adds the given images, and
prints Markdown tables: for each kind of file the largest difference between Preceptor's and Pillow's RGB samples under
each Java, and whether `preceptor score` gives the same log-probabilities under both. Ends with 1 if anything differs.
Needs Python with numpy and Pillow 12 or newer, libjpeg-turbo's cjpeg, and a build of Preceptor (./preceptor --version);
the first Java must have a compiler.
"""

import collections
import io
import json
import os
import struct
import subprocess
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

ROOT = Path(__file__).resolve().parents[2]
random = np.random.default_rng(41)

DUMP = """
import dev.preceptor.models.image.Image;
import java.nio.file.*;
public class Dump {
  public static void main(String[] files) throws Exception {
    for (String file : files) {
      Image image = Image.read(Path.of(file));
      Files.write(Path.of(System.getProperty("out"), Path.of(file).getFileName() + ".rgb"), image.rgb());
    }
  }
}
"""

SAMPLINGS = {
    "4:4:4": "1x1,1x1,1x1", "4:2:2": "2x1,1x1,1x1", "4:2:0": "2x2,1x1,1x1", "4:4:0": "1x2,1x1,1x1", "4:1:1": "4x1,1x1,1x1",
    "4:1:0": "4x2,1x1,1x1", "mixed 2x2,2x1,1x2": "2x2,2x1,1x2", "mixed 1x1,2x2,1x1": "1x1,2x2,1x1", "mixed 3x1,1x1,1x1": "3x1,1x1,1x1",
}
SCANS = {
    "baseline": [], "progressive": ["-progressive"], "arithmetic": ["-arithmetic"],
    "arithmetic progressive": ["-arithmetic", "-progressive"],
}
SIZES = [(7, 3), (48, 31), (233, 170)]


def scene(width, height):
    y, x = np.mgrid[0:height, 0:width]
    planes = [128 + 90 * np.sin(x / 9 + y / 4), 128 + 120 * np.cos(x / 2 - y / 6), (x * 5 + y * 17) % 256]
    return Image.fromarray(np.clip(np.stack(planes, -1) + random.normal(0, 25, (height, width, 3)), 0, 255).astype(np.uint8))


def cjpeg(file, image, *options):
    ppm = io.BytesIO()
    image.save(ppm, "PPM")
    file.write_bytes(subprocess.run(["cjpeg", *options], input=ppm.getvalue(), capture_output=True, check=True).stdout)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(file, width, height, depth, color_type, samples, before=b""):
    rows = np.asarray(samples).reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def draw(folder):
    """The files drawn, by kind."""
    kinds = collections.defaultdict(list)

    def name(kind, ending):
        file = folder / f"{len(kinds):02}-{sum(map(len, kinds.values())):03}.{ending}"
        kinds[kind].append(file)
        return file

    for sampling, factors in SAMPLINGS.items():
        for scans, options in SCANS.items():
            for size in SIZES:
                cjpeg(name(f"JPEG {sampling}, {scans}", "jpg"), scene(*size), "-quality", "87", "-sample", factors, *options)
    for progressive in (False, True):
        for subsampling in (0, 1, 2):
            kind = f"JPEG CMYK, {'progressive' if progressive else 'baseline'}"
            scene(61, 43).convert("CMYK").save(name(kind, "jpg"), quality=90, subsampling=subsampling, progressive=progressive)
    for scans, options in SCANS.items():
        cjpeg(name(f"JPEG grey, {scans}", "jpg"), scene(61, 43), "-grayscale", *options)
        cjpeg(name(f"JPEG RGB, {scans}", "jpg"), scene(61, 43), "-rgb", *options)
        cjpeg(name(f"JPEG with restarts, {scans}", "jpg"), scene(61, 43), "-restart", "2B", *options)

    w, h = 60, 41
    image = scene(w, h)
    for depth in (1, 2, 4, 8, 16):
        samples = random.integers(0, 256, (h, (w * depth + 7) // 8), np.uint8)
        png(name(f"PNG grey, {depth} bits", "png"), w, h, depth, 0, samples)
        png(name(f"PNG grey, {depth} bits, transparent level", "png"), w, h, depth, 0, samples, trns(b"\0\1"))
    png(name("PNG grey, 16 bits, below 256", "png"), w, h, 16, 0, random.integers(0, 256, (h, w)).astype(">u2"))
    for depth in (8, 16):
        for kind, color_type, channels in (("RGB", 2, 3), ("grey and alpha", 4, 2), ("RGB and alpha", 6, 4)):
            samples = random.integers(0, 256, (h, w * channels * depth // 8), np.uint8)
            png(name(f"PNG {kind}, {depth} bits", "png"), w, h, depth, color_type, samples)
            png(name(f"PNG {kind}, {depth} bits, gamma", "png"), w, h, depth, color_type, samples, gamma())
    png(name("PNG RGB, 8 bits, transparent colour", "png"), w, h, 8, 2, np.array(image), trns(b"\0\1\0\2\0\3"))
    for colors in (2, 4, 16, 200):
        image.quantize(colors).save(name(f"PNG palette, {colors} colours", "png"), bits=(colors - 1).bit_length())
        image.quantize(colors).save(name(f"PNG palette, {colors} colours, transparent", "png"), transparency=bytes(range(colors)))
    return kinds


def trns(data):
    return chunk(b"tRNS", data)


def gamma():
    return chunk(b"gAMA", struct.pack(">I", 55555))


def class_path():
    jars = ROOT / "cli/target/lib"
    return f"{ROOT / 'cli/target/classes'}{os.pathsep}{jars}/*"


def pixels(java_home, folder, files):
    out = folder / ("rgb-" + java_home.strip("/").replace("/", "-"))
    out.mkdir(exist_ok=True)
    java = [f"{java_home}/bin/java", f"-Dout={out}", "-cp", f"{folder}{os.pathsep}{class_path()}", "Dump"]
    subprocess.run(java + [str(file) for file in files], check=True)
    return {file: np.frombuffer((out / f"{file.name}.rgb").read_bytes(), np.uint8).astype(int) for file in files}


def scores(java_home, requests):
    environment = dict(os.environ, JAVA_HOME=java_home, PRECEPTOR_NO_BUILD="1")
    command = [str(ROOT / "preceptor"), "score", "--model", str(ROOT / "recipes/phantom-policy"), "--requests", str(requests)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{java_home}: {done.stderr}")
    return [json.loads(line)["logprobs"] for line in done.stdout.splitlines()]


def by_pillow(file):
    """Pillow's RGB samples; None if it does not open the file, as with a colour profile that it cannot parse."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return np.array(Image.open(file).convert("RGB")).astype(int).ravel()
    except UnidentifiedImageError:
        return None


def main(folder, *javas_and_images):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    javas, given = javas_and_images[:2], [Path(image) for image in javas_and_images[2:]]
    kinds = draw(folder)
    for file in given:
        kinds[f"given: {file.name}"].append(file)
    files = [file for kind in kinds.values() for file in kind]

    (folder / "Dump.java").write_text(DUMP)
    subprocess.run([f"{javas[0]}/bin/javac", "-cp", class_path(), "-d", str(folder), str(folder / "Dump.java")], check=True)
    read = [pixels(java, folder, files) for java in javas]
    requests = folder / "requests.jsonl"
    lines = [{"prompt": "Which is it?", "image": str(file), "completion": "<answer>B</answer>"} for file in files]
    requests.write_text("".join(json.dumps(line) + "\n" for line in lines))
    scored = [dict(zip(files, scores(java, requests))) for java in javas]

    versions = [subprocess.run([f"{java}/bin/java", "-version"], capture_output=True, text=True).stderr.splitlines()[1] for java in javas]
    print(f"Pillow {Image.__version__}; 1: {versions[0]}; 2: {versions[1]}\n")
    print("| kind | files | largest difference to Pillow, 1 | 2 | equal log-probabilities |\n|---|---|---|---|---|")
    same = True
    for kind, members in kinds.items():
        largest = []
        for pixels_of in read:
            samples = [(by_pillow(file), pixels_of[file]) for file in members]
            differences = [np.abs(theirs - ours).max() for theirs, ours in samples if theirs is not None]
            largest.append(max(differences) if differences else "not opened by Pillow")
        equal = all(scored[0][f] == scored[1][f] for f in members) and all((read[0][f] == read[1][f]).all() for f in members)
        same &= equal and all(difference in (0, "not opened by Pillow") for difference in largest)
        print(f"| {kind} | {len(members)} | {largest[0]} | {largest[1]} | {'yes' if equal else 'no'} |")
    print(f"\n{len(files)} files")
    return 0 if same else 1


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    sys.exit(main(*sys.argv[1:]))
