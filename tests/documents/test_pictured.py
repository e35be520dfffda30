import pytest

from bot.core.documents import How, Page, Picture
from bot.documents.pictured import is_picture, to_be_seen

MAP = Picture("map.png", b"png", "image/png", 90, 90)


@pytest.mark.parametrize(
    ("text", "picture"),
    [
        ("", True),
        ("***", True),
        ("![img-0.jpeg](img-0.jpeg)", True),
        ("![img-0.jpeg](img-0.jpeg)\n\nFig. 3", True),
        ("![img-0.jpeg](img-0.jpeg)\n\nFigure 3: the harbour of Brest", False),
        ("![a.png](a.png) (Screenshot 2026-11-03 at 10.11.12.png)", True),
        ("12", False),
        ("日本語", False),
    ],
)
def test_a_page_is_its_picture_if_there_is_hardly_a_word(text: str, picture: bool) -> None:
    assert is_picture(text) is picture


@pytest.mark.parametrize(
    ("how", "text", "pictures", "seen"),
    [
        ("text", "![map.png](map.png)", (MAP,), True),
        ("text", "![map.png](map.png)\n\nThe bay, with its two lighthouses", (MAP,), False),
        ("text", "7", (), False),
        ("vision", "", (MAP,), False),
        (None, "", (), False),
    ],
)
def test_only_pictures_that_stand_for_a_page_are_looked_at(
    how: How | None, text: str, pictures: tuple[Picture, ...], seen: bool
) -> None:
    assert to_be_seen(Page(1, how, text, pictures=pictures)) is seen
