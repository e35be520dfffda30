"""A tool: a typed async function with a docstring, which the model may call."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.core.errors import ToolFailed
from bot.core.messages import ToolSpec
from bot.core.signature import arguments_model, description, json_schema, problems
from bot.core.values import Address, Author


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Who, where and when: all that a tool is told. What else it needs it is built with."""

    address: Address
    author: Author
    now: float  # seconds since the Unix epoch


ToolFunction = Callable[..., Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Tool:
    spec: ToolSpec
    arguments: type[BaseModel]
    function: ToolFunction
    changes: bool = False  # it changes the world: never repeated, never run unasked
    seconds: float = 30.0  # that a call may take

    async def call(self, context: ToolContext, raw: str) -> str:
        """Run it on the arguments as the model wrote them, in JSON.

        Raises `ToolFailed` with what the model should read.
        """
        try:
            arguments = self.arguments.model_validate_json(raw or "{}")
        except ValidationError as error:
            raise ToolFailed(f"The arguments of {self.spec.name} are not right: {problems(error)}") from error
        values = {name: getattr(arguments, name) for name in type(arguments).model_fields}
        return await self.function(context, **values)


def tool(function: ToolFunction, *, changes: bool = False, seconds: float = 30.0) -> Tool:
    """The tool that a function declares: `async def name(context: ToolContext, ...) -> str`."""
    model = arguments_model(function)
    schema: dict[str, Any] = json_schema(model)
    return Tool(ToolSpec(function.__name__, description(function), schema), model, function, changes, seconds)
