import io
from pathlib import Path

import pptx
import pytest
from PIL import Image
from pptx.util import Inches

from bot.core.documents import Page
from tests.documents.made import FILES, read, with_part, written

TABLE = "| Item | EUR |\n| --- | --- |\n| Mud \\| sand | 1200 |"
CHART = "|  | Boats |\n| --- | --- |\n| 2024 | 10 |\n| 2025 | 20 |"


@pytest.fixture(params=["deck.pptx", "deck.odp"])
def deck(request: pytest.FixtureRequest) -> list[Page]:
    return read(FILES / str(request.param))


def test_each_slide_is_a_page_with_its_notes(deck: list[Page]) -> None:
    assert [page.number for page in deck] == [1, 2, 3]
    assert "Plan for autumn\n\n- Dredge the basin" in deck[0].text
    assert deck[0].text.endswith("Speaker's notes:\n\nNOTE say this slowly")


def test_tables_charts_and_groups_are_kept(deck: list[Page]) -> None:
    assert TABLE in deck[1].text
    assert CHART in deck[1].text
    assert deck[1].text.endswith("GROUPED text")


def test_a_hidden_slide_says_so(deck: list[Page]) -> None:
    assert deck[2].text == "(This slide is hidden.)\n\nHIDDEN slide"


def test_the_title_comes_first_and_levels_are_nested() -> None:
    assert read(FILES / "deck.pptx")[0].text.startswith("## Plan for autumn\n\n- Dredge the basin\n  - By October")


def test_pictures_and_empty_slides_are_accounted_for(tmp_path: Path) -> None:
    data = io.BytesIO()
    Image.effect_noise((200, 100), 90).convert("RGB").save(data, "PNG")
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_picture(data, Inches(1), Inches(1))
    deck.slides.add_slide(deck.slide_layouts[6])
    deck.save(str(tmp_path / "p.pptx"))

    shown, empty = read(tmp_path / "p.pptx")

    (picture,) = shown.pictures
    assert f"![{picture.name}]({picture.name})" in shown.text
    assert (empty.how, empty.reason) == (None, "the slide is empty")


def test_a_slide_that_windows_drew_is_said_not_to_be_readable(tmp_path: Path) -> None:
    data = io.BytesIO()
    Image.new("RGB", (200, 100)).save(data, "PNG")
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_picture(data, Inches(1), Inches(1))
    deck.save(str(tmp_path / "p.pptx"))
    path = written(tmp_path, "q.pptx", with_part(tmp_path / "p.pptx", "ppt/media/image1.png", b"\x01\0\0\0 EMF"))

    [page] = read(path)
    assert (page.how, page.reason) == (None, "it holds only pictures that I cannot open")
