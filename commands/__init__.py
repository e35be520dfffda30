"""One file per command, declared once for every platform; this list is the only registry."""

from bot.core.command import Again, CommandContext, Commands
from bot.core.documents import Document, OutFile
from bot.core.values import Address, Author
from commands.ask import ASK
from commands.describe import DESCRIBE
from commands.extract import Extract, extract_command
from commands.help import help_command
from commands.ocr import Saved, ocr_command
from commands.retry import Retry, retry_command
from commands.stop import Stop, stop_command
from commands.summarize import Length, Summarise, summarize_command


def all_commands(
    bot_name: str, *, stop: Stop, retry: Retry, saved: Saved, extract: Extract, summarise: Summarise
) -> Commands:
    """Every command, built with what it needs."""
    listed = [
        ASK,
        DESCRIBE,
        ocr_command(saved, bot_name),
        extract_command(extract, bot_name),
        summarize_command(summarise),
        stop_command(stop),
        retry_command(retry),
    ]
    return Commands([*listed, help_command(listed, bot_name)])


def declared(bot_name: str) -> Commands:
    """Every command as it is declared, for manifests and help; those that need a part cannot be run."""

    async def nowhere(document: Document, name: str) -> OutFile:
        raise LookupError(f"{name} ({document.id}): no shelf is there to read it from")

    async def nothing(_conversation: Address, _by: Author) -> bool:
        return False

    async def from_nowhere(_context: CommandContext, line: str) -> str:
        raise LookupError(f"no shelf is there to extract {line!r} from")

    async def unread(_context: CommandContext, what: str, *, length: Length, focus: str, language: str) -> str:
        raise LookupError(f"no platform is there to read {what!r} from, {length}, {focus!r}, {language!r}")

    async def never(_context: CommandContext, model: str) -> Again:
        raise LookupError(f"no answers are there to be given again, by {model!r}")

    return all_commands(bot_name, stop=nothing, retry=never, saved=nowhere, extract=from_nowhere, summarise=unread)
