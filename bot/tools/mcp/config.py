"""What an operator says of a server: the usual `mcpServers` of other programs, and which of its tools are wanted."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$")]


class ServerConfig(BaseModel):
    """One server: a `command` that speaks over its standard streams, or a `url` of streamable HTTP.

    `tools` are patterns of the tools that are offered to the model. With `trust_hints` a tool that the server declares
    to be read-only runs unasked; without, each one asks.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    command: str = ""
    args: tuple[str, ...] = ()
    env: dict[str, str] = Field(default_factory=dict, repr=False)
    cwd: Path | None = None
    url: Url | None = Field(None, validation_alias=AliasChoices("url", "serverUrl"))
    headers: dict[str, str] = Field(default_factory=dict, repr=False)
    tools: tuple[str, ...] = ("*",)
    trust_hints: bool = Field(True, validation_alias=AliasChoices("trustHints", "trust_hints"))
    seconds: float = Field(60.0, gt=0)  # that a call may take
    disabled: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.command) == bool(self.url):
            raise ValueError("needs either a command or a url")
        return self


Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_. -]{0,39}$")]
_SERVERS: TypeAdapter[dict[Name, ServerConfig]] = TypeAdapter(dict[Name, ServerConfig])


def servers(value: Mapping[str, Any]) -> Mapping[str, ServerConfig]:
    """Those of a document such as `{"mcpServers": {"tickets": {...}}}`, without the disabled ones.

    Raises `pydantic.ValidationError`.
    """
    found = _SERVERS.validate_python(value.get("mcpServers", value))
    return {name: server for name, server in found.items() if not server.disabled}
