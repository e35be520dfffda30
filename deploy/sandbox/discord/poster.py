"""Messages come to be, change and go; everyone who listens is told."""

from dataclasses import dataclass, field

from deploy.sandbox.discord.attachments import Attachment, NewFile, attachment
from deploy.sandbox.discord.channel import Channel
from deploy.sandbox.discord.draft import Draft
from deploy.sandbox.discord.events import Events
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.message import SYSTEM, Flag, Kind, Message, Reference
from deploy.sandbox.discord.message_shape import displays, text_of
from deploy.sandbox.discord.people import Person
from deploy.sandbox.discord.permissions import Permission
from deploy.sandbox.discord.pings import EVERYTHING, Allowed, pings
from deploy.sandbox.discord.refusals import Refusal
from deploy.sandbox.discord.state import State

NONCE_LIVES = 300.0  # seconds; Discord says "the past few minutes"


@dataclass(slots=True)
class Posting:
    """What a draft does not say: what the message answers, and its place among interactions."""

    kind: Kind = Kind.DEFAULT
    reply_to: Message | None = None
    reference: Reference | None = None
    interaction: Json | None = None
    private_to: int = 0
    flags: Flag = field(default_factory=lambda: Flag(0))
    webhook_id: int = 0


class Poster:
    def __init__(self, state: State, events: Events) -> None:
        self._state = state
        self._events = events
        self._nonces: dict[tuple[int, int, str], tuple[float, Message]] = {}

    def post(self, place: Channel, author: Person, draft: Draft, posting: Posting | None = None) -> Message:
        """Create a message; one whose enforced nonce was used in the past minutes is the message of then."""
        key = (place.id, author.id, draft.nonce)
        if draft.enforce_nonce and (kept := self._same_nonce(key)):
            return kept
        posting = posting or Posting()
        message = self._made(place, author, draft, posting)
        self._mention(message, draft.allowed, posting.reply_to)
        self._wake(place, author, message)
        place.history.add(message)
        if draft.nonce:
            self._nonces[key] = (self._state.clock.monotonic(), message)
        self._show(message)
        self._events.message_created(message)
        return message

    def revise(self, message: Message, draft: Draft) -> None:
        """Edit a message. Mentions are read anew from the whole text, as `allowed_mentions` of this edit has it."""
        if draft.content is not None:
            message.content = draft.content
        if draft.embeds is not None:
            message.embeds = draft.embeds
        if draft.components is not None:
            message.components = draft.components
        if draft.kept_files is not None:
            message.attachments = [one for one in message.attachments if one.id in draft.kept_files]
        message.attachments += [self._attach(message.channel_id, file, message.private_to) for file in draft.files]
        if draft.flags is not None:
            message.flags = draft.flags
        message.flags &= ~Flag.LOADING
        message.edited = self._state.clock.time()
        self._mention(message, draft.allowed, self.parent(message))
        self._show(message)
        self._events.message_updated(message)

    def remove(self, message: Message) -> None:
        self._state.places[message.channel_id].history.remove(message.id)
        self._events.message_deleted(message)
        self._state.changed()

    def parent(self, message: Message) -> Message | None:
        """What a reply replies to, if that is still there."""
        reference = message.reference
        if message.kind is not Kind.REPLY or reference is None:
            return None
        return self._state.find(reference.channel_id, reference.message_id)

    def _made(self, place: Channel, author: Person, draft: Draft, posting: Posting) -> Message:
        reply = posting.reply_to
        return Message(
            self._state.ids.next(),
            place.id,
            author,
            kind=Kind.REPLY if reply else posting.kind,
            content=draft.content or "",
            embeds=draft.embeds or [],
            components=draft.components or [],
            attachments=[self._attach(place.id, file, posting.private_to) for file in draft.files],
            reference=Reference(reply.channel_id, reply.id) if reply else posting.reference,
            flags=(draft.flags or Flag(0)) & ~Flag.EPHEMERAL | posting.flags,
            nonce=draft.nonce,
            interaction=posting.interaction,
            private_to=posting.private_to,
            webhook_id=posting.webhook_id,
        )

    def _attach(self, channel_id: int, file: NewFile, private_to: int) -> Attachment:
        made = attachment(self._state.ids.next(), channel_id, file, ephemeral=bool(private_to))
        return self._state.cdn.keep(made)

    def _mention(self, message: Message, allowed: Allowed, replied: Message | None) -> None:
        place = self._state.places[message.channel_id]
        text = "\n".join([message.content, *displays(message.components)])
        found = pings(
            self._state.home(place), place, message.author, text, allowed, replied.author if replied else None
        )
        message.mentions, message.mention_roles = found.users, found.roles
        message.mention_everyone, message.names_bot = found.everyone, found.names_bot
        message.notified += [one for one in found.notified if one not in message.notified]

    def _wake(self, place: Channel, author: Person, message: Message) -> None:
        """What a message does to the thread it is sent to: counted, its author joins, an archived one awakes."""
        if place.thread is None:
            return
        if place.thread.archived:
            if place.thread.locked and Permission.MANAGE_THREADS not in self._state.home(place).may(author, place):
                raise Refusal(50083)
            place.thread.archived = False
            self._events.thread_updated(place)
        if message.kind not in SYSTEM:
            place.thread.sent += 1
            place.thread.members.setdefault(author.id, self._state.clock.time())

    def _same_nonce(self, key: tuple[int, int, str]) -> Message | None:
        at, message = self._nonces.get(key, (0.0, None))
        return message if message and self._state.clock.monotonic() - at < NONCE_LIVES else None

    def _show(self, message: Message) -> None:
        """Note when the text of a message could first be seen, and when it last changed."""
        text = "" if Flag.LOADING in message.flags else text_of(message)
        if text != message.shown:
            message.shown = text
            message.last = self._state.clock.monotonic()
            message.first = message.last if message.first is None else message.first
        self._state.changed()


def said(text: str, *, ping_replied: bool = True, files: list[NewFile] | None = None) -> Draft:
    """What a person says: everything in it mentions."""
    allowed = EVERYTHING if ping_replied else Allowed(everyone=True, users=True, roles=True, replied=False)
    return Draft(content=text.strip(), allowed=allowed, files=files or [])
