"""Interactions and their two clocks: 3 s to the first answer, 15 min for the token (Discord: "Interactions")."""

import secrets
from dataclasses import dataclass, field

from deploy.sandbox.discord.channel import Channel
from deploy.sandbox.discord.draft import Draft
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.message import Flag, Kind, Message
from deploy.sandbox.discord.people import Person, user
from deploy.sandbox.discord.poster import Poster, Posting
from deploy.sandbox.discord.refusals import Refusal
from deploy.sandbox.discord.state import State

FIRST_ANSWER = 3.0  # seconds
TOKEN_LIVES = 900.0  # seconds
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5


@dataclass(slots=True)
class Interaction:
    id: int
    kind: int
    person: Person
    place: Channel
    at: float  # Clock.monotonic()
    home_id: int  # of the guild; 0 in a direct channel
    answer_kind: Kind = Kind.CHAT_INPUT_COMMAND
    source: Message | None = None  # the message whose component was pressed
    token: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    answered: int = 0  # the callback type of the first answer
    private: bool = False
    original: Message | None = None
    answers: list[Message] = field(default_factory=list)
    modal: Json | None = None
    suggested: list[Json] = field(default_factory=list)  # of an autocompletion, and for which option
    completing: Json = field(default_factory=dict)
    submitted: bool = False  # its modal was sent
    trigger: "Interaction | None" = None  # of a submitted modal: what opened it

    def metadata(self) -> Json:
        shape: Json = {
            "id": str(self.id),
            "type": self.kind,
            "user": user(self.person),
            "authorizing_integration_owners": {"0": str(self.home_id)},
        }
        if self.trigger is not None:
            return shape | {"triggering_interaction_metadata": self.trigger.metadata()}
        return shape | {"interacted_message_id": str(self.source.id)} if self.source else shape


class Interactions:
    def __init__(self, state: State, poster: Poster) -> None:
        self._state = state
        self._poster = poster
        self._open: dict[int, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}

    def open(self, kind: int, person: Person, place: Channel) -> Interaction:
        home = 0 if place.recipient else self._state.home(place).id
        one = Interaction(self._state.ids.next(), kind, person, place, self._state.clock.monotonic(), home)
        self._open[one.id] = self._by_token[one.token] = one
        return one

    def of(self, interaction_id: int) -> Interaction | None:
        return self._open.get(interaction_id)

    def unanswered(self, interaction_id: int, token: str) -> Interaction:
        """The interaction that still waits for its first answer; refuses the late and the second one."""
        one = self._open.get(interaction_id)
        if one is None or one.token != token:
            raise Refusal(10062)
        if one.answered:
            raise Refusal(40060)
        if self._state.clock.monotonic() - one.at > FIRST_ANSWER:
            raise Refusal(10062)
        return one

    def answered(self, application_id: int, token: str) -> Interaction:
        """The interaction whose token is used as a webhook; refuses before the first answer and after 15 minutes."""
        one = self._by_token.get(token)
        if one is None or application_id != self._state.application_id or not one.answered:
            raise Refusal(10015)
        if self._state.clock.monotonic() - one.at > TOKEN_LIVES:
            raise Refusal(50027)
        return one

    def answer(self, one: Interaction, draft: Draft, *, loading: bool = False) -> Message:
        """The first message, visible to all or, by its flag, only to the person."""
        one.private = bool(draft.flags and Flag.EPHEMERAL in draft.flags)
        kind, reply_to = (Kind.REPLY, one.source) if one.source else (one.answer_kind, None)
        one.original = self._post(one, draft, kind, reply_to, private=one.private, loading=loading)
        return one.original

    def follow(self, one: Interaction, draft: Draft) -> Message:
        """A further message. The first one after a deferral fills the deferred message instead."""
        if one.original and Flag.LOADING in one.original.flags:
            draft.flags = (draft.flags or Flag(0)) & ~Flag.EPHEMERAL | one.original.flags
            self._poster.revise(one.original, draft)
            return one.original
        private = bool(draft.flags and Flag.EPHEMERAL in draft.flags)
        return self._post(one, draft, Kind.DEFAULT, one.original, private=private)

    def _post(
        self,
        one: Interaction,
        draft: Draft,
        kind: Kind,
        reply_to: Message | None,
        *,
        private: bool,
        loading: bool = False,
    ) -> Message:
        flags = (Flag.EPHEMERAL if private else Flag(0)) | (Flag.LOADING if loading else Flag(0))
        posting = Posting(kind, reply_to, None, one.metadata(), one.person.id if private else 0, flags)
        message = self._poster.post(one.place, self._state.bot, draft, posting)
        one.answers.append(message)
        return message
