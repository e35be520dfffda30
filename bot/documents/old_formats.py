"""Office formats of before 2007, and RTF: nothing here opens them, but the OCR service does, all pages at once."""

from typing import Final

from bot.documents.packages import DOC, PPT

RTF: Final = "application/rtf"
_BETTER: Final = {DOC: ".docx", PPT: ".pptx", RTF: ".docx"}


def needs_ocr(media_type: str) -> bool:
    """Whether only the OCR service can read it. How many pages it has is then known once it has been read."""
    return media_type in _BETTER


def sentence(name: str, media_type: str) -> str:
    """For a place where OCR is switched off."""
    return (
        f"{name} is in an old format that only OCR can read, and OCR is switched off here; "
        f"please save it as {_BETTER[media_type]} or PDF."
    )
