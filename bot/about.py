"""What the bot says of itself: no secrets, and nothing that its settings do not bear out."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from bot import __version__
from bot.core.documents import Charge
from bot.core.receipt import money
from bot.core.search_ports import MessageIndex
from bot.settings import Settings

_TEXT: Final = """\
**{name}** is Galerne {version}, a Mistral teammate for Slack and Discord.

- **Where Mistral is reached:** {host}. What you ask me goes there, with its conversation and its files.
- **What I keep:** what was said where I was asked, my answers and what they were made from, the text that I read in \
files, what is needed to search all that, notes (`/memory`), and what each answer took. `/forget` deletes it.
- **What searching takes:** {spent}.
- **For how long:** files and pictures themselves for {days}, all else until it is forgotten.
- **Who looks after me:** {admins}. Ask {contact} about anything that I may not do.

`/settings` shows what holds here, `/usage` what you used, `/help` what I can do."""
_OWN: Final = "on Slack the admins and owners of the workspace, on Discord who may manage the server"


async def about(settings: Settings, index: MessageIndex, servers: Sequence[str]) -> str:
    """For `/about`. What the index took is in nobody's usage; `servers` are lines about the tool servers."""
    text = _TEXT.format(
        spent=_spent(await index.spent(), settings.currency),
        name=settings.bot_name,
        version=__version__,
        host=urlsplit(settings.mistral_base_url).hostname,
        days=f"{settings.keep_files_days:g} day{'s' if settings.keep_files_days != 1 else ''}",
        admins=_admins(settings),
        contact=settings.contact,
    )
    return f"{text}\n\n**Tool servers:** {'; '.join(servers)}." if servers else text


def _spent(spent: Sequence[tuple[Charge, float | None]], currency: str) -> str:
    """For example `1,203,400 tokens of mistral-embed, €0.12, in all`."""
    told = [
        f"{charge.usage.prompt_tokens:,} tokens of {charge.model}{f', {money(cost, currency)}' if cost else ''}"
        for charge, cost in spent
    ]
    return f"{'; '.join(told)}, in all" if told else "nothing so far"


def _admins(settings: Settings) -> str:
    named = ", ".join(f"`{each}`" for each in sorted(settings.admins))
    if not settings.platform_admins:
        return named or "nobody is named"
    return f"{named}, and {_OWN}" if named else _OWN
