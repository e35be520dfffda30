"""Threads: open, join, leave, list."""

from datetime import datetime

from deploy.sandbox.discord.channel import Channel, ChannelKind, thread_member
from deploy.sandbox.discord.form import Form, Json
from deploy.sandbox.discord.permissions import Permission
from deploy.sandbox.discord.refusals import Refusal
from deploy.sandbox.discord.rest.route import DONE, Answer, Ask, Route
from deploy.sandbox.discord.state import State
from deploy.sandbox.discord.threads import ARCHIVE_MINUTES, Threads

PUBLIC, PRIVATE = 11, 12


class ThreadRoutes:
    def __init__(self, state: State, threads: Threads) -> None:
        self._state = state
        self._threads = threads

    def routes(self) -> list[Route]:
        start = "/channels/{channel_id}"
        return [
            Route("POST", start + "/messages/{message_id}/threads", self._open_from),
            Route("POST", start + "/threads", self._open_alone),
            Route("GET", start + "/threads/archived/public", self._archived),
            Route("GET", start + "/thread-members", self._members),
            Route("GET", start + "/thread-members/{user_id}", self._member),
            Route("PUT", start + "/thread-members/@me", self._join),
            Route("DELETE", start + "/thread-members/@me", self._leave),
        ]

    def _open_from(self, ask: Ask) -> Answer:
        place = self._state.channel(ask.id("channel_id"))
        message = self._state.message(place, ask.id("message_id"))
        self._state.need(place, Permission.CREATE_PUBLIC_THREADS)
        name, minutes = _read(ask.form())
        return self._opened(self._threads.open_from(message, self._state.bot, name, minutes))

    def _open_alone(self, ask: Ask) -> Answer:
        place, body = self._state.channel(ask.id("channel_id")), ask.form()
        name, minutes = _read(body)
        private = body.get("type", PRIVATE) == PRIVATE
        self._state.need(place, Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS)
        return self._opened(self._threads.open_alone(place, self._state.bot, name, private=private, minutes=minutes))

    def _opened(self, place: Channel) -> Answer:
        return Answer(self._state.shape(place), 201)

    def _archived(self, ask: Ask) -> Answer:
        place = self._state.channel(ask.id("channel_id"))
        self._state.need(place, Permission.READ_MESSAGE_HISTORY)
        limit, before = _read_page(ask)
        threads = self._state.home(place).threads(archived=True)
        found = [one for one in threads if one.parent is place and one.kind is ChannelKind.PUBLIC_THREAD]
        older = [one for one in found if _archived_at(one) < before]
        page = sorted(older, key=_archived_at, reverse=True)[:limit]
        shapes = [self._state.shape(one) for one in page]
        return Answer({"threads": shapes, "members": [], "has_more": len(older) > limit})

    def _members(self, ask: Ask) -> Answer:
        place = self._state.channel(ask.id("channel_id"))
        if place.thread is None:
            raise Refusal(50024)
        return Answer([thread_member(place, one) for one in place.thread.members])

    def _member(self, ask: Ask) -> Answer:
        """Discord: "Get Thread Member", a 404 for who is not in it."""
        place, person = self._state.channel(ask.id("channel_id")), ask.id("user_id")
        if place.thread is None:
            raise Refusal(50024)
        if person not in place.thread.members:
            raise Refusal(10007)
        return Answer(thread_member(place, person))

    def _join(self, ask: Ask) -> Answer:
        self._threads.join(self._state.channel(ask.id("channel_id")), self._state.bot)
        return DONE

    def _leave(self, ask: Ask) -> Answer:
        place = self._state.channel(ask.id("channel_id"))
        if place.thread is None:
            raise Refusal(50024)
        place.thread.members.pop(self._state.bot.id, None)
        self._threads.updated(place)
        return DONE


def _archived_at(place: Channel) -> float:
    return place.thread.archived_at if place.thread else 0.0


def _read_page(ask: Ask) -> tuple[int, float]:
    """How many archived threads are wanted, and archived before when."""
    form, before = Form(), float("inf")
    limit = form.whole("limit", ask.query.get("limit"), 2, 100, 50)
    if given := ask.query.get("before"):
        try:
            before = datetime.fromisoformat(given).timestamp()
        except ValueError:
            form.wrong("before", "DATE_TIME_TYPE_PARSE", f"Could not parse {given}. Should be ISO8601.")
    form.judge()
    return limit, before


def _read(body: Json) -> tuple[str, int]:
    form = Form()
    name = form.text("name", body.get("name"), 100, 1)
    minutes = body.get("auto_archive_duration") or 1440
    form.one_of("auto_archive_duration", minutes, ARCHIVE_MINUTES)
    form.judge()
    return name, minutes
