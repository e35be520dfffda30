from itertools import count

from bot.documents.grid import tabular
from bot.documents.layout import Line, Word, markdown


def line(text: str, top: float, *, left: float = 72.0, size: float = 10.0) -> Line:
    """Words of 5 points a letter, a space apart; a bar stands for a gap of 40 points."""
    words, at = [], left
    for word in text.split(" "):
        if word == "|":
            at += 40
            continue
        words.append(Word(word, at, at + 5 * len(word)))
        at += 5 * len(word) + 5
    return Line(tuple(words), top - size, top)


def lines(*texts: str, top: float = 700.0, left: float = 72.0) -> list[Line]:
    return [line(text, top - 12 * number, left=left) for text, number in zip(texts, count(), strict=False)]


def test_lines_of_a_paragraph_stay_together_and_paragraphs_apart() -> None:
    text = markdown([*lines("one two", "three four"), *lines("five six", top=650)])

    assert text == "one two\nthree four\n\nfive six"


def test_a_jump_back_up_begins_the_next_column() -> None:
    text = markdown([*lines("left one", "left two"), *lines("right one", "right two", left=320)])

    assert text == "left one\nleft two\n\nright one\nright two"


def test_larger_lines_are_headings() -> None:
    text = markdown(
        [
            line("Annual report", 760, size=20),
            line("The sea", 720, size=14),
            *lines("It was a quiet year in the bay,", "and the boats came home."),
        ]
    )

    assert text.splitlines()[0] == "# Annual report"
    assert text.splitlines()[2] == "## The sea"


def test_bullets_become_a_list() -> None:
    assert markdown(lines("• first", "• second")) == "- first\n- second"
    assert markdown(lines("• | first", "• | second", "• | third")) == "- first\n- second\n- third"


def test_a_table_keeps_its_cells() -> None:
    text = markdown(lines("Fish | Kilos", "Hake | 120", "Sole | 45"))

    assert text == "| Fish | Kilos |\n| --- | --- |\n| Hake | 120 |\n| Sole | 45 |"


def test_text_around_a_table_is_not_in_it() -> None:
    text = markdown(lines("The catch:", "Fish | Kilos", "Hake | 120", "Sole | 45", "That is all."))

    assert text.split("\n\n")[0] == "The catch:"
    assert text.split("\n\n")[2] == "That is all."


def test_a_bar_in_a_cell_does_not_make_two() -> None:
    assert tabular([["a|b", "c"], ["d", "e"], ["f", "g"]]).splitlines()[0] == r"| a\|b | c |"


def test_one_wide_gap_is_no_table() -> None:
    assert markdown(lines("Harbour office | 12 May 2026", "Dear all,")) == "Harbour office 12 May 2026\n\nDear all,"


def test_columns_written_line_by_line_are_read_one_after_the_other() -> None:
    left = [f"left column in its line {number}" for number in range(6)]
    right = [f"right column in its line {number}" for number in range(6)]

    text = markdown(lines(*(f"{one} | {two}" for one, two in zip(left, right, strict=True))))

    assert text == "\n".join(left) + "\n\n" + "\n".join(right)


def test_nothing_makes_nothing() -> None:
    assert markdown([]) == ""
