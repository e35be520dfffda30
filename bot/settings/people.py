from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from bot.settings.checks import comma_separated

Ids = Annotated[frozenset[str], BeforeValidator(comma_separated)]


class PeopleSettings(BaseModel):
    """People"""

    admins: Ids = Field(
        frozenset(),
        description="Who looks after the bot: ids of people, on one platform as slack:ID or discord:ID.",
        examples=["slack:U012AB3CD, discord:81384788765712384"],
    )
    platform_admins: bool = Field(
        True,
        description="Whether Slack's admins, and those who may manage a Discord server, look after the bot there.",
        examples=["true"],
    )
    contact: str = Field(
        "your admin",
        min_length=1,
        max_length=100,
        description="Whom people are told to ask when I may not help them.",
        examples=["Ana in #it-help"],
    )
    allow_people: Ids = Field(
        frozenset(), description="If set, only these people are answered.", examples=["slack:U012AB3CD"]
    )
    deny_people: Ids = Field(frozenset(), description="People who are not answered.", examples=["slack:U012AB3CD"])
    allow_channels: Ids = Field(
        frozenset(),
        description='If set, only in these channels is anybody answered; "direct" stands for direct messages.',
        examples=["slack:C012AB3CD, direct"],
    )
    deny_channels: Ids = Field(
        frozenset(), description="Channels in which nobody is answered.", examples=["discord:1043138549"]
    )
    questions_per_hour: int = Field(
        0, ge=0, description="How often one person may ask within an hour; 0 for any number.", examples=["30"]
    )
    person_budget: float | None = Field(
        None, gt=0, description="Money that one person may spend in a month; empty for no end.", examples=["10"]
    )
    workspace_budget: float | None = Field(
        None, gt=0, description="Money that a workspace or server may spend in a month.", examples=["200"]
    )
