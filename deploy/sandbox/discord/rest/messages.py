"""Messages of a channel: read, send, edit, delete."""

from deploy.sandbox.discord.channel import Channel
from deploy.sandbox.discord.draft import Draft, read_draft
from deploy.sandbox.discord.form import Form, Json
from deploy.sandbox.discord.message import SYSTEM, Message
from deploy.sandbox.discord.message_shape import message
from deploy.sandbox.discord.permissions import Permission
from deploy.sandbox.discord.poster import Poster, Posting
from deploy.sandbox.discord.rates import Rates, TooMany
from deploy.sandbox.discord.refusals import Refusal
from deploy.sandbox.discord.rest.route import DONE, Answer, Ask, Route
from deploy.sandbox.discord.snowflakes import taken
from deploy.sandbox.discord.state import State
from deploy.sandbox.discord.threads import refuse_archived

LIST = "/channels/{channel_id}/messages"
ONE = LIST + "/{message_id}"


class Messages:
    def __init__(self, state: State, poster: Poster, rates: Rates) -> None:
        self._state = state
        self._poster = poster
        self._rates = rates

    def routes(self) -> list[Route]:
        return [
            Route("GET", LIST, self._list),
            Route("GET", ONE, self._get),
            Route("POST", LIST, self._create, "message-create"),
            Route("PATCH", ONE, self._edit, "message-edit"),
            Route("DELETE", ONE, self._delete, "message-delete"),
        ]

    def _shape(self, one: Message) -> Json:
        return message(self._state, one, readable=self._state.portal.message_content)

    def _list(self, ask: Ask) -> Answer:
        place = self._state.channel(ask.id("channel_id"))
        form, query = Form(), ask.query
        limit = form.whole("limit", query.get("limit"), 1, 100, 50)
        marks = {key: form.snowflake(key, query[key]) for key in ("around", "before", "after") if key in query}
        if len(marks) > 1:
            form.wrong("_", "MUTUALLY_EXCLUSIVE", "Only one of around, before and after may be given.")
        form.judge()
        if Permission.READ_MESSAGE_HISTORY not in self._state.home(place).may(self._state.bot, place):
            return Answer([])
        page = place.history.page(limit, **marks)
        return Answer([self._shape(one) for one in page if not one.private_to])

    def _get(self, ask: Ask) -> Answer:
        place = self._state.channel(ask.id("channel_id"))
        self._state.need(place, Permission.READ_MESSAGE_HISTORY)
        return Answer(self._shape(self._state.message(place, ask.id("message_id"))))

    def _create(self, ask: Ask) -> Answer:
        place = self._state.channel(ask.id("channel_id"))
        self._may_speak(place)
        body = ask.form()
        draft = read_draft(body, ask.files)
        self._may_say(place, draft)
        reply_to = self._replied(place, body)
        if draft.empty:
            raise Refusal(50006)
        made = self._poster.post(place, self._state.bot, draft, Posting(reply_to=reply_to))
        return Answer(self._shape(made))

    def _edit(self, ask: Ask) -> Answer:
        place = self._state.channel(ask.id("channel_id"))
        one = self._state.message(place, ask.id("message_id"))
        if one.author is not self._state.bot:
            raise Refusal(50005)
        if one.kind in SYSTEM:
            raise Refusal(50021)
        refuse_archived(place)
        draft = read_draft(ask.form(), ask.files, edited=one)
        self._may_say(place, draft)
        refuse_emptying(one, draft)
        age = self._state.clock.time() - taken(one.id)
        if limit := self._rates.old_edit(place.id, age):
            raise TooMany(limit)
        self._poster.revise(one, draft)
        return Answer(self._shape(one))

    def _delete(self, ask: Ask) -> Answer:
        place = self._state.channel(ask.id("channel_id"))
        one = self._state.message(place, ask.id("message_id"))
        if one.author is not self._state.bot:
            if place.recipient is not None:
                raise Refusal(50003)
            self._state.need(place, Permission.MANAGE_MESSAGES)
        self._poster.remove(one)
        return DONE

    def _may_speak(self, place: Channel) -> None:
        if place.recipient is not None and not place.recipient.accepts_dms:
            raise Refusal(50007)
        self._state.need(place, Permission.SEND_MESSAGES_IN_THREADS if place.thread else Permission.SEND_MESSAGES)

    def _may_say(self, place: Channel, draft: Draft) -> None:
        if draft.files:
            self._state.need(place, Permission.ATTACH_FILES)
        if draft.embeds:
            self._state.need(place, Permission.EMBED_LINKS)

    def _replied(self, place: Channel, body: Json) -> Message | None:
        """The message that this one replies to. An unknown one refuses, unless `fail_if_not_exists` is false."""
        given = body.get("message_reference")
        if given is None:
            return None
        form = Form()
        path = "message_reference"
        if not isinstance(given, dict):
            form.wrong(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.")
            given = {}
        form.one_of(f"{path}.type", given.get("type") or 0, (0,))
        message_id = form.snowflake(f"{path}.message_id", given.get("message_id"))
        channel_id = form.snowflake(f"{path}.channel_id", given.get("channel_id") or place.id)
        form.judge()
        self._state.need(place, Permission.READ_MESSAGE_HISTORY, 160002)
        found = place.history.get(message_id) if channel_id == place.id else None
        if found is None and given.get("fail_if_not_exists") is not False:
            form.wrong(path, "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        if found is not None and found.kind in SYSTEM:
            form.wrong(path, "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message")
        form.judge()
        return found


def refuse_emptying(one: Message, draft: Draft) -> None:
    """An edit must leave something: what it does not mention stays."""
    rest = Draft(
        content=one.content if draft.content is None else draft.content,
        embeds=one.embeds if draft.embeds is None else draft.embeds,
        components=one.components if draft.components is None else draft.components,
        files=draft.files,
    )
    kept = one.attachments if draft.kept_files is None else draft.kept_files
    if rest.empty and not kept:
        raise Refusal(50006)
