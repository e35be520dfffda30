"""One frozen `Settings`, read from the environment and `.env`; every problem is reported at once.

Each group is a file of its own; its docstring is its heading in `deploy/example.env` and `docs/settings.md`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from dotenv import dotenv_values
from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.core.errors import SettingsInvalid
from bot.settings.agents import AgentSettings
from bot.settings.answers import AnswerSettings
from bot.settings.discord import DiscordSettings
from bot.settings.files import FileSettings
from bot.settings.mcp_servers import mcp_document
from bot.settings.memory import MemorySettings
from bot.settings.mistral import MistralSettings
from bot.settings.people import PeopleSettings
from bot.settings.process import ProcessSettings
from bot.settings.slack import SlackSettings
from bot.settings.tools import ToolSettings

GROUPS: Final[tuple[type[BaseModel], ...]] = (
    MistralSettings,
    SlackSettings,
    DiscordSettings,
    AnswerSettings,
    FileSettings,
    ToolSettings,
    AgentSettings,
    PeopleSettings,
    MemorySettings,
    ProcessSettings,
)


class Settings(
    MistralSettings,
    SlackSettings,
    DiscordSettings,
    AnswerSettings,
    FileSettings,
    ToolSettings,
    AgentSettings,
    PeopleSettings,
    MemorySettings,
    ProcessSettings,
    BaseSettings,
):
    """What an operator may set. A field's description is its line in `docs/settings.md` and `deploy/example.env`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", case_sensitive=False)

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` is given: the environment is injected, never read behind a caller's back."""
        del settings_cls
        return (init_settings,)

    @classmethod
    def load(cls, environ: Mapping[str, str], env_file: Path | None = None) -> "Settings":
        """The settings of `environ`, over those of a `.env` file.

        Raises `SettingsInvalid` with a line per problem: the variable, what is wrong, and an example.
        """
        values: dict[str, str] = {}
        if env_file is not None and env_file.is_file():
            values |= {key.lower(): value for key, value in dotenv_values(env_file).items() if value}
        values |= {key.lower(): value for key, value in environ.items() if value}
        known = {name: value for name, value in values.items() if name in cls.model_fields}
        lines: list[str] = []
        if text := known.pop("mcp_servers", ""):
            try:
                known["mcp_servers"] = mcp_document(text, values)
            except ValueError as error:
                lines = [f"MCP_SERVERS: {error}."]
        try:
            settings = cls(**known)  # type: ignore[arg-type]  # texts are what pydantic is here to turn into types
        except ValidationError as error:
            lines = [*_problems(cls, error), *lines]
        if lines:
            raise SettingsInvalid("\n".join(lines)) from None  # a cause would print the values
        return settings


def _problems(settings: type[Settings], error: ValidationError) -> list[str]:
    lines = []
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        name = str(problem["loc"][0])
        example = (settings.model_fields[name].examples or [""])[0]
        what = problem["msg"].removeprefix("Value error, ")
        lines.append(f"{name.upper()}: {what}. For example: {name.upper()}={example}")
    return lines
