from deploy.sandbox.mistral.ocr.answer import Answered, html_table, markdown_table
from deploy.sandbox.mistral.ocr.confidence import page_scores
from deploy.sandbox.mistral.ocr.request import OcrRequest, UrlDocument
from deploy.sandbox.mistral.reading.page import Block, Box, Page

BOX = Box(10, 20, 110, 70)
PICTURE = Block("image", BOX, jpeg=b"x")


def test_cells_cannot_break_their_table() -> None:
    rows = [["a|b", "<c>"], ["d\ne", "&"]]

    assert markdown_table(rows) == "| a\\|b | <c> |\n| --- | --- |\n| d e | & |"
    assert (
        html_table(rows) == "<table><tr><td>a|b</td><td>&lt;c&gt;</td></tr><tr><td>d\ne</td><td>&amp;</td></tr></table>"
    )


def test_pictures_are_numbered_through_the_whole_answer() -> None:
    answered = Answered(OcrRequest(model="x", document=UrlDocument(document_url="x"), image_limit=3), blocks=True)

    shown = [answered.page(Page((PICTURE, PICTURE), 200, 300), index) for index in (4, 7)]

    assert [image["id"] for page in shown for image in page["images"]] == ["img-0.jpeg", "img-1.jpeg", "img-2.jpeg"]
    assert shown[0]["images"][0]["bottom_right_x"] == 110
    assert [page["index"] for page in shown] == [4, 7]


def test_page_without_text_is_certain() -> None:
    assert page_scores(Page((PICTURE,)), "", "page") == {
        "average_page_confidence_score": 1.0,
        "minimum_page_confidence_score": 1.0,
    }


def test_words_have_the_score_of_their_line_and_their_place() -> None:
    block = Block("text", BOX, "the wind\nthe sea", (0.9, 0.5))

    scores = page_scores(Page((block,)), "the wind\nthe sea", "word")["word_confidence_scores"]

    assert [(each["text"], each["confidence"], each["start_index"]) for each in scores] == [
        ("the", 0.9, 0),
        ("wind", 0.9, 4),
        ("the", 0.5, 9),
        ("sea", 0.5, 13),
    ]
