"""The chunks of a content (Mistral OpenAPI: ContentChunk)."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from deploy.sandbox.mistral.closed import Closed

UUID = r"^[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$"


class Text(Closed):
    type: Literal["text"] = "text"
    text: str


class ImageAddress(Closed):
    url: str
    detail: Literal["low", "auto", "high"] | None = None


class Image(Closed):
    type: Literal["image_url"]
    image_url: str | ImageAddress

    def address(self) -> str:
        return self.image_url if isinstance(self.image_url, str) else self.image_url.url


class Document(Closed):
    type: Literal["document_url"]
    document_url: str
    document_name: str | None = None


class File(Closed):
    type: Literal["file"]
    file_id: Annotated[str, Field(pattern=UUID)]


class Audio(Closed):
    type: Literal["input_audio"]
    input_audio: str


class Reference(Closed):
    type: Literal["reference"] = "reference"
    reference_ids: list[int | str]


class ToolReference(Closed):
    type: Literal["tool_reference"] = "tool_reference"
    tool: str
    title: str
    url: str | None = None
    favicon: str | None = None
    description: str | None = None


class Thinking(Closed):
    type: Literal["thinking"] = "thinking"
    thinking: list[Text | ToolReference | Reference]
    signature: str | None = None
    closed: bool = True


Chunk = Annotated[
    Text | Image | Document | File | Audio | Reference | Thinking,
    Field(discriminator="type"),
]
SystemChunk = Annotated[Text | Thinking, Field(discriminator="type")]
AnyChunk = Text | Image | Document | File | Audio | Reference | Thinking


def texts(content: str | list[Chunk] | list[SystemChunk] | None) -> Iterator[str]:
    """What can be read in a content; thinking is left out."""
    if isinstance(content, str):
        yield content
        return
    for chunk in content or ():
        if isinstance(chunk, Text):
            yield chunk.text


def text_of(content: str | list[Chunk] | list[SystemChunk] | None) -> str:
    return "\n".join(texts(content))
