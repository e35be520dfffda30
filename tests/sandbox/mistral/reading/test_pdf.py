import pytest

from deploy.sandbox.mistral.reading import pdf
from deploy.sandbox.mistral.reading.page import Unreadable
from tests.sandbox.mistral import material


def test_pages_are_drawn_at_200_dots_per_inch() -> None:
    data = material.pdf(material.sheet("one"), material.sheet("two"))

    image, dots, links = pdf.drawn(data, 1)

    assert pdf.count(data) == 2
    assert (image.size, dots, links) == ((1700, 2200), 200, [])


def test_enormous_sheet_is_drawn_with_fewer_dots() -> None:
    image, dots, _ = pdf.drawn(material.blank_pdf(1, (14_000, 14_000)), 0)

    assert image.width * image.height <= pdf.LARGEST * 1.01
    assert dots < 200


@pytest.mark.parametrize("data", [b"%PDF-1.7 and nothing else", material.blank_pdf(3)[:200]], ids=["empty", "cut"])
def test_broken_pdf_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable, match="not a valid PDF"):
        pdf.count(data)
