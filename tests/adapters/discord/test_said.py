from typing import Any

import pytest

from adapters.discord.handles import unpack_file
from adapters.discord.said import is_hidden, said, without_footer
from bot.core.values import Author
from tests.adapters.discord.samples import BAO, CHANNEL, ME, MESSAGE, message, user, viewpoint

FILE = {
    "id": "77",
    "filename": "plan.pdf",
    "content_type": "application/pdf",
    "size": 9,
    "url": "https://cdn/plan?ex=1",
}


def test_an_attachment_knows_where_it_hangs() -> None:
    [attachment] = said(message("look", attachments=[FILE]), viewpoint()).attachments
    assert (attachment.id, attachment.name, attachment.media_type, attachment.size) == (
        "77",
        "plan.pdf",
        "application/pdf",
        9,
    )
    handle = unpack_file(attachment.handle)
    assert (handle.channel, handle.message, handle.url) == (CHANNEL, MESSAGE, "https://cdn/plan?ex=1")


def test_a_forwarded_file_is_a_file_of_the_message() -> None:
    forwarded = message("", message_snapshots=[{"message": {"content": "", "attachments": [FILE]}}])
    assert [each.name for each in said(forwarded, viewpoint()).attachments] == ["plan.pdf"]


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"filename": "Bericht_2026.pdf", "title": "Bericht für 2026"}, "Bericht für 2026.pdf"),
        ({"filename": "a.pdf", "title": "A b.PDF"}, "A b.PDF"),
        ({"filename": "SPOILER_plan.pdf", "flags": 1 << 3}, "plan.pdf"),
        ({"filename": "Makefile", "title": "Makefile"}, "Makefile"),
        ({"filename": ""}, "file"),
    ],
)
def test_a_file_is_called_as_its_owner_calls_it(more: dict[str, Any], name: str) -> None:
    [attachment] = said(message("look", attachments=[FILE | more]), viewpoint()).attachments
    assert attachment.name == name


def test_all_files_of_a_message_come_whatever_is_said_of_them() -> None:
    voice = {"id": "2", "filename": "voice-message.ogg", "content_type": "audio/ogg", "duration_secs": 2.5, "size": 4}
    untyped = {"id": "3", "filename": "data", "size": 4, "url": "https://cdn/data"}
    found = said(message("", attachments=[FILE, voice, untyped], flags=1 << 13), viewpoint()).attachments
    assert [(each.name, each.media_type) for each in found] == [
        ("plan.pdf", "application/pdf"),
        ("voice-message.ogg", "audio/ogg"),
        ("data", ""),
    ]


@pytest.mark.parametrize(
    ("more", "author"),
    [
        ({"author": user(ME, "Galerne", bot=True)}, Author(ME, "Galerne", "self")),
        ({"author": user(BAO, "Builder", bot=True)}, Author(BAO, "Builder", "bot")),
        ({"author": user(BAO, "Hook"), "webhook_id": "5"}, Author(BAO, "Hook", "bot")),
        ({"author": user(BAO, "Hook"), "webhook_id": ME, "application_id": ME}, Author(BAO, "Hook", "self")),
        ({"author": {"id": BAO}}, Author(BAO, "someone")),
    ],
    ids=["self", "bot", "webhook", "own webhook", "nameless"],
)
def test_it_is_known_who_wrote(more: dict[str, object], author: Author) -> None:
    assert said(message("hi", **more), viewpoint()).author == author


def test_a_person_has_one_name_in_events_and_in_history() -> None:
    live = message("hi")
    stored = {key: value for key, value in live.items() if key != "member"}
    assert said(live, viewpoint()).author == said(stored, viewpoint()).author == Author(live["author"]["id"], "Ana")


def test_the_bots_small_print_is_not_what_it_said() -> None:
    own = message("Two things.\n\n-# 3 messages read · 0.01 €", author=user(ME, "Galerne", bot=True))
    assert said(own, viewpoint()).text == "Two things."
    assert without_footer("-# not\nthe last line") == "-# not\nthe last line"


def test_an_empty_message_may_be_one_that_is_withheld() -> None:
    assert is_hidden(message(""))
    assert not is_hidden(message("", attachments=[FILE]))
