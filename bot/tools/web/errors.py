"""What can be wrong with a page, in a sentence that the model can act on."""

from bot.core.errors import ToolFailed


class PageRefused(ToolFailed):
    """The page is not fetched: its address is none that may be reached, or it is nothing to read."""
