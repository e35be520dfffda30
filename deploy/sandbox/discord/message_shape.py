"""A message on the wire, and what is left of it without the message content intent."""

from deploy.sandbox.discord.channel import Channel
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.message import Flag, Kind, Message, Reference
from deploy.sandbox.discord.people import member, user
from deploy.sandbox.discord.snowflakes import iso, taken
from deploy.sandbox.discord.state import State


def message(state: State, one: Message, *, readable: bool = True, nested: bool = False) -> Json:
    """A message object. Unless `readable`, what the intent guards is empty wherever the intent guards it."""
    shape = _plain(state, one)
    if not readable and not always_readable(state, one):
        shape |= {"content": "", "embeds": [], "attachments": [], "components": []}
    if one.reference is not None:
        shape["message_reference"] = _reference(state, one, one.reference)
        if not nested and one.reference.message_id:
            parent = state.find(one.reference.channel_id, one.reference.message_id)
            shape["referenced_message"] = parent and message(state, parent, readable=readable, nested=True)
    if one.thread_id:
        shape["flags"] |= int(Flag.HAS_THREAD)
        shape["thread"] = state.shape(state.places[one.thread_id])
    if one.interaction is not None:
        shape |= _answer_of(state, one.interaction)
    return shape


def event(state: State, one: Message, place: Channel, *, readable: bool) -> Json:
    """A message as the gateway tells it: with the guild and the member, which REST leaves out."""
    shape = message(state, one, readable=readable) | {"channel_type": int(place.kind)}
    if place.recipient is not None:
        return shape
    people = state.guild.people
    named = [user(people[other]) | {"member": member(people[other])} for other in one.mentions]
    writer = {} if one.webhook_id else {"member": member(one.author)}  # a webhook is no member
    return shape | {"guild_id": str(state.home(place).id), "mentions": named} | writer


def always_readable(state: State, one: Message) -> bool:
    """Own messages, direct messages, and messages that mention the bot (Discord: "Message Content Intent").

    A reply whose ping is on counts as a mention, unless it answers what the bot said to an interaction.
    """
    place = state.places[one.channel_id]
    if one.author is state.bot or place.recipient is not None or one.names_bot:
        return True
    if state.bot.id not in one.mentions or one.reference is None:
        return False
    parent = state.find(one.reference.channel_id, one.reference.message_id)
    return parent is not None and parent.interaction is None


def _plain(state: State, one: Message) -> Json:
    shape: Json = {
        "id": str(one.id),
        "channel_id": str(one.channel_id),
        "type": int(one.kind),
        "content": one.content,
        "author": user(one.author),
        "timestamp": iso(taken(one.id)),
        "edited_timestamp": None if one.edited is None else iso(one.edited),
        "tts": False,
        "mention_everyone": one.mention_everyone,
        "mentions": [user(state.guild.people[other]) for other in one.mentions],
        "mention_roles": [str(role) for role in one.mention_roles],
        "attachments": [state.cdn.shape(attachment) for attachment in one.attachments],
        "embeds": one.embeds,
        "components": one.components,
        "pinned": False,
        "flags": int(one.flags),
    }
    if one.nonce:
        shape["nonce"] = one.nonce
    if one.webhook_id:
        shape["webhook_id"] = str(one.webhook_id)
    if one.reactions:
        shape["reactions"] = [_reaction(emoji, people, state.bot.id) for emoji, people in one.reactions.items()]
    return shape


def _reaction(emoji: str, people: list[int], viewer_id: int) -> Json:
    return {
        "emoji": {"id": None, "name": emoji},
        "count": len(people),
        "count_details": {"burst": 0, "normal": len(people)},
        "burst_colors": [],
        "me_burst": False,
        "me": viewer_id in people,
    }


def _reference(state: State, one: Message, reference: Reference) -> Json:
    shape: Json = {"type": 0, "channel_id": str(reference.channel_id)}
    place = state.places[one.channel_id]
    if place.recipient is None:
        shape["guild_id"] = str(state.home(place).id)
    if reference.message_id:
        shape["message_id"] = str(reference.message_id)
    return shape


def _answer_of(state: State, metadata: Json) -> Json:
    own = str(state.application_id)
    return {"webhook_id": own, "application_id": own, "interaction_metadata": metadata}


def text_of(one: Message) -> str:
    """The text that a person sees: the content, or what its components display, or its embeds' descriptions."""
    if one.content or one.kind is Kind.THREAD_STARTER_MESSAGE:
        return one.content
    displayed = "\n".join(displays(one.components))
    return displayed or "\n".join(str(embed.get("description") or "") for embed in one.embeds).strip()


def displays(components: list[Json]) -> list[str]:
    """The text displays of a component tree, in order."""
    found: list[str] = []
    for component in components:
        if component.get("type") == 10:
            found.append(str(component["content"]))
        found += displays(component.get("components", []))
    return found
