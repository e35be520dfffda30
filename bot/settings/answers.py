from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from bot.settings.checks import zone_name


class AnswerSettings(BaseModel):
    """Answers"""

    bot_name: str = Field(
        "Galerne", min_length=1, max_length=35, description="What the bot calls itself.", examples=["Galerne"]
    )
    instructions: str = Field(
        "",
        max_length=20_000,
        description="What the model is told besides, for all conversations.",
        examples=["Answer in French."],
    )
    time_zone: Annotated[str, AfterValidator(zone_name)] = Field(
        "UTC", description="The team's time zone.", examples=["Europe/Paris"]
    )
    currency: Literal["EUR", "USD"] = Field("EUR", description="In which money costs are shown.", examples=["EUR"])
    show_receipt: bool = Field(
        True, description="One line below each answer: what it read and what it cost.", examples=["true"]
    )
    answer_buttons: bool = Field(
        True, description="Buttons below each answer: Retry, good, bad, and what it was made from.", examples=["true"]
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
    answer_bots: bool = Field(False, description="Whether messages of other bots are answered.", examples=["false"])
    bot_turns: int = Field(
        5, ge=1, description="How often another bot is answered before a person has to speak.", examples=["5"]
    )
    late_digests: Literal["run", "skip"] = Field(
        "run",
        description='A digest that was missed while the bot did not run is made once, late, or left out ("skip").',
        examples=["skip"],
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
    ask_within_hours: float = Field(
        24.0, gt=0, description="How long a question to a person stays open.", examples=["24"]
    )
