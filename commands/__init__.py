"""One file per command, declared once for every platform; this list is the only registry."""

from bot.core.command import Commands
from bot.core.documents import Document, OutFile
from bot.core.values import Address, Author
from commands.ask import ASK
from commands.describe import DESCRIBE
from commands.help import help_command
from commands.ocr import Saved, ocr_command
from commands.stop import Stop, stop_command


def all_commands(bot_name: str, *, stop: Stop, saved: Saved) -> Commands:
    """Every command, built with what it needs."""
    listed = [ASK, DESCRIBE, ocr_command(saved, bot_name), stop_command(stop)]
    return Commands([*listed, help_command(listed, bot_name)])


def declared(bot_name: str) -> Commands:
    """Every command as it is declared, for manifests and help; those that need a part cannot be run."""

    async def nowhere(document: Document, name: str) -> OutFile:
        raise LookupError(f"{name} ({document.id}): no shelf is there to read it from")

    async def nothing(_conversation: Address, _by: Author) -> bool:
        return False

    return all_commands(bot_name, stop=nothing, saved=nowhere)
