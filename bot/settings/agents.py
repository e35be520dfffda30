import json
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidationError, ValidationInfo, field_validator

from bot.core.agents import read_agents

_PRICES: TypeAdapter[dict[str, Annotated[float, Field(ge=0)]]] = TypeAdapter(dict[str, Annotated[float, Field(ge=0)]])


def _defined(text: str) -> str:
    read_agents(text)
    return text


def _priced(text: str) -> str:
    read_prices(text)
    return text


def read_prices(text: str) -> Mapping[str, float]:
    """The price of one use of each connector. Raises `ValueError` with what is wrong."""
    try:
        return _PRICES.validate_python(json.loads(text or "{}"))
    except (json.JSONDecodeError, ValidationError) as error:
        raise ValueError("is no JSON object of prices") from error


class AgentSettings(BaseModel):
    """Agents"""

    agents: Annotated[str, AfterValidator(_defined)] = Field(
        "",
        description="Mistral agents, as JSON or a JSON file: by name an id, or a model and what it may use.",
        examples=['{"researcher": {"model": "mistral-medium-latest", "tools": ["web_search"]}}'],
    )
    agent: str = Field("", description="The agent that answers where no other was chosen.", examples=["researcher"])

    @field_validator("agent")
    @classmethod
    def _is_defined(cls, name: str, others: ValidationInfo) -> str:
        if name and "agents" in others.data and name not in read_agents(others.data["agents"]):
            raise ValueError("is none of AGENTS")
        return name

    agent_store: bool = Field(
        True, description="Whether Mistral keeps conversations with agents on its servers.", examples=["false"]
    )
    connector_prices: Annotated[str, AfterValidator(_priced)] = Field(
        "",
        description="What one use of a connector costs you, in CURRENCY, so that receipts can count it.",
        examples=['{"web_search": 0.03, "image_generation": 0.1}'],
    )
