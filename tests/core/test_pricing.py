"""Price before you pay: estimates, the question, and which pages an answer means."""

from dataclasses import replace

import pytest

from bot.core.asking import pressed_option
from bot.core.documents import Document, Plan
from bot.core.errors import CommandRejected
from bot.core.messages import Price
from bot.core.pricing import Prices, estimate, page_numbers, question, selected
from bot.core.records import Decided
from bot.core.values import ActionPressed, Author
from tests.core.fakes import ANA, HERE, asked

OCR = Price("EUR", pages=3.5)
SPEECH = Price("EUR", minutes=0.003)
PRICES = Prices(OCR, SPEECH)


def plan(name: str, pages: int, paid: int, *, seconds: float = 0.0) -> Plan:
    kind = "audio" if seconds else "pdf"
    document = Document(name, name, kind, "application/pdf", 1, pages, seconds)  # type: ignore[arg-type]  # one of two kinds
    return Plan(document, free=tuple(range(paid + 1, pages + 1)), paid=tuple(range(1, paid + 1)))


def test_only_pages_that_need_ocr_are_paid() -> None:
    expected = estimate([plan("a.pdf", 311, 200), plan("b.pdf", 10, 0)], PRICES)
    assert (expected.pages, expected.paid) == (321, 200)
    assert expected.cost == pytest.approx(0.7)


def test_sound_is_paid_by_the_minute() -> None:
    assert estimate([plan("a.ogg", 1, 1, seconds=120.0)], PRICES).cost == pytest.approx(0.006)


def test_an_unknown_price_makes_the_sum_unknown_only_if_it_is_needed() -> None:
    assert estimate([plan("a.pdf", 3, 3)], Prices(speech=SPEECH)).cost is None
    assert estimate([plan("a.pdf", 3, 0)], Prices()).cost == 0.0


def test_text_that_is_too_long_to_be_shown_costs_what_making_it_searchable_costs() -> None:
    prices = Prices(OCR, search=Price("EUR", prompt=0.1), shown=10_000)
    new = plan("a.pdf", 3_000, 0)
    assert estimate([new], prices).cost == pytest.approx(0.3)
    assert estimate([replace(new, known=new.free, free=())], prices).cost == 0.0, "it is searchable already"
    assert estimate([plan("b.pdf", 10, 0)], prices).cost == 0.0, "it is shown whole"
    assert estimate([plan("c.pdf", 1_000, 1_000)], prices).cost == pytest.approx(3.5 + 0.1)


def test_going_through_the_text_costs_what_the_model_that_does_costs() -> None:
    prices = Prices(chat=Price("EUR", prompt=0.5), search=Price("EUR", prompt=0.1))
    new = plan("a.pdf", 1_000, 0)
    for each in (new, replace(new, known=new.free, free=())):
        assert estimate([each], prices, through=True).cost == pytest.approx(0.5), "known or not"
    put = question(asked(7, "!extract"), 1, [new], estimate([new], prices, through=True), currency="EUR", now=5.0)
    assert put.question == "a.pdf has 1,000 pages of text, for about €0.50. Shall I read them?"


def test_the_question_says_pages_and_price_and_each_button_names_turn_question_and_asker() -> None:
    turn, plans = asked(7, "read it"), [plan("report.pdf", 311, 290)]
    put = question(turn, 1, plans, estimate(plans, PRICES), currency="EUR", now=5.0)
    assert put.question == "report.pdf has 311 pages; 290 of them need OCR, for about €1.01. Shall I read them?"
    assert [option.label for option in put.options] == ["Read all", "First 20 pages", "Choose pages", "Cancel"]
    assert put.options[2].entry
    assert all(len(option.value) <= 60 for option in put.options)
    press = ActionPressed("E", HERE, ANA, 0.0, "choose", put.options[0].value)
    found = pressed_option(press)
    assert found is not None
    assert (found.turn_id, found.decided, found.asker) == (7, Decided(1, "all", ANA), ANA.id)


def test_pages_of_several_files_are_not_chosen_by_number() -> None:
    plans = [plan("a.pdf", 100, 100), plan("b.pdf", 100, 100)]
    put = question(asked(7, "read"), 1, plans, estimate(plans, PRICES), currency="EUR", now=5.0)
    assert [option.label for option in put.options] == ["Read all", "First 20 pages", "Cancel"]
    assert "a.pdf, b.pdf have together 200 pages" in put.question


@pytest.mark.parametrize(
    ("choice", "text", "expected"),
    [
        ("all", "", tuple(range(1, 31))),
        ("first", "", tuple(range(1, 21))),
        ("choose", "2, 5-7", (2, 5, 6, 7)),
        ("cancel", "", ()),
    ],
)
def test_a_decision_means_these_pages(choice: str, text: str, expected: tuple[int, ...]) -> None:
    assert selected(Decided(1, choice, ANA, text), [plan("a.pdf", 30, 30)]) == {"a.pdf": expected}


def test_a_file_whose_pages_are_counted_by_reading_has_at_least_one_and_is_read_whole() -> None:
    uncounted = replace(plan("old.doc", 1, 1), uncounted=True)
    put = question(asked(7, "read"), 1, [uncounted], estimate([uncounted], PRICES), currency="EUR", now=5.0)
    assert put.question.startswith("old.doc has about 1 page; 1 of them need OCR, for about €")
    assert selected(Decided(1, "choose", ANA, "3-5"), [uncounted]) == {"old.doc": (1,)}
    assert selected(None, [uncounted]) == {"old.doc": (1,)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1-3, 7", (1, 2, 3, 7)),
        ("pages 2 and 4", (2, 4)),
        ("p. 3", (3,)),
        ("pages=1-2", (1, 2)),
        ("3 to 5", (3, 4, 5)),
        ("8-99", (8, 9, 10)),
        ("7,7,1", (1, 7)),
        ("0-2", (1, 2)),
        ("5-3", (3, 4, 5)),
    ],
)
def test_pages_are_read_as_people_write_them(text: str, expected: tuple[int, ...]) -> None:
    assert page_numbers(text, 10) == expected


@pytest.mark.parametrize("text", ["the table", "11-12", "", "1;drop", "999999999999"])
def test_what_names_no_page_is_answered_with_how_to_write_it(text: str) -> None:
    with pytest.raises(CommandRejected, match="write them as `1-20, 45`"):
        page_numbers(text, 10)


def test_a_value_of_somebody_elses_button_decides_nothing() -> None:
    for value in ("", "stop", "x.1.all.U1", "1.x.all.U1", "1.1.all", "1.1..U1"):
        assert pressed_option(ActionPressed("E", HERE, Author("U", "U"), 0.0, "choose", value)) is None
