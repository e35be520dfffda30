from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, SecretStr

from bot.settings.checks import database


class ProcessSettings(BaseModel):
    """The process"""

    database_url: Annotated[SecretStr, AfterValidator(database)] = Field(
        SecretStr("sqlite:///galerne.sqlite3"),
        description="Where the bot remembers: a SQLite file, or a PostgreSQL server for more than one process.",
        examples=["postgresql://galerne:password@database:5432/galerne"],
    )
    database_schema: str = Field(
        "galerne",
        pattern=r"^[a-z_][a-z0-9_]{0,50}$",
        description="In PostgreSQL, the schema that is the bot's own.",
        examples=["galerne"],
    )
    role: Literal["all", "receiver", "worker"] = Field(
        "all",
        description="With PostgreSQL: what this process does, accept events, answer them, or both.",
        examples=["worker"],
    )
    waiting_turns: int = Field(
        500, ge=1, description="Questions that may wait; more are told to come back later.", examples=["500"]
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
        description="A file in which the bot says whether it is well; `python -m bot health` looks at it.",
        examples=["/tmp/galerne.health"],  # noqa: S108 - an example path, written by the operator's own choice
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged; only DEBUG logs what people write.", examples=["INFO"]
    )
