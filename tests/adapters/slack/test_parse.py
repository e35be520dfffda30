"""From payloads to events; the payloads are those of the loopback Slack and of Slack's own documents."""

from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from adapters.slack.handles import AskHandle, FileHandle, read
from adapters.slack.mentions import people_of
from adapters.slack.parse import parse
from adapters.slack.parse_press import wanted_form
from adapters.slack.viewpoint import Identity, Viewpoint
from bot.core.values import (
    ActionPressed,
    Address,
    Author,
    CommandInvoked,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    inbound_json,
)
from commands import declared
from tests.adapters.slack.rig import ANA, BAO, BOT, BOT_ID, GENERAL, TEAM
from tests.adapters.slack.test_payload import JSON

COMMANDS = declared("Galerne")
VIEW = Viewpoint(Identity(TEAM, BOT, BOT_ID, "galerne"), {ANA: "Ana", BAO: "Bao"}, COMMANDS.by_name, 1_795_000_099.0)
TS, ROOT = "1795000002.000100", "1795000001.000100"


def event(**fields: Any) -> dict[str, Any]:
    said = {"type": "message", "user": ANA, "ts": TS, "text": "hello", "channel": GENERAL, "channel_type": "channel"}
    return {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": said | {"team": TEAM} | fields}


def received(**fields: Any) -> MessageReceived:
    found = parse(event(**fields), VIEW)
    assert isinstance(found, MessageReceived)
    return found


def test_a_message_has_its_author_its_place_and_its_words() -> None:
    found = received(text="hello *there*", thread_ts=ROOT)
    assert found.address == Address("slack", TEAM, GENERAL, ROOT)
    assert found.said.author == Author(ANA, "Ana")
    assert found.said.text == "hello **there**"
    assert found.said.at == 1795000002.0001
    assert (found.event_id, found.said.message_id, found.addressed, found.elsewhere) == ("Ev1", TS, False, False)


def test_both_events_of_a_mention_say_the_same() -> None:
    words = f"<@{BOT}> hello"
    mention, message = received(type="app_mention", text=words), received(text=words)
    assert mention.said == message.said
    assert mention.address == message.address == Address("slack", TEAM, GENERAL, TS)
    assert mention.addressed
    assert message.addressed


def test_a_direct_message_is_addressed_and_a_message_to_others_is_not() -> None:
    direct = received(channel="D1", channel_type="im")
    assert direct.addressed
    assert read(AskHandle, direct.handle).direct
    other = received(text=f"<@{BAO}> hello")
    assert (other.addressed, other.elsewhere) == (False, True)
    both = received(text=f"<@{BAO}> <@{BOT}> hello")
    assert (both.addressed, both.elsewhere) == (True, False)


def test_in_a_shared_channel_the_asker_keeps_their_own_workspace() -> None:
    found = received(user_team="T0OTHER", team="T0OTHER")
    assert read(AskHandle, found.handle).team == "T0OTHER"
    assert found.address.workspace == TEAM


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_what_somebody_says_is_kept_in_all_its_forms(subtype: str) -> None:
    assert received(subtype=subtype).said.text == "hello"


@pytest.mark.parametrize("subtype", ["channel_join", "channel_topic", "message_replied", "tombstone", "reminder_add"])
def test_what_merely_happened_is_not_said(subtype: str) -> None:
    assert parse(event(subtype=subtype), VIEW) is None


def test_other_bots_are_bots_and_our_own_words_are_passed_over() -> None:
    author = received(bot_id="B0OTHER", bot_profile={"name": "builds"}).said.author
    assert author == Author("B0OTHER", "builds", "bot")
    assert received(subtype="bot_message", user="", bot_id="B0OLD", username="old").said.author.name == "old"
    assert received(user="USLACKBOT").said.author.kind == "bot"
    assert parse(event(user=BOT), VIEW) is None
    assert parse(event(bot_id=BOT_ID), VIEW) is None
    assert parse(event(hidden=True), VIEW) is None


def test_files_come_along_with_what_is_needed_to_fetch_them() -> None:
    file = {"id": "F1", "name": "plan.pdf", "mimetype": "application/pdf", "size": 12, "mode": "hosted"}
    [attachment] = received(
        subtype="file_share", files=[file | {"url_private": "https://files.slack.com/1"}]
    ).said.attachments
    assert (attachment.id, attachment.name, attachment.media_type, attachment.size) == (
        "F1",
        "plan.pdf",
        "application/pdf",
        12,
    )
    assert read(FileHandle, attachment.handle) == FileHandle("https://files.slack.com/1", "hosted")
    [stub] = received(files=[{"id": "F2", "file_access": "check_file_info"}]).said.attachments
    assert read(FileHandle, stub.handle).stub


def file_of(**fields: Any) -> Any:
    [attachment] = received(
        subtype="file_share", files=[{"id": "F1", "name": "a", "mode": "hosted"} | fields]
    ).said.attachments
    return attachment


def test_a_voice_clip_is_sound_whatever_it_is_wrapped_in() -> None:
    assert file_of(subtype="slack_audio", mimetype="video/mp4").media_type == "audio/mp4"
    assert file_of(subtype="slack_audio", mimetype="audio/webm").media_type == "audio/webm"
    assert file_of(subtype="slack_video", mimetype="video/mp4").media_type == "video/mp4"


def test_a_file_that_is_stored_elsewhere_is_known_as_such() -> None:
    assert read(FileHandle, file_of(is_external=True).handle).mode == "external"


def test_what_slack_shows_below_a_link_is_read_too() -> None:
    attachment = {"author_name": "Bao", "text": "We launch on *Friday*.\nAll of us."}
    found = received(text="<https://x.slack.com/p1>", attachments=[attachment])
    assert found.said.text == "https://x.slack.com/p1\n\n> Bao: We launch on **Friday**.\n> All of us."


def changed(**after: Any) -> Any:
    message = {"type": "message", "user": ANA, "ts": TS, "text": "new", "edited": {"user": ANA, "ts": TS}} | after
    before = {"user": ANA, "ts": TS, "text": "old"}
    return parse(event(subtype="message_changed", message=message, previous_message=before, hidden=True), VIEW)


def test_an_edit_is_one_only_if_a_person_changed_the_text() -> None:
    assert changed(thread_ts=ROOT) == MessageEdited("Ev1", Address("slack", TEAM, GENERAL, ROOT), TS, "new")
    assert changed(text="old") is None
    assert changed(edited=None) is None
    assert changed(user=BOT) is None


def test_a_deletion_names_the_message_that_is_gone() -> None:
    before = {"user": ANA, "ts": TS, "thread_ts": ROOT}
    found = parse(event(subtype="message_deleted", deleted_ts=TS, previous_message=before, hidden=True), VIEW)
    assert found == MessageDeleted("Ev1", Address("slack", TEAM, GENERAL, ROOT), TS)


def slash(**fields: str) -> Any:
    body = {"command": "/ask", "text": "why?", "user_id": ANA, "user_name": "ana", "channel_id": GENERAL}
    return parse(
        body | {"team_id": TEAM, "trigger_id": "1.2.abc", "response_url": "https://hooks.slack.com/1"} | fields, VIEW
    )


def test_a_slash_command_is_read_by_its_declaration() -> None:
    found = slash(text=f"why &lt;this&gt; <@{BAO}|bao>?")
    assert isinstance(found, CommandInvoked)
    assert (found.name, found.arguments) == ("ask", (("question", "why <this> @Bao?"),))
    assert (found.event_id, found.author, found.at) == ("command-1.2.abc", Author(ANA, "Ana"), 1_795_000_099.0)
    assert read(AskHandle, found.handle).response_url == "https://hooks.slack.com/1"


def test_a_command_that_is_slacks_own_goes_by_a_longer_name() -> None:
    assert slash(command="/galerne-help", text="").name == "help"
    assert slash(command="/unknown-thing").name == "unknown-thing"
    assert slash(trigger_id="") is None


def test_a_button_says_which_and_where() -> None:
    found = parse(
        {
            "type": "block_actions",
            "user": {"id": ANA, "username": "ana", "team_id": TEAM},
            "channel": {"id": GENERAL, "name": "general"},
            "container": {"type": "message", "message_ts": TS, "thread_ts": ROOT},
            "actions": [{"action_id": "stop", "block_id": "b", "value": "7", "action_ts": TS}],
        },
        VIEW,
    )
    assert isinstance(found, ActionPressed)
    assert (found.action, found.value, found.message_id, found.address.thread) == ("stop", "7", TS, ROOT)


def test_slacks_own_stop_is_an_action() -> None:
    stop = {"type": "agent_session_stopped", "thread_ts": ROOT, "streaming_message_ts": [TS], "event_ts": TS}
    found = parse(event(**stop), VIEW)
    assert isinstance(found, ActionPressed)
    assert (found.action, found.message_id, found.address.thread) == ("stop", TS, ROOT)
    assert isinstance(parse(event(**stop | {"streaming_message_ts": []}), VIEW), ActionPressed)


def test_all_who_are_named_are_asked_for() -> None:
    body = event(text=f"<@{BAO}> hi", attachments=[{"text": "<@U0CHLOE01>"}])
    assert people_of(body) == {ANA, BAO, "U0CHLOE01"}
    assert people_of({"user_id": ANA, "text": f"<@{BAO}|bao>"}) == {ANA, BAO}
    assert people_of({"user": {"id": ANA}}) == {ANA}


FIELDS = st.sampled_from(
    [
        *("text", "ts", "thread_ts", "user", "bot_id", "channel", "channel_type", "subtype", "files", "attachments"),
        *("message", "previous_message", "edited", "hidden", "deleted_ts", "streaming_message_ts", "team", "event_ts"),
    ]
)
KINDS = st.sampled_from(["message", "app_mention", "agent_session_stopped"])


@given(KINDS, st.dictionaries(FIELDS, JSON | st.sampled_from([TS, GENERAL, ANA, "message_changed"]), max_size=6))
@settings(max_examples=300)
def test_a_hostile_event_is_read_or_passed_over(kind: str, fields: dict[str, Any]) -> None:
    found = parse(event(**fields | {"type": kind}), VIEW)
    people_of(event(**fields))
    if found is not None:
        assert inbound_json.validate_json(inbound_json.dump_json(found)) == found
        assert isinstance(found, MessageReceived | MessageEdited | MessageDeleted | ActionPressed)
        assert Address.parse(str(found.address)) == found.address


@given(
    JSON,
    st.dictionaries(
        st.sampled_from(
            ["type", "event", "command", "actions", "user", "channel_id", "private_metadata", "state", "view"]
        ),
        JSON,
    ),
)
@settings(max_examples=200)
def test_any_json_is_read_or_passed_over(value: Any, body: dict[str, Any]) -> None:
    for each in (
        value,
        body,
        {"type": "block_actions"} | body,
        {"type": "view_submission", "view": {"callback_id": "galerne-entry"} | body} | body,
        {"command": "/ask"} | body,
    ):
        people_of(each)
        wanted_form(each)
        parse(each, VIEW)
