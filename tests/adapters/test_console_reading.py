"""What was typed can be read again, as far as a terminal keeps it."""

import asyncio

from adapters.console import PLACE, ConsolePlatform
from bot.core.values import Author, Inbound, MessageReceived, Person, Span, Stretch
from tests.fakes import FakeClock, FakeOutbox

YOU = Author("you", "You")
OPENED = 1_795_000_000.0  # when the clock begins


async def typed(*lines: str) -> tuple[ConsolePlatform, list[str]]:
    """The console after these lines, one each second, and their message ids."""
    clock, waiting, ids = FakeClock(), [f"{line}\n" for line in lines], list[str]()
    console = ConsolePlatform(lambda: waiting.pop(0) if waiting else "", lambda _: None, clock)

    async def accept(event: Inbound) -> None:
        assert isinstance(event, MessageReceived)
        ids.append(event.said.message_id)
        clock.now += 1.0
        await console.reply(event, FakeOutbox()).finish("I see.")

    await asyncio.wait_for(console.run(accept), 5)
    return console, ids


async def read(console: ConsolePlatform, since: float, until: float, last: int = 0, limit: int = 5_000) -> Stretch:
    async def progress(words: str) -> None:
        raise AssertionError(words)

    return await console.read(Span(PLACE, since, until, last, limit), progress=progress)


def texts(stretch: Stretch) -> list[str]:
    return [heard.said.text for heard in stretch.heard]


async def test_what_was_typed_in_the_time_is_read() -> None:
    console, _ = await typed("one", "two", "three")
    stretch = await read(console, OPENED + 1, OPENED + 2)
    assert (texts(stretch), stretch.threads, stretch.complete, stretch.notes) == (["two"], 0, True, ())


async def test_the_newest_are_read_and_whether_that_is_all_is_said() -> None:
    console, _ = await typed("one", "two", "three")
    last, limited = await read(console, OPENED, OPENED + 9, 2), await read(console, OPENED, OPENED + 9, 0, 2)
    assert texts(last) == texts(limited) == ["two", "three"]
    assert (last.complete, limited.complete) == (True, False)


async def test_what_was_typed_before_it_was_opened_is_not_kept_and_that_is_said() -> None:
    console, _ = await typed("one")
    assert (await read(console, 0.0, OPENED + 9)).notes == (
        "A terminal keeps only the newest 1,000 lines that were typed since it was opened.",
    )


async def test_last_word_is_the_line_before() -> None:
    console, ids = await typed("one", "two")
    assert await console.last_word(PLACE, YOU, before=ids[1]) == OPENED
    assert await console.last_word(PLACE, YOU, before="") == OPENED + 1
    assert await (await typed())[0].last_word(PLACE, YOU, before="") == 0.0


async def test_whose_terminal_it_is_looks_after_the_bot_and_reads_all() -> None:
    console, _ = await typed()
    assert await console.person(YOU, PLACE) == Person(zone="", admin=True)
    assert await console.can_read(YOU, PLACE)
