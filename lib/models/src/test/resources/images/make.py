"""Draws this folder's images and writes Pillow 13's and transformers 4.57.1's results for them.

Run in this folder with a Python that has both; the results are in expected.json. Digests are SHA-256 of the
RGB bytes, or of pixel_values as little-endian float32.
"""

import hashlib
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms
from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor, smart_resize

random = np.random.default_rng(0)


def scene(height, width):
    y, x = np.mgrid[0:height, 0:width]
    waves = [127 + 100 * np.sin(x / 7 + y / 11), 127 + 90 * np.cos(x / 5 - y / 9), (x * 3 + y * 5) % 256]
    return np.clip(np.stack(waves, -1) + random.normal(0, 10, (height, width, 3)), 0, 255).astype(np.uint8)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name, width, height, depth, color_type, samples, before=b""):
    """A PNG of a kind that Pillow does not write."""
    rows = np.asarray(samples).reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    with open(name, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def interlaced(name, width, height, depth, color_type, samples, before=b""):
    """The same in seven passes (Adam7); samples [height, width, channels] of whole bytes."""
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    data = b""
    for top, left, down, right in passes:
        part = np.asarray(samples)[top::down, left::right]
        if part.size:
            data += b"".join(b"\0" + row.tobytes() for row in part)
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 1)
    idat = chunk(b"IDAT", zlib.compress(data))
    with open(name, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + idat + chunk(b"IEND", b""))


def patched(name, source, edit):
    with open(source, "rb") as file:
        data = bytearray(file.read())
    with open(name, "wb") as file:
        file.write(edit(data))


def without_jfif(jpeg):
    return jpeg[:2] + jpeg[4 + jpeg[4] * 256 + jpeg[5] :]


def with_component_ids_from_zero(jpeg):
    frame, scan = jpeg.find(b"\xff\xc0"), jpeg.find(b"\xff\xda")
    for i in range(3):
        jpeg[frame + 10 + 3 * i] = i
        jpeg[scan + 5 + 2 * i] = i
    return jpeg


def as_ycck(jpeg):
    jpeg[jpeg.find(b"Adobe") + 11] = 2
    return jpeg


def without_adobe(jpeg):
    jpeg[jpeg.find(b"Adobe") - 3] = 0xED
    return jpeg


pixels = scene(37, 53)
image = Image.fromarray(pixels)
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
turned = Image.Exif()
turned[0x112] = 6
inks = Image.fromarray(np.dstack([pixels, pixels[::-1, :, 0]]), "CMYK")

image.save("jpeg-444.jpg", subsampling=0)
image.save("jpeg-422.jpg", subsampling=1)
image.save("jpeg-420.jpg", subsampling=2)
image.save("jpeg-progressive.jpg", progressive=True)
image.save("jpeg-rgb.jpg", keep_rgb=True)
image.save("jpeg-profile.jpg", icc_profile=profile)
image.save("jpeg-exif-turned.jpg", exif=turned)
image.convert("L").save("jpeg-grey.jpg")
inks.save("jpeg-cmyk.jpg")
patched("jpeg-cmyk-plain.jpg", "jpeg-cmyk.jpg", without_adobe)
patched("jpeg-ycck.jpg", "jpeg-cmyk.jpg", as_ycck)
patched("jpeg-no-jfif.jpg", "jpeg-420.jpg", without_jfif)
patched("jpeg-ids-from-zero.jpg", "jpeg-no-jfif.jpg", with_component_ids_from_zero)

image.save("png-rgb.png")
image.save("png-rgb-transparent.png", transparency=tuple(int(v) for v in pixels[3, 4]))
Image.fromarray(np.dstack([pixels, pixels[..., 0]])).save("png-rgba.png")
Image.merge("LA", (image.convert("L"), image.split()[1])).save("png-grey-alpha.png")
image.convert("L").save("png-grey.png")
image.convert("1").save("png-grey-1.png")
image.quantize(37).save("png-palette.png", transparency=3)
image.quantize(16).save("png-palette-4.png", bits=4)
image.quantize(2).save("png-palette-1.png", bits=1)
png("png-palette-short.png", 30, 20, 8, 3, random.integers(0, 8, 600, np.uint8), chunk(b"PLTE", bytes(range(15))))
png("png-grey-2.png", 32, 20, 2, 0, random.integers(0, 256, 160, np.uint8))
png("png-grey-4.png", 32, 20, 4, 0, random.integers(0, 256, 320, np.uint8))
png("png-grey-16.png", 30, 20, 16, 0, random.integers(0, 1000, 600).astype(">u2"))
png("png-grey-16-transparent.png", 30, 20, 16, 0, random.integers(0, 500, 600).astype(">u2"), chunk(b"tRNS", b"\0\3"))
png("png-grey-alpha-16.png", 30, 20, 16, 4, random.integers(0, 65536, 1200).astype(">u2"))
png("png-rgb-16.png", 30, 20, 16, 2, random.integers(0, 65536, 1800).astype(">u2"))
png("png-rgba-16.png", 30, 20, 16, 6, random.integers(0, 65536, 2400).astype(">u2"))
png("png-gamma.png", 30, 20, 8, 2, random.integers(0, 256, 1800, np.uint8), chunk(b"gAMA", struct.pack(">I", 100000)))
interlaced("png-interlaced-rgb.png", 53, 37, 8, 2, pixels)
interlaced("png-interlaced-grey-alpha.png", 53, 37, 8, 4, pixels[..., :2])
interlaced("png-interlaced-palette.png", 53, 37, 8, 3, pixels[..., :1] % 8, chunk(b"PLTE", bytes(range(24))))
interlaced("png-interlaced-rgb-16.png", 30, 20, 16, 2, random.integers(0, 65536, (20, 30, 3)).astype(">u2"))
interlaced("png-interlaced-tiny.png", 3, 2, 8, 0, pixels[:2, :3, :1])
image.crop((7, 5, 8, 6)).save("png-1x1.png")
image.crop((7, 5, 8, 6)).convert("P").save("png-1x1-palette.png")
image.save("png-exif-turned.png", exif=turned)


def digest(array):
    return hashlib.sha256(array.tobytes()).hexdigest()


def decoded(name):
    array = np.array(Image.open(name).convert("RGB"))
    return {"name": name, "width": array.shape[1], "height": array.shape[0], "rgb": digest(array)}


def formula(width, height):
    """An image that any language can draw."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    return Image.fromarray(((x * x * 7 + y * 13 + x * y * 3 + c * 91) % 256).astype(np.uint8))


def resized(width, height, new_width, new_height):
    result = formula(width, height).resize((new_width, new_height), Image.Resampling.BICUBIC)
    return {"from": [width, height], "to": [new_width, new_height], "rgb": digest(np.array(result))}


def processed(width, height, min_pixels, max_pixels):
    processor = Qwen2VLImageProcessor(min_pixels=min_pixels, max_pixels=max_pixels)
    result = processor(formula(width, height), return_tensors="np", input_data_format="channels_last")
    return {
        "from": [width, height],
        "min_pixels": min_pixels,
        "max_pixels": max_pixels,
        "grid": result["image_grid_thw"][0].tolist(),
        "pixel_values": digest(result["pixel_values"].astype("<f4")),
    }


def processed_file(name):
    """The file as a user of transformers passes it: opened, not converted and not rotated.

    transformers takes the rows of an image 1 or 3 pixels high for channels unless told that channels are last.
    """
    processor = Qwen2VLImageProcessor(min_pixels=784, max_pixels=7840)
    result = processor(Image.open(name), return_tensors="np", input_data_format="channels_last")
    pixel_values = digest(result["pixel_values"].astype("<f4"))
    return {"name": name, "grid": result["image_grid_thw"][0].tolist(), "pixel_values": pixel_values}


def refused(width, height):
    try:
        Qwen2VLImageProcessor()(Image.new("RGB", (width, height)), input_data_format="channels_last")
    except ValueError as e:
        return [width, height, str(e)]
    raise AssertionError(f"{width} x {height} is not refused")


def smart(width, height, min_pixels, max_pixels):
    new_height, new_width = smart_resize(height, width, 28, min_pixels, max_pixels)
    return [width, height, min_pixels, max_pixels, new_width, new_height]


sides = [1, 13, 14, 28, 42, 70, 100, 200, 211, 333, 499, 2000, 5001]
bounds = [(3136, 1003520), (3136, 31360), (784, 401408), (1, 784), (200704, 200704)]
# JPEG decoders may differ by a grey level, so these are kept as one image, stacked vertically.
jpegs = sorted(Path().glob("*.jpg"))
Image.fromarray(np.vstack([Image.open(path).convert("RGB") for path in jpegs])).save("jpeg-decoded.png")

expected = {
    "png": [decoded(path.name) for path in sorted(Path().glob("png-*.png"))],
    "jpeg": [path.name for path in jpegs],
    "resized": [
        resized(*case)
        for case in [
            (53, 37, 28, 28),
            (53, 37, 112, 84),
            (53, 37, 53, 84),
            (53, 37, 28, 37),
            (1, 1, 28, 28),
            (1, 200, 28, 784),
            (200, 1, 784, 28),
            (640, 480, 56, 56),
            (2000, 28, 84, 28),
            (333, 499, 196, 280),
            (7, 5, 1, 1),
            (333, 97, 336, 84),
            (60, 80, 50, 60),
            (60, 80, 50, 59),
            (59, 165, 22, 86),
        ]
    ],
    "processed": [
        processed(*case)
        for case in [
            (1, 200, 3136, 31360),
            (200, 1, 3136, 31360),
            (28, 2000, 3136, 401408),
            (3, 5, 3136, 31360),
            (112, 112, 3136, 31360),
            (640, 480, 3136, 31360),
            (333, 499, 784, 1003520),
        ]
    ],
    "processed_files": [processed_file(path.name) for path in sorted(Path().glob("png-*.png"))],
    "refused": [refused(*size) for size in [(1, 2000), (2000, 1), (201, 1), (3, 604)]],
    "smart_resize": [smart(w, h, *b) for w in sides for h in sides for b in bounds if max(w, h) / min(w, h) <= 200],
}
with open("expected.json", "w") as file:
    parts = [f'"{key}": [\n' + ",\n".join(map(json.dumps, rows)) + "\n]" for key, rows in expected.items()]
    file.write("{\n" + ",\n".join(parts) + "\n}\n")
