import io
import sys
from functools import partial
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageStat

from bot.core.documents import Picture
from bot.core.errors import FileRefused
from bot.documents.images import embedded, frames, prepared, sampled
from bot.documents.kinds import sniffed
from bot.documents.limits import Limits
from tests.documents.corpus import package
from tests.documents.made import tried, written

LIMITS = Limits()


def saved(path: Path, image: Image.Image, form: str = "PNG", **options: object) -> Path:
    image.save(path, form, **options)
    return path


def opened(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.data))


def colour(picture: Picture, x: int, y: int) -> tuple[int, ...]:
    found = opened(picture).convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    return found


Colour = float | tuple[int, ...]


def halves(mode: str, size: tuple[int, int], left: Colour, right: Colour) -> Image.Image:
    image = Image.new(mode, size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    return image


def near(found: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= 12 for one, other in zip(found, wanted, strict=True))


def test_a_phone_photo_comes_upright_and_small_without_its_place(tmp_path: Path) -> None:
    photo = Image.blend(
        halves("RGB", (4000, 3000), (200, 30, 30), (30, 30, 200)),
        Image.effect_noise((4000, 3000), 90).convert("RGB"),
        0.02,
    )
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter: what is left was up
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 30.0)  # latitude
    path = saved(tmp_path / "p.jpg", photo, "JPEG", exif=exif)
    with Image.open(path) as taken:
        assert taken.getexif().get_ifd(0x8825)

    picture = prepared(path, "p.jpg", LIMITS)

    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", 1155, 1540)
    assert near(colour(picture, 500, 100), (200, 30, 30))
    assert near(colour(picture, 500, 1400), (30, 30, 200))
    assert b"Exif" not in picture.data
    assert not opened(picture).getexif()


@pytest.mark.parametrize(
    ("image", "left", "right"),
    [
        (halves("RGBA", (80, 40), (0, 0, 0, 0), (0, 200, 0, 255)), (255, 255, 255), (0, 200, 0)),
        (halves("LA", (80, 40), (0, 0), (90, 255)), (255, 255, 255), (90, 90, 90)),
        (halves("L", (80, 40), 20, 220), (20, 20, 20), (220, 220, 220)),
        (halves("1", (80, 40), 0, 1), (0, 0, 0), (255, 255, 255)),
        (halves("I;16", (80, 40), 0, 65535), (0, 0, 0), (255, 255, 255)),
        (halves("RGB", (80, 40), (255, 0, 0), (0, 0, 255)).quantize(4), (255, 0, 0), (0, 0, 255)),
    ],
    ids=["rgba", "grey-alpha", "grey", "bits", "16-bit", "palette"],
)
def test_every_kind_of_png_has_the_colours_one_sees(
    image: Image.Image, left: tuple[int, ...], right: tuple[int, ...], tmp_path: Path
) -> None:
    picture = prepared(saved(tmp_path / "p.png", image), "p.png", LIMITS)

    assert near(colour(picture, 10, 20), left)
    assert near(colour(picture, 70, 20), right)


def test_printers_colours_become_screen_colours(tmp_path: Path) -> None:
    path = saved(tmp_path / "p.jpg", halves("CMYK", (80, 40), (0, 255, 255, 0), (0, 0, 0, 0)), "JPEG")

    picture = prepared(path, "p.jpg", LIMITS)

    assert near(colour(picture, 10, 20), (254, 0, 0))
    assert near(colour(picture, 70, 20), (255, 255, 255))


def test_a_drawing_stays_exact_and_a_photo_becomes_jpeg(tmp_path: Path) -> None:
    drawing = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(drawing).text((20, 20), "Tide table", fill="black")
    noise = Image.effect_noise((400, 300), 80).convert("RGB")

    assert prepared(saved(tmp_path / "d.png", drawing.quantize(8)), "d.png", LIMITS).media_type == "image/png"
    assert prepared(saved(tmp_path / "n.png", noise), "n.png", LIMITS).media_type == "image/jpeg"


def test_a_pixel_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    bomb = saved(tmp_path / "b.png", Image.new("1", (20_000, 20_000)))
    large = saved(tmp_path / "l.png", Image.new("1", (200, 100)))

    with pytest.raises(FileRefused, match=r"b\.png .*has more pixels than I can open; please send a smaller copy\."):
        prepared(bomb, "b.png", LIMITS)
    with pytest.raises(FileRefused, match=r"l\.png \(200 x 100 pixels\) has more pixels"):
        prepared(large, "l.png", Limits(pixels=19_999))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF"])
def test_a_truncated_picture_is_refused_in_a_sentence(form: str, tmp_path: Path) -> None:
    path = saved(tmp_path / "t", Image.effect_noise((300, 300), 90).convert("RGB"), form)
    path.write_bytes(path.read_bytes()[:-1500])

    with pytest.raises(FileRefused, match=r"t\.x is damaged or incomplete; please"):
        prepared(path, "t.x", LIMITS)


def animation(path: Path, count: int, form: str = "GIF") -> Path:
    first, *rest = [Image.new("RGB", (60, 40), (20 * number, 250 - 20 * number, 90)) for number in range(count)]
    return saved(path, first, form, save_all=True, append_images=rest)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "TIFF"])
def test_a_moving_picture_is_shown_in_a_few_frames(form: str, tmp_path: Path) -> None:
    path = animation(tmp_path / "m", 10, form)

    found = sampled(path, "m.gif", LIMITS)

    assert frames(path) == 10
    assert [picture.name for picture in found] == ["m.gif", "m-4.gif", "m-7.gif", "m-10.gif"]
    assert near(colour(found[0], 5, 5), (0, 250, 90))
    assert near(colour(found[3], 5, 5), (180, 70, 90))
    assert near(colour(prepared(path, "m.gif", LIMITS), 5, 5), (0, 250, 90))


@pytest.mark.corpus("pillow")
@pytest.mark.parametrize("turned", range(2, 9))
def test_real_photos_lie_as_they_were_taken_however_the_camera_was_held(turned: int) -> None:
    """EXIF's orientations 2 to 8, of the same photo."""
    folder = package("pillow") / "Tests" / "images"

    upright = prepared(folder / "hopper.jpg", "hopper.jpg", LIMITS)
    picture = prepared(folder / f"hopper_orientation_{turned}.jpg", "h.jpg", LIMITS)

    difference = ImageChops.difference(opened(picture).convert("L"), opened(upright).convert("L"))
    assert opened(picture).size == opened(upright).size
    assert (
        ImageStat.Stat(difference).mean[0] < 6
    )  # of 255; it is 4 by compression, and ten times that for a photo that lies otherwise


@pytest.mark.corpus("pillow")
@pytest.mark.parametrize(
    ("name", "seen"), [("iss634.gif", 4), ("dispose_prev.gif", 4), ("chi.gif", 4), ("hopper.gif", 1)]
)
def test_real_animations_are_shown_in_a_few_frames(name: str, seen: int) -> None:
    found = sampled(package("pillow") / "Tests" / "images" / name, name, LIMITS)

    assert len(found) == seen
    assert len({picture.data for picture in found}) == seen, "they are not the same"


def test_a_still_picture_has_one_frame(tmp_path: Path) -> None:
    path = saved(tmp_path / "p.png", Image.new("RGB", (50, 50)))

    assert frames(path) == 1
    assert [picture.name for picture in sampled(path, "p.png", LIMITS)] == ["p.png"]
    assert frames(written(tmp_path, "x", b"no picture")) == 1


def test_a_picture_inside_a_document_is_named_by_what_it_became() -> None:
    data = io.BytesIO()
    Image.effect_noise((50, 50), 90).convert("RGB").save(data, "PNG")

    assert embedded(data.getvalue(), "image1.png", LIMITS).name == "image1.jpeg"


@pytest.mark.corpus("pillow_heif")
def test_photos_of_phones_are_read(tmp_path: Path) -> None:
    folder = package("pillow_heif") / "tests" / "images"
    photos = sorted([*folder.glob("heif/*.heic"), *folder.glob("heif_other/cat.hif")])
    assert photos

    for path in photos[:12]:
        picture = prepared(path, path.name, LIMITS, longest=400)
        assert sniffed(path, path.name).kind == "image"
        assert max(opened(picture).size) <= 400


@pytest.mark.corpus("pillow_heif")
def test_without_the_heic_extra_a_sentence_says_what_to_do() -> None:
    photo = min((package("pillow_heif") / "tests" / "images" / "heif").glob("*.heic"))
    lines = (
        "import sys; sys.modules['pillow_heif'] = None  # as if it were not installed",
        "from pathlib import Path; from bot.documents import images, limits",
        f"print(images.frames(Path({str(photo)!r})))",
        f"images.prepared(Path({str(photo)!r}), 'photo.heic', limits.Limits())",
    )

    ended = run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False, timeout=25)  # noqa: S603 - our own code

    assert ended.stdout == "1\n"
    assert "please send photo.heic as JPEG, or ask your admin to install the heic extra." in ended.stderr


def is_picture(path: Path) -> bool:
    found, _ = tried(lambda: sniffed(path, path.name))
    return found is not None and found.kind == "image"


@pytest.mark.corpus("pillow")
def test_the_worst_pictures_of_pillows_own_tests_end_in_pictures_or_sentences() -> None:
    folder = package("pillow") / "Tests" / "images"
    patterns = ("crash*", "oom*", "*trunc*", "*bad*", "decompression_bomb*", "*.tif", "bmp/b/*.bmp")
    worst = sorted(path for pattern in patterns for path in folder.glob(pattern))
    pictures = [path for path in worst if is_picture(path)]
    assert len(pictures) > 80

    notices = {path.name: tried(partial(prepared, path, path.name, LIMITS, 400))[1] for path in pictures}

    refused = {name: notice for name, notice in notices.items() if notice}
    assert len(refused) > 5
    assert all(name in notice for name, notice in refused.items())
    print(f"{len(pictures) - len(refused)} read, {len(refused)} refused")


PIECES = [
    b"\xff\xd8\xff\xe0\0\x10JFIF",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    b"GIF89a",
    b"RIFF\x20\0\0\0WEBPVP8 ",
    b"II*\0",
    b"",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(start=st.sampled_from(PIECES), rest=st.binary(max_size=200))
def test_any_bytes_are_a_picture_or_refused(start: bytes, rest: bytes, tmp_path: Path) -> None:
    path = written(tmp_path, "x", start + rest)

    assert frames(path) >= 1
    picture, notice = tried(lambda: prepared(path, "x.png", LIMITS))

    assert picture or "x.png" in notice
