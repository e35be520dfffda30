from typing import Literal

from pydantic import BaseModel, Field


class FileSettings(BaseModel):
    """Files"""

    ocr: Literal["auto", "always", "never"] = Field(
        "auto",
        description="When pages go to OCR: where a page's own text is not good, always, or never.",
        examples=["auto"],
    )
    file_megabytes: float = Field(50.0, gt=0, le=500, description="Largest file that is read.", examples=["50"])
    file_pages: int = Field(1_000, ge=1, le=1_000, description="Most pages of a file that is read.", examples=["1000"])
    files_per_question: int = Field(10, ge=1, le=50, description="Files read for one answer.", examples=["10"])
    file_tokens: int = Field(
        32_000,
        ge=1_000,
        description="Tokens of files shown whole in a request; longer ones are searched.",
        examples=["32000"],
    )
    ask_above_pages: int = Field(
        50, ge=0, description="Pages of OCR above which it first asks the person.", examples=["50"]
    )
    ask_above_cost: float = Field(
        0.25,
        ge=0,
        description="Money above which it first asks the person: for OCR, for sound, for making long text searchable, "
        "and for going through it with `/extract`.",
        examples=["0.25"],
    )
    keep_files_days: float = Field(
        7.0,
        ge=0,
        description="How long files and pictures themselves are kept; what was read in them stays.",
        examples=["7"],
    )
