"""What platforms need of Markdown: cutting it, holding back what is half written, and saying it without tables.

Everything here is a pure function of the text and runs in time that grows with its length alone. Lines and fences are
scanned by our own code and not by a Markdown parser, because cuts need offsets in the source, and a growing text must
not be parsed as a whole for each of its pieces.
"""

from bot.core.markdown.code import prose_and_code
from bot.core.markdown.discord import for_discord
from bot.core.markdown.measure import utf16_length
from bot.core.markdown.split import Piece, split
from bot.core.markdown.stable import stable_prefix
from bot.core.markdown.tables import tables

__all__ = ["Piece", "for_discord", "prose_and_code", "split", "stable_prefix", "tables", "utf16_length"]
