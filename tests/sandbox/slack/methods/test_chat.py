from typing import Any

import pytest

from tests.sandbox.slack.sandbox import ANA, BOT, DEV, GENERAL, Sandbox

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hi"}}
METADATA = {"event_type": "answered", "event_payload": {"turn": "1"}}


def block(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, **fields}


def button(**fields: Any) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go", **fields}


TRASH = {"type": "icon_button", "icon": "trash", "text": {"type": "plain_text", "text": "Delete"}, "action_id": "del"}


def section(text: str) -> dict[str, Any]:
    return block("section", text={"type": "mrkdwn", "text": text})


async def test_a_message_is_kept_and_answered_with_its_shape(world: Sandbox) -> None:
    answer = await world.api("chat.postMessage", channel=GENERAL, text="hello & <b>", metadata=METADATA)

    assert answer["channel"] == GENERAL
    assert answer["message"]["user"] == BOT
    assert answer["message"]["bot_profile"]["app_id"] == "A0SANDBOX"
    assert answer["message"]["metadata"] == METADATA
    seen = world.slack.messages("#general")
    assert [(one["ts"], one["text"], one["bot"]) for one in seen] == [(answer["ts"], "hello & <b>", True)]


async def test_timestamps_grow_while_the_clock_stands(world: Sandbox) -> None:
    assert await world.post("one") < await world.post("two")


async def test_a_person_stands_for_their_direct_messages(world: Sandbox) -> None:
    answer = await world.api("chat.postMessage", channel=ANA, text="psst")

    assert answer["channel"] == world.slack.dm("Ana")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param({}, "no_text", id="nothing"),
        pytest.param({"text": "  \n"}, "no_text", id="blank"),
        pytest.param({"blocks": []}, "no_text", id="no-blocks"),
        pytest.param({"text": 5}, "invalid_arguments", id="number-for-text"),
        pytest.param({"text": "x", "blocks": {"type": "divider"}}, "invalid_arguments", id="object-for-blocks"),
        pytest.param({"text": "x", "thread_ts": 1.5}, "invalid_arguments", id="number-for-thread"),
        pytest.param({"text": "x", "thread_ts": "soon"}, "invalid_arguments", id="word-for-thread"),
        pytest.param({"text": "x", "thread_ts": "1600000000.000001"}, "invalid_thread_ts", id="unknown-thread"),
        pytest.param({"text": "x", "markdown_text": "y"}, "markdown_text_conflict", id="markdown-and-text"),
        pytest.param({"blocks": [SECTION], "markdown_text": "y"}, "markdown_text_conflict", id="markdown-and-blocks"),
        pytest.param({"markdown_text": "y" * 12_001}, "msg_too_long", id="long-markdown"),
        pytest.param({"markdown_text": "# h\n\n" * 51}, "invalid_blocks", id="many-headings"),
        pytest.param({"text": "x", "attachments": [{}] * 101}, "too_many_attachments", id="attachments"),
        pytest.param({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format", id="metadata-half"),
        pytest.param({"text": "x", "metadata": [1]}, "invalid_arguments", id="metadata-list"),
        pytest.param(
            {"text": "x", "metadata": {"event_type": "a", "event_payload": {"x": "y" * 16_000}}},
            "metadata_too_large",
            id="metadata-large",
        ),
        pytest.param({"text": "x", "username": "Someone"}, "missing_scope", id="name-of-its-own"),
        pytest.param({"text": "x", "parse": "all"}, "invalid_arguments", id="parse"),
    ],
)
async def test_a_post_is_refused(world: Sandbox, body: dict[str, Any], error: str) -> None:
    assert await world.error("chat.postMessage", channel=GENERAL, **body) == error
    assert world.slack.messages("general") == []


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        pytest.param([{"type": "divider"}] * 51, "invalid_blocks", id="fifty-one"),
        pytest.param([{"type": "marquee"}], "invalid_blocks", id="unknown-type"),
        pytest.param(["divider"], "invalid_blocks", id="not-an-object"),
        pytest.param([section("x" * 3001)], "invalid_blocks", id="long-section"),
        pytest.param([section("")], "invalid_blocks", id="empty-section"),
        pytest.param([block("section")], "invalid_blocks", id="bare-section"),
        pytest.param([block("section", fields=[{"text": "a"}] * 11)], "invalid_blocks", id="eleven-fields"),
        pytest.param([block("header", text={"type": "plain_text", "text": "x" * 151})], "invalid_blocks", id="header"),
        pytest.param([block("actions", elements=[button()] * 26)], "invalid_blocks", id="twenty-six-buttons"),
        pytest.param([block("actions", elements=[])], "invalid_blocks", id="no-buttons"),
        pytest.param([block("actions", elements=[button(value="x" * 2001)])], "invalid_blocks", id="long-value"),
        pytest.param([block("actions", elements=[button(action_id="x" * 256)])], "invalid_blocks", id="long-action-id"),
        pytest.param(
            [block("actions", elements=[button(text={"text": "x" * 76})])], "invalid_blocks", id="long-button"
        ),
        pytest.param([block("divider", block_id="x" * 256)], "invalid_blocks", id="long-block-id"),
        pytest.param(
            [block("context", elements=[{"type": "mrkdwn", "text": "a"}] * 11)], "invalid_blocks", id="context"
        ),
        pytest.param([block("context_actions", elements=[TRASH] * 6)], "invalid_blocks", id="six-context-actions"),
        pytest.param([block("context_actions", elements=[button()])], "invalid_blocks", id="button-as-context-action"),
        pytest.param([block("actions", elements=[TRASH])], "invalid_blocks", id="context-action-as-button"),
        pytest.param([block("image", image_url="http://x/y.png")], "invalid_blocks", id="image-without-words"),
        pytest.param([block("markdown", text="")], "invalid_blocks", id="empty-markdown"),
        pytest.param([block("markdown", text="x" * 12_001)], "msg_too_long", id="long-markdown-block"),
        pytest.param([block("markdown", text="x" * 7000)] * 2, "msg_blocks_too_long", id="markdown-together"),
        pytest.param([block("markdown", text="# h\n\n" * 26)] * 2, "invalid_blocks", id="headings-together"),
        pytest.param([section("x" * 2900)] * 5, "msg_blocks_too_long", id="all-together"),
        pytest.param(
            [block("table", rows=[[{"type": "raw_text", "text": "a"}]])] * 2, "invalid_attachments", id="tables"
        ),
        pytest.param([block("table", rows=[[{"type": "raw_text", "text": "a"}] * 21])], "invalid_blocks", id="columns"),
        pytest.param([block("table", rows=[[]] * 101)], "invalid_blocks", id="rows"),
    ],
)
async def test_blocks_are_refused(world: Sandbox, blocks: list[Any], error: str) -> None:
    assert await world.error("chat.postMessage", channel=GENERAL, text="fallback", blocks=blocks) == error


async def test_blocks_at_their_limits_pass(world: Sandbox) -> None:
    blocks = [{"type": "divider"}] * 47 + [block("markdown", text="x" * 12_000), block("actions", elements=[button()])]

    await world.post("fallback", blocks=blocks)

    assert world.slack.messages("general")[0]["text"] == "x" * 12_000


async def test_a_long_text_is_cut_at_forty_thousand(world: Sandbox) -> None:
    answer = await world.api("chat.postMessage", channel=GENERAL, text="x" * 40_001)

    assert len(world.slack.messages("general")[0]["raw"]) == 40_000
    assert answer["response_metadata"]["warnings"] == ["message_truncated"]


async def test_a_reply_does_not_name_a_thread(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "root")
    reply = await world.post("reply", thread_ts=root)

    assert await world.error("chat.postMessage", channel=GENERAL, text="x", thread_ts=reply) == "invalid_thread_ts"
    assert [one["thread"] for one in world.slack.messages("general", root)] == ["", root]


async def test_a_reply_can_be_shown_in_the_channel_too(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "root")

    ts = await world.post("all should know", thread_ts=root, reply_broadcast=True)

    history = await world.client().conversations_history(channel=GENERAL)
    assert [(one["ts"], one.get("subtype")) for one in history["messages"]] == [(ts, "thread_broadcast"), (root, None)]


async def test_a_channel_without_the_app_is_closed(world: Sandbox) -> None:
    public = world.slack.create_channel("quiet", ["Ana"])
    private = world.slack.create_channel("secret", ["Ana"], private=True)

    assert await world.error("chat.postMessage", channel=public, text="x") == "not_in_channel"
    assert await world.error("chat.postMessage", channel=private, text="x") == "channel_not_found"
    assert await world.error("chat.postMessage", channel="C0NOWHERE", text="x") == "channel_not_found"
    world.slack.grant(["chat:write", "chat:write.public"])
    assert (await world.api("chat.postMessage", channel=public, text="x"))["ok"]


async def test_direct_messages_can_be_turned_off(world: Sandbox) -> None:
    world.slack.open_messages_tab(on=False)

    assert await world.error("chat.postMessage", channel=world.slack.dm("Ana"), text="x") == "messages_tab_disabled"


async def test_an_archived_channel_is_closed(world: Sandbox) -> None:
    world.slack._backend.workspace.place("general").archived = True

    assert await world.error("chat.postMessage", channel=GENERAL, text="x") == "is_archived"


async def test_an_update_changes_the_message_and_marks_it(world: Sandbox) -> None:
    ts = await world.post("thinking")

    answer = await world.api("chat.update", channel=GENERAL, ts=ts, text="done")

    assert (answer["ts"], answer["text"], answer["message"]["edited"]["user"]) == (ts, "done", BOT)
    assert world.slack.messages("general")[0]["edited"] is True


async def test_text_takes_blocks_away_and_blocks_keep_the_text(world: Sandbox) -> None:
    ts = await world.post("words", blocks=[SECTION])

    await world.api("chat.update", channel=GENERAL, ts=ts, text="only words")
    assert world.slack.messages("general")[0]["text"] == "only words"

    await world.api("chat.update", channel=GENERAL, ts=ts, blocks=[SECTION])
    seen = world.slack.messages("general")[0]
    assert (seen["text"], seen["raw"]) == ("hi", "only words")


async def test_an_update_of_metadata_alone_keeps_the_words(world: Sandbox) -> None:
    ts = await world.post("words")

    answer = await world.api("chat.update", channel=GENERAL, ts=ts, metadata=METADATA)

    assert answer["message"]["metadata"] == METADATA
    assert world.slack.messages("general")[0]["text"] == "words"


async def test_an_update_is_refused(world: Sandbox) -> None:
    mine, theirs = await world.post("mine"), world.slack.say("Ana", "general", "theirs")

    async def refused(ts: str, **body: Any) -> str:
        return await world.error("chat.update", channel=GENERAL, ts=ts, **body)

    assert await refused(theirs, text="x") == "cant_update_message"
    assert await refused("1600000000.000001", text="x") == "message_not_found"
    assert await refused(mine, text="x" * 4001) == "msg_too_long"
    assert await refused(mine) == "no_text"
    assert await refused(mine, markdown_text="x", text="y") == "markdown_text_conflict"
    assert await refused("", text="x") == "invalid_arguments"


async def test_twelve_thousand_characters_of_markdown_may_be_an_update(world: Sandbox) -> None:
    ts = await world.post("short")

    assert (await world.api("chat.update", channel=GENERAL, ts=ts, markdown_text="x" * 12_000))["ok"]


async def test_only_own_messages_are_deleted(world: Sandbox) -> None:
    mine, theirs = await world.post("mine"), world.slack.say("Ana", "general", "theirs")

    assert (await world.client().chat_delete(channel=GENERAL, ts=mine))["ok"]
    assert await world.error("chat.delete", channel=GENERAL, ts=theirs) == "cant_delete_message"
    assert await world.error("chat.delete", channel=GENERAL, ts=mine) == "message_not_found"
    assert [one["ts"] for one in world.slack.messages("general")] == [theirs]


async def test_an_ephemeral_message_is_for_one_person(world: Sandbox) -> None:
    answer = await world.client().chat_postEphemeral(channel=GENERAL, user=ANA, text="between us")

    assert answer["message_ts"]
    assert [one["text"] for one in world.slack.ephemerals("general", "Ana")] == ["between us"]
    assert world.slack.ephemerals("general", "Bao") == []
    assert world.slack.messages("general") == []
    assert await world.error("chat.update", channel=GENERAL, ts=answer["message_ts"], text="x") == "message_not_found"
    board = world.slack.channels()["board"]
    assert await world.error("chat.postEphemeral", channel=board, user=DEV, text="x") == "user_not_in_channel"


async def test_a_permalink_names_the_message_and_its_thread(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "root")
    reply = await world.post("reply", thread_ts=root)

    top = await world.client().chat_getPermalink(channel=GENERAL, message_ts=root)
    below = await world.client().chat_getPermalink(channel=GENERAL, message_ts=reply)

    assert top["permalink"] == f"https://sandbox.slack.com/archives/{GENERAL}/p{root.replace('.', '')}"
    assert below["permalink"].endswith(f"?thread_ts={root}&cid={GENERAL}")
    assert await world.error("chat.getPermalink", channel=GENERAL, message_ts="1.1") == "message_not_found"
