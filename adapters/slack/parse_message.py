"""Messages: said, changed, deleted. Slack: reference/events/message."""

from adapters.slack.handles import AskHandle, written
from adapters.slack.mentions import mentioned
from adapters.slack.payload import Json, identifier, record, text, timestamp
from adapters.slack.said import said, thread_of, words_of
from adapters.slack.viewpoint import Viewpoint
from bot.core.values import Address, Inbound, MessageDeleted, MessageEdited, MessageReceived


def app_mention(event: Json, body: Json, view: Viewpoint) -> Inbound | None:
    return _received(event, body, view, mention=True)


def message(event: Json, body: Json, view: Viewpoint) -> Inbound | None:
    """The bot's own messages are passed over: they come in through the ledger of what it has posted."""
    match text(event, "subtype"):
        case "message_changed":
            return _changed(event, body, view)
        case "message_deleted":
            return _deleted(event, body, view)
    return None if event.get("hidden") is True else _received(event, body, view, mention=False)


def place(channel: str, thread: str, view: Viewpoint) -> Address:
    """The workspace is always the bot's own, so that a shared channel has one key whoever writes in it."""
    return Address("slack", view.me.team, channel, thread)


def _received(event: Json, body: Json, view: Viewpoint, *, mention: bool) -> MessageReceived | None:
    channel, what = identifier(event, "channel"), said(event, view)
    if not channel or what is None or what.author.kind == "self":
        return None
    direct = text(event, "channel_type") == "im" or channel.startswith("D")
    named = mentioned(text(event, "text"))
    addressed = mention or direct or view.me.user in named
    return MessageReceived(
        event_id=identifier(body, "event_id") or f"{channel}-{what.message_id}",
        address=place(channel, thread_of(event), view),
        said=what,
        addressed=addressed,
        elsewhere=not addressed and bool(named),
        direct=direct,
        handle=written(AskHandle(_asker_team(event, body, view), direct=direct)),
    )


def _asker_team(event: Json, body: Json, view: Viewpoint) -> str:
    """The workspace of the human: in a shared channel it is not the app's. Slack: apis/slack-connect."""
    found = [identifier(event, name) for name in ("user_team", "source_team", "team")]
    return next(filter(None, [*found, identifier(body, "team_id")]), view.me.team)


def _changed(event: Json, body: Json, view: Viewpoint) -> MessageEdited | None:
    """Only where a person has edited the text: unfurled links and the bot's own updates arrive as changes too."""
    channel, after = identifier(event, "channel"), record(event, "message")
    what = said(after, view)
    if not channel or what is None or what.author.kind == "self":
        return None
    before = record(event, "previous_message")
    if not record(after, "edited") or text(before, "text") == text(after, "text"):
        return None
    address = place(channel, thread_of(after), view)
    return MessageEdited(_event_id(body, event), address, what.message_id, words_of(after, view))


def _deleted(event: Json, body: Json, view: Viewpoint) -> MessageDeleted | None:
    channel, before = identifier(event, "channel"), record(event, "previous_message")
    gone = timestamp(event, "deleted_ts") or timestamp(before, "ts")
    if not channel or not gone:
        return None
    return MessageDeleted(_event_id(body, event), place(channel, timestamp(before, "thread_ts") or gone, view), gone)


def _event_id(body: Json, event: Json) -> str:
    return identifier(body, "event_id") or f"{identifier(event, 'channel')}-{timestamp(event, 'ts')}"
