"""The process in which pictures are read and written anew; it can be lost without loss.

Takes a picture on its standard input and Pillow's name for its form as its argument. Answers on
its standard output with a line of JSON and the pictures that the line counts. It needs no Django.
"""

import io
import json
import resource
import sys
import warnings
from typing import Any

from PIL import Image, ImageCms, ImageOps

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 20
PIXELS = 40_000_000
SIDE = 20_000
LARGEST = 2560
WIDTHS = (480, 960, 1600)
_WRITTEN: dict[str, tuple[str, dict[str, Any]]] = {
    "JPEG": ("JPEG", {"quality": 85, "optimize": True, "progressive": True}),
    "PNG": ("PNG", {"optimize": True}),
    "GIF": ("PNG", {"optimize": True}),
    "WEBP": ("WEBP", {"quality": 85}),
}


class TooLarge(ValueError):
    """More pixels than a picture may have."""


def read(content: bytes, reader: str) -> Image.Image:
    """The picture alone: upright, in the colours of screens, with nothing told beside it."""
    picture: Image.Image = Image.open(io.BytesIO(content), formats=[reader])
    if picture.width * picture.height > PIXELS or max(picture.size) > SIDE:
        raise TooLarge
    if reader == "JPEG":
        picture.draft("RGB", (LARGEST, LARGEST))  # less is decoded where less is wanted
    picture.load()
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    picture = picture.convert("RGBA" if has_alpha and reader != "JPEG" else "RGB")
    if profile:
        picture = _in_screen_colours(picture, profile)
    picture.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    picture.info.clear()
    return picture


def _in_screen_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return changed or picture


def written(picture: Image.Image, reader: str) -> bytes:
    form, options = _WRITTEN[reader]
    target = io.BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()


def sizes(picture: Image.Image) -> list[Image.Image]:
    """The picture in smaller widths, then whole."""
    smaller = [width for width in WIDTHS if width < picture.width * 0.9]
    heights = [max(1, round(picture.height * width / picture.width)) for width in smaller]
    resized = [
        picture.resize(size, Image.Resampling.LANCZOS)
        for size in zip(smaller, heights, strict=True)
    ]
    return [*resized, picture]


def answer(content: bytes, reader: str) -> tuple[dict[str, Any], list[bytes]]:
    try:
        pictures = sizes(read(content, reader))
        encoded = [written(picture, reader) for picture in pictures]
    except (TooLarge, Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return {"refused": "large"}, []
    except Exception as error:  # whatever a parser of hostile bytes may raise
        return {"refused": "damaged", "why": repr(error)[:500]}, []
    told = [
        {"width": picture.width, "height": picture.height, "length": len(one)}
        for picture, one in zip(pictures, encoded, strict=True)
    ]
    return {"sizes": told}, encoded


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS
    told, encoded = answer(sys.stdin.buffer.read(), sys.argv[1])
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + b"".join(encoded))


if __name__ == "__main__":
    main()
