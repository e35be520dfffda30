"""Words stand in a text however both are spaced and cased, and their numbers written."""

import pytest
from hypothesis import given, strategies as st

from bot.extraction.matching import is_short, made_of, number_readings, readings, stands


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("INV-2024-001", "Invoice no.: inv-2024-001 of May"),
        ("12,400.00 EUR", "| Total | **12,400.00 EUR** |"),
        ("12400", "Total 12,400.00 EUR"),
        ("12.400,00 EUR", "Total 12\u202f400,00 EUR"),
        ("12 400,00", "Summe: 12.400,00 €"),
        ("1'234.50", "CHF 1’234.50"),
        ("€ 12.50", "total €12,50"),
        ("Müller & Söhne", "Müller &amp;\nSöhne<br>Berlin"),
        ("東京", "〒100 東京都千代田区"),
        ("co-operate", "they co\u00ad-operate"),
        ("-5", "balance: −5 EUR"),
        ("03.04.2026", "date: 03.04.2026."),
        ("0042", "no. 0042"),
    ],
)
def test_a_value_stands_where_it_is_written_otherwise(value: str, text: str) -> None:
    assert stands(readings(value), readings(text))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12", "123"),
        ("12", "A12"),
        ("$1,200", "1,200 EUR"),
        ("5", "-5"),
        ("12.50", "1250"),
        ("2024", "INV2024X"),
        ("—", "—"),
        ("", "anything"),
        ("total due", "due total"),
    ],
)
def test_a_value_does_not_stand_in_what_only_looks_like_it(value: str, text: str) -> None:
    assert not stands(readings(value), readings(text))


@pytest.mark.parametrize(
    ("value", "text"), [(12400, "12.400,00"), (12400.5, "12,400.50 EUR"), (1234, "1.234"), (1.234, "1,234"), (0, "0")]
)
def test_a_number_stands_in_any_format(value: float, text: str) -> None:
    assert stands(number_readings(value), readings(text))


def test_words_in_another_order_are_all_there() -> None:
    assert made_of(readings("Smith John"), readings("John Smith, Esq."))
    assert not made_of(readings("Smith Jane"), readings("John Smith, Esq."))
    assert not made_of(readings("Total 2026"), readings("Total: 12,400.00 EUR, due on 5 May 2026"))
    assert not made_of(readings(""), readings("John"))


def test_short_values_are_known_to_be_short() -> None:
    assert is_short(readings("2"))
    assert not is_short(readings("200"))


WORDS = st.lists(st.from_regex(r"[A-Za-zéß]{1,8}|[1-9][0-9]{0,6}", fullmatch=True), min_size=1, max_size=6)


@given(WORDS, WORDS, WORDS)
def test_what_was_copied_is_found(before: list[str], value: list[str], after: list[str]) -> None:
    page = f"{'; '.join(before)}:\n{' | '.join(value).upper()}; {'; '.join(after)}"
    assert stands(readings(" , ".join(value)), readings(page.replace(" | ", "\u00a0, ")))


@given(st.integers(0, 10**9), st.sampled_from([",", ".", " ", "'", "\u00a0"]))
def test_thousands_may_be_parted_in_any_way(number: int, sign: str) -> None:
    assert stands(number_readings(number), readings(f"sum: {f'{number:,}'.replace(',', sign)} EUR"))


@given(st.text(), st.text())
def test_any_text_can_be_read(value: str, text: str) -> None:
    assert stands(readings(value), readings(text)) in {True, False}
