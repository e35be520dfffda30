"""One frozen `Settings`, read from the environment and `.env`; every problem is reported at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.core.errors import SettingsInvalid

Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$")]


def _begins_with(prefix: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if (value := secret.get_secret_value()) and not value.startswith(prefix):
            raise ValueError(f"does not begin with {prefix}")
        return secret

    return AfterValidator(check)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("is no time zone of the IANA list") from error


class Settings(BaseSettings):
    """What an operator may set. A field's description is its line in the README and in `deploy/example.env`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", case_sensitive=False)

    mistral_api_key: SecretStr = Field(
        SecretStr(""),
        description="The key of your Mistral workspace.",
        examples=["from console.mistral.ai, under API keys"],
    )
    mistral_base_url: Url = Field(
        "https://api.mistral.ai",
        description="Where Mistral answers: an EU or US endpoint, a proxy, or any compatible server.",
        examples=["https://api.eu.mistral.ai"],
    )
    mistral_model: str = Field(
        "mistral-small-latest",
        min_length=1,
        description="The model that answers: an id, an alias or a friendly name.",
        examples=["mistral-medium-latest"],
    )
    mistral_silence_seconds: float = Field(
        60.0,
        gt=0,
        description="How long Mistral may be silent, in seconds, before an answer is given up.",
        examples=["60"],
    )
    mistral_retry_seconds: float = Field(
        90.0, ge=0, description="How long a request is tried again in all, in seconds.", examples=["90"]
    )
    mistral_proxy: str = Field("", description="An HTTP proxy for requests to Mistral.", examples=["http://proxy:3128"])

    slack_bot_token: Annotated[SecretStr, _begins_with("xoxb-")] = Field(
        SecretStr(""),
        description="Starts Slack. Bot token, from your Slack app's page, OAuth & Permissions.",
        examples=["xoxb-..."],
    )
    slack_app_token: Annotated[SecretStr, _begins_with("xapp-")] = Field(
        SecretStr(""),
        description="For Socket Mode. App-level token with connections:write, from Basic Information.",
        examples=["xapp-..."],
    )
    slack_signing_secret: SecretStr = Field(
        SecretStr(""), description="For HTTP mode. Signing secret, from Basic Information.", examples=["8f74..."]
    )
    slack_mode: Literal["socket", "http"] = Field(
        "socket", description="How Slack's events arrive: over a socket, or by HTTP requests.", examples=["socket"]
    )
    slack_http_host: str = Field("0.0.0.0", description="Where HTTP mode listens.", examples=["0.0.0.0"])  # noqa: S104 - a container's port is published on purpose
    slack_http_port: int = Field(
        3000, ge=0, le=65535, description="Port of HTTP mode; path /slack/events.", examples=["3000"]
    )
    slack_api_url: Url = Field(
        "https://slack.com/api/", description="Where Slack's Web API answers.", examples=["https://slack.com/api/"]
    )

    discord_token: SecretStr = Field(
        SecretStr(""), description="Starts Discord. Bot token, from the developer portal, Bot.", examples=["MTIz..."]
    )
    discord_message_content: bool = Field(
        True,
        description="Ask for the Message Content intent; without it only mentions, replies and DMs can be read.",
        examples=["true"],
    )
    discord_auto_thread: bool = Field(
        False, description="Answer a mention in a Discord channel in a new thread.", examples=["false"]
    )
    discord_api_url: Url = Field(
        "https://discord.com/api/v10",
        description="Where Discord's REST API answers.",
        examples=["https://discord.com/api/v10"],
    )
    discord_gateway_url: str = Field(
        "",
        pattern=r"^$|^wss?://",
        description="Discord's gateway, if not its own.",
        examples=["wss://gateway.discord.gg/"],
    )

    database_url: str = Field(
        "sqlite:///galerne.sqlite3",
        pattern=r"^sqlite:///.+",
        description="Where the bot remembers: a SQLite file.",
        examples=["sqlite:////var/lib/galerne/galerne.sqlite3"],
    )

    bot_name: str = Field(
        "Galerne", min_length=1, max_length=35, description="What the bot calls itself.", examples=["Galerne"]
    )
    instructions: str = Field(
        "",
        max_length=20_000,
        description="What the model is told besides, for all conversations.",
        examples=["Answer in French."],
    )
    time_zone: Annotated[str, AfterValidator(_zone)] = Field(
        "UTC", description="The team's time zone.", examples=["Europe/Paris"]
    )
    currency: Literal["EUR", "USD"] = Field("EUR", description="In which money costs are shown.", examples=["EUR"])
    show_receipt: bool = Field(
        True, description="One line below each answer: what it read and what it cost.", examples=["true"]
    )
    follow_ups: Literal["thread", "mention"] = Field(
        "thread",
        description='In a thread where it was asked: answer all that names nobody else ("thread"), or only mentions.',
        examples=["mention"],
    )
    while_answering: Literal["wait", "steer", "replace"] = Field(
        "wait",
        description="A message that arrives while an answer is written waits, joins it, or takes its place.",
        examples=["steer"],
    )
    burst_seconds: float = Field(
        1.5, ge=0, le=30, description="Messages of one person within this time are answered as one.", examples=["1.5"]
    )
    answer_within_minutes: float = Field(
        60.0,
        gt=0,
        description="What could not be answered within this time is closed with a sentence.",
        examples=["60"],
    )
    waiting_turns: int = Field(
        500, ge=1, description="Questions that may wait; more are told to come back later.", examples=["500"]
    )
    answer_bots: bool = Field(False, description="Whether messages of other bots are answered.", examples=["false"])
    bot_turns: int = Field(
        5, ge=1, description="How often another bot is answered before a person has to speak.", examples=["5"]
    )
    channel_context: int = Field(
        20,
        ge=0,
        le=200,
        description="Messages of a channel read before a mention that begins a thread there.",
        examples=["20"],
    )
    context_tokens: int = Field(
        24_000,
        ge=2_000,
        description="Tokens of conversation per request; what is older is summarised.",
        examples=["32000"],
    )
    answer_tokens: int = Field(4_096, ge=64, description="Longest answer, in tokens.", examples=["4096"])
    tool_steps: int = Field(
        8, ge=1, le=32, description="How often the model may call tools in one answer.", examples=["8"]
    )
    ocr: Literal["auto", "always", "never"] = Field(
        "auto",
        description="When pages go to OCR: where a page's own text is not good, always, or never.",
        examples=["auto"],
    )
    ocr_model: str = Field(
        "mistral-ocr-latest", min_length=1, description="The model that reads pages.", examples=["mistral-ocr-2512"]
    )
    transcription_model: str = Field(
        "voxtral-mini-latest", min_length=1, description="The model that listens.", examples=["voxtral-mini-latest"]
    )
    embedding_model: str = Field(
        "mistral-embed", min_length=1, description="The model that finds passages.", examples=["mistral-embed"]
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
        0.25, ge=0, description="Money for reading above which it first asks the person.", examples=["0.25"]
    )
    ask_within_hours: float = Field(
        24.0, gt=0, description="How long a question to a person stays open.", examples=["24"]
    )
    keep_files_days: float = Field(
        7.0,
        ge=0,
        description="How long files and pictures themselves are kept; what was read in them stays.",
        examples=["7"],
    )
    concurrent_turns: int = Field(64, ge=1, le=1_000, description="Answers written at the same time.", examples=["64"])
    drain_seconds: float = Field(
        20.0,
        ge=0,
        description="How long running answers may take to finish when the bot is told to stop.",
        examples=["20"],
    )
    health_file: str = Field(
        "",
        description="A file that is touched while the bot is well; `python -m bot health` looks at it.",
        examples=["/tmp/galerne.health"],  # noqa: S108 - an example path, written by the operator's own choice
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged; only DEBUG logs what people write.", examples=["INFO"]
    )

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
        try:
            return cls(**known)  # type: ignore[arg-type]  # texts are what pydantic is here to turn into types
        except ValidationError as error:
            raise SettingsInvalid("\n".join(_problems(cls, error))) from None  # its cause would print the values


def _problems(settings: type[Settings], error: ValidationError) -> list[str]:
    lines = []
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        name = str(problem["loc"][0])
        example = (settings.model_fields[name].examples or [""])[0]
        what = problem["msg"].removeprefix("Value error, ")
        lines.append(f"{name.upper()}: {what}. For example: {name.upper()}={example}")
    return lines
