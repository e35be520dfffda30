"""Channels: read one, change a thread, show typing, open a direct channel."""

from deploy.sandbox.discord.channel import Channel
from deploy.sandbox.discord.form import Form, Json
from deploy.sandbox.discord.permissions import Permission
from deploy.sandbox.discord.refusals import Refusal
from deploy.sandbox.discord.rest.route import DONE, Answer, Ask, Route
from deploy.sandbox.discord.state import State
from deploy.sandbox.discord.threads import ARCHIVE_MINUTES, Threads


class Channels:
    def __init__(self, state: State, threads: Threads) -> None:
        self._state = state
        self._threads = threads

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/channels/{channel_id}", self._get),
            Route("PATCH", "/channels/{channel_id}", self._change),
            Route("POST", "/channels/{channel_id}/typing", self._typing, "typing"),
            Route("POST", "/users/@me/channels", self._open_dm),
        ]

    def _get(self, ask: Ask) -> Answer:
        return Answer(self._state.shape(self._state.channel(ask.id("channel_id"))))

    def _typing(self, ask: Ask) -> Answer:
        place = self._state.channel(ask.id("channel_id"))
        self._state.need(place, Permission.SEND_MESSAGES_IN_THREADS if place.thread else Permission.SEND_MESSAGES)
        return DONE

    def _open_dm(self, ask: Ask) -> Answer:
        form = Form()
        person_id = form.snowflake("recipient_id", ask.form().get("recipient_id"))
        form.judge()
        person = self._state.guild.people.get(person_id)
        if person is None or person.bot:
            raise Refusal(50033)
        return Answer(self._state.shape(self._state.dm(person)))

    def _change(self, ask: Ask) -> Answer:
        """Threads only: name, archived, locked, auto_archive_duration. Its owner may all but lock."""
        place, body = self._state.channel(ask.id("channel_id")), ask.form()
        if place.thread is None:
            self._state.need(place, Permission.MANAGE_THREADS)
            raise Refusal(50024)
        if place.thread.owner_id != self._state.bot.id or "locked" in body:
            self._may_unarchive(place, body)
        self._read(place, body)
        self._threads.updated(place)
        return Answer(self._state.shape(place))

    def _may_unarchive(self, place: Channel, body: Json) -> None:
        """Anyone who may speak there wakes a thread that is not locked; the rest is for those who manage threads."""
        only_waking = set(body) == {"archived"} and body["archived"] is False
        if only_waking and place.thread and not place.thread.locked:
            self._state.need(place, Permission.SEND_MESSAGES_IN_THREADS)
        else:
            self._state.need(place, Permission.MANAGE_THREADS)

    def _read(self, place: Channel, body: Json) -> None:
        thread, form = place.thread, Form()
        if thread is None:
            return
        name = form.text("name", body.get("name", place.name), 100, 1)
        minutes = body.get("auto_archive_duration") or thread.archive_minutes
        form.one_of("auto_archive_duration", minutes, ARCHIVE_MINUTES)
        form.judge()
        if thread.archived and body.get("archived") is not False:
            raise Refusal(50083)
        place.name, thread.archive_minutes = name, minutes
        thread.locked = bool(body.get("locked", thread.locked))
        if bool(body.get("archived", thread.archived)) != thread.archived:
            thread.archived = not thread.archived
            thread.archived_at = self._state.clock.time()
