"""Agents as an operator defines them, in JSON: by the id of one that exists, or by all that makes one.

{"researcher": {"model": "mistral-medium-latest", "instructions": "Cite your sources.", "tools": ["web_search"]},
 "desk": {"id": "ag_0123"}}
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

Connector = Literal["web_search", "web_search_premium", "code_interpreter", "image_generation"]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]


class AgentDefinition(BaseModel):
    """`tools` are the service's connectors, `libraries` the ids of its document libraries, `handoffs` other names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = ""
    model: str = ""
    instructions: str = Field(default="", max_length=20_000)
    description: str = Field(default="", max_length=500)
    tools: tuple[Connector, ...] = ()
    libraries: tuple[str, ...] = ()
    handoffs: tuple[Name, ...] = ()
    temperature: float | None = Field(default=None, ge=0, le=1)

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> Self:
        if bool(self.id) == bool(self.model):
            raise ValueError("needs an id or a model, and not both")
        if self.id and self.model_fields_set != {"id"}:
            raise ValueError("has an id, so all else is set on Mistral's side")
        return self


_DEFINITIONS: TypeAdapter[dict[str, AgentDefinition]] = TypeAdapter(dict[Name, AgentDefinition])


def read_agents(text: str) -> Mapping[str, AgentDefinition]:
    """The agents in a JSON object, or in the file of that name; none for an empty text.

    Raises `ValueError` with a sentence that names what is wrong.
    """
    if not text.strip():
        return {}
    try:
        source = text if text.lstrip().startswith("{") else Path(text).read_text(encoding="utf-8")
        agents = _DEFINITIONS.validate_python(json.loads(source))
    except OSError as error:
        raise ValueError(f"is no JSON object, and no file that can be read: {error.strerror}") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"{place}: {first['msg'].removeprefix('Value error, ')}") from error
    _check_handoffs(agents)
    return agents


def _check_handoffs(agents: Mapping[str, AgentDefinition]) -> None:
    """Each leads to an agent that is defined, and none back to where it came from: it has to be made before."""
    for name in agents:
        _follow(name, agents, ())


def _follow(name: str, agents: Mapping[str, AgentDefinition], path: tuple[str, ...]) -> None:
    if name not in agents:
        raise ValueError(f"{path[-1]} hands over to {name}, which is not defined")
    if name in path:
        raise ValueError(f"the handoffs go in a circle: {' -> '.join([*path, name])}")
    for other in agents[name].handoffs:
        _follow(other, agents, (*path, name))
