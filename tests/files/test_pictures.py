"""Pictures are made anew: nothing is left of them but what they show."""

import io
import time

import pytest
from PIL import Image

from files.kinds import Refused, kind_of
from files.pictures import Size, remade
from tests.files.conftest import HTML, photo, picture, png_claiming


def made(content: bytes) -> list[Size]:
    return remade(content, kind_of(content))


def test_the_place_where_a_photo_was_taken_is_gone_and_it_stands_upright() -> None:
    assert b"Telephone" in photo()
    for size in made(photo()):
        opened = Image.open(io.BytesIO(size.content))
        assert not opened.getexif()
        assert opened.format == "JPEG"
        assert opened.height > opened.width
        assert b"Telephone" not in size.content
        assert b"47.3769" not in size.content


def test_large_pictures_have_smaller_sizes_of_the_same_shape() -> None:
    sizes = [(one.width, one.height) for one in made(picture("PNG", (3000, 1500)))]
    assert sizes == [(480, 240), (960, 480), (1600, 800), (2560, 1280)]
    assert [(one.width, one.height) for one in made(picture("PNG", (300, 150)))] == [(300, 150)]


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_what_is_see_through_stays_so(form: str) -> None:
    target = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(target, form)
    opened = Image.open(io.BytesIO(made(target.getvalue())[0].content)).convert("RGBA")
    assert opened.getpixel((4, 4))[3] == 0


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
def test_nothing_that_hides_behind_a_picture_survives(form: str) -> None:
    assert HTML not in made(picture(form) + HTML)[0].content


def test_of_moving_pictures_the_first_stays() -> None:
    frames = [Image.new("L", (9, 9), shade) for shade in (0, 128, 255)]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    opened = Image.open(io.BytesIO(made(target.getvalue())[0].content))
    assert opened.format == "PNG"
    assert getattr(opened, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("width", "height"), [(60_000, 60_000), (9_000, 9_000), (2_000_000, 2), (2, 30_000)]
)
def test_pixel_bombs_are_refused_at_once(width: int, height: int) -> None:
    began = time.monotonic()
    with pytest.raises(Refused, match="at most 40 megapixels"):
        made(png_claiming(width, height))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("cut", [12, 40, 300])
def test_damaged_pictures_are_refused(cut: int) -> None:
    with pytest.raises(Refused, match="damaged"):
        made(picture("JPEG", (400, 400), quality=100)[:cut])
