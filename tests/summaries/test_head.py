"""The head of a summary."""

from zoneinfo import ZoneInfo

from bot.core.values import Stretch
from bot.summaries.head import NOT_WHOLE, Window, empty, head
from tests.summaries.talk import ANA, BAO, MONDAY, ROBOT, message

PARIS = ZoneInfo("Europe/Paris")
WINDOW = Window(MONDAY, MONDAY + 86_400, PARIS)
HEARD = (
    message(1, ANA, "a", files=["plan.pdf"]),
    message(3, BAO, "b", thread=1),
    message(2, ROBOT, "c"),
    message(5, BAO, "d", thread=4),
)


def test_it_says_from_when_who_and_how_much() -> None:
    assert head(WINDOW, Stretch(HEARD, threads=2)) == (
        "_Since Mon 16 Nov 2026 10:00 (Europe/Paris): 4 messages by 2 people and 1 bot, 2 threads, 1 file named, "
        "not read._"
    )


def test_a_thread_alone_counts_no_threads_and_begins_with_its_first_message() -> None:
    window = Window(0.0, MONDAY, PARIS, "1.0", "This thread, since")
    told = head(window, Stretch((message(1, ANA, "a", thread=1), message(3, ANA, "b", thread=1)), threads=1))
    assert told == "_This thread, since Mon 16 Nov 2026 10:01 (Europe/Paris): 2 messages by 1 person._"


def test_what_was_left_out_is_said_below() -> None:
    told = head(WINDOW, Stretch(HEARD[:1], notes=("One thread was deleted.",)), ["It breaks off."])
    assert told.splitlines()[1:] == ["_One thread was deleted._", "_It breaks off._"]


def test_a_partial_reading_says_so_first() -> None:
    told = head(WINDOW, Stretch(HEARD, complete=False, notes=("There is more than 5,000 messages.",)))
    assert told.splitlines()[:2] == [NOT_WHOLE, "_There is more than 5,000 messages._"]


def test_where_nobody_wrote_there_is_a_sentence() -> None:
    assert empty(WINDOW, Stretch(())) == "Nobody has written anything here since Mon 16 Nov 2026 10:00 (Europe/Paris)."
    assert "in this thread before this" in empty(Window(0.0, MONDAY, PARIS, "1.0"), Stretch(()))


def test_where_nothing_could_be_read_nobody_is_said_to_be_silent() -> None:
    told = empty(WINDOW, Stretch((), complete=False, notes=("I am not in this channel.",)))
    assert told.startswith("I could read nothing of this span. I am not in this channel.")
