"""What a message says, as Markdown: its text, and the text of what it carries instead of a text."""

from typing import Final

from adapters.discord.authors import author_name
from adapters.discord.fields import Json, flag, obj, objs, snowflake, text
from adapters.discord.tokens import resolved, without_mention
from adapters.discord.viewpoint import Viewpoint

TEXT_DISPLAY: Final = 10  # Discord: "Component Reference"
DEEPEST: Final = 8  # a hostile component tree must not exhaust the stack


def said_text(message: Json, view: Viewpoint) -> str:
    """What a person sees of the message, mentions resolved and the bot's own mention removed."""
    pieces = [_own_text(message), *map(_forwarded, _snapshots(message)), _poll(message), *_stickers(message)]
    names = {snowflake(each, "id"): author_name(each) for each in objs(message, "mentions")}
    for snapshot in _snapshots(message):
        names |= {snowflake(each, "id"): author_name(each) for each in objs(snapshot, "mentions")}
    whole = "\n\n".join(piece for piece in pieces if piece.strip())
    return resolved(without_mention(whole, view.me, view.places), names, view.places).strip()


def _own_text(message: Json) -> str:
    if found := text(message, "content"):
        return found
    if displays := _displays(objs(message, "components"), DEEPEST):
        return "\n".join(displays)
    return "\n\n".join(filter(None, map(_embed, objs(message, "embeds")))) if _by_program(message) else ""


def _by_program(message: Json) -> bool:
    """Embeds are what programs write; in a person's message they are previews of links."""
    return flag(obj(message, "author"), "bot") or bool(snowflake(message, "webhook_id"))


def _displays(components: list[Json], deep: int) -> list[str]:
    found: list[str] = []
    for component in components if deep else ():
        if component.get("type") == TEXT_DISPLAY and (shown := text(component, "content")):
            found.append(shown)
        found += _displays(objs(component, "components"), deep - 1)
    return found


def _embed(embed: Json) -> str:
    if text(embed, "type") not in {"rich", ""}:
        return ""
    title = text(embed, "title")
    fields = [f"{text(each, 'name')}: {text(each, 'value')}" for each in objs(embed, "fields")]
    return "\n".join(filter(None, [f"**{title}**" if title else "", text(embed, "description"), *fields]))


def _snapshots(message: Json) -> list[Json]:
    """The messages forwarded in it; Discord does not say by whom they were written."""
    return [obj(each, "message") for each in objs(message, "message_snapshots")]


def _forwarded(snapshot: Json) -> str:
    quoted = text(snapshot, "content") or "\n".join(_displays(objs(snapshot, "components"), DEEPEST))
    if not quoted:
        return ""
    return "Forwarded:\n" + "\n".join(f"> {line}" for line in quoted.splitlines())


def _poll(message: Json) -> str:
    question = text(obj(message, "poll", "question"), "text")
    answers = [text(obj(each, "poll_media"), "text") for each in objs(obj(message, "poll"), "answers")]
    return "\n".join([f"Poll: {question}", *(f"- {each}" for each in answers if each)]) if question else ""


def _stickers(message: Json) -> list[str]:
    return [f"[sticker: {text(each, 'name')}]" for each in objs(message, "sticker_items")]
