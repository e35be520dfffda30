from pydantic import BaseModel, Field


class MemorySettings(BaseModel):
    """Memory"""

    search_by_meaning: bool = Field(
        True,
        description="Search messages and files by meaning too: what is kept goes through the embedding model once.",
        examples=["false"],
    )
    notes: bool = Field(
        True, description="Whether it may keep short notes about people and channels (`/memory`).", examples=["false"]
    )
    notes_most: int = Field(
        50, ge=1, le=500, description="Most notes about one person or one channel.", examples=["50"]
    )
    notes_tokens: int = Field(
        600, ge=50, description="Tokens of notes that are shown with a question.", examples=["600"]
    )
