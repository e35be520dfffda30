"""A command: a typed async function with a docstring, which people invoke; declared once for every platform."""

import shlex
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.core.errors import CommandRejected
from bot.core.read_files import TurnFiles
from bot.core.signature import arguments_model, description, problems
from bot.core.values import Address, Author


@dataclass(frozen=True, slots=True)
class CommandContext:
    """Who, where and when, and what files with it.

    `conversation` is the one the command was written in; `address` is where it was typed.
    """

    address: Address
    conversation: Address
    author: Author
    at: float
    files: TurnFiles


@dataclass(frozen=True, slots=True)
class Ask:
    """Returned by a command whose answer is the model's: `prompt` begins a turn."""

    prompt: str


CommandFunction = Callable[..., Awaitable[str | Ask]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as a platform declares it."""

    name: str
    description: str
    required: bool
    choices: tuple[str, ...] = ()
    type: str = "string"  # JSON schema's name: "string", "integer", "number", "boolean"


@dataclass(frozen=True, slots=True)
class Command:
    """`private`: the answer is for the asker alone, where the platform has that; or which arguments make it so.

    `queued`: written in a thread, it waits there for its turn, because the model answers it; others run at once.
    `takes_file`: a file may come with it; where a platform's commands carry none, with the message it is written in.
    """

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    arguments: type[BaseModel]
    function: CommandFunction
    private: bool | Callable[[Mapping[str, str]], bool] = False
    queued: bool = False
    takes_file: bool = False

    def is_private(self, values: Mapping[str, str]) -> bool:
        """Whether the answer to these arguments is for the asker alone."""
        return self.private(values) if callable(self.private) else self.private

    @property
    def usage(self) -> str:
        """How it is written: `<required> [optional]`."""
        return " ".join(f"<{p.name}>" if p.required else f"[{p.name}]" for p in self.parameters)

    async def run(self, context: CommandContext, values: Mapping[str, str]) -> str | Ask:
        """Raises `CommandRejected` with the sentence for the one who typed."""
        try:
            arguments = self.arguments.model_validate(dict(values))
        except ValidationError as error:
            wrong = problems(error)
            raise CommandRejected(f"I cannot use that: {wrong}. Write it as `/{self.name} {self.usage}`.") from error
        return await self.function(context, **{name: getattr(arguments, name) for name in type(arguments).model_fields})

    def written(self, text: str) -> dict[str, str]:
        """The arguments in a line such as `large` or `"two words" 3`: the last parameter takes what is left over."""
        if not self.parameters or not text.strip():
            return {}
        if len(self.parameters) == 1:
            return {self.parameters[0].name: text.strip()}
        words = _words(text)
        head, last = words[: len(self.parameters) - 1], words[len(self.parameters) - 1 :]
        values = [*head, " ".join(last)] if last else head
        return {parameter.name: value for parameter, value in zip(self.parameters, values, strict=False)}


def command(
    function: CommandFunction,
    *,
    private: bool | Callable[[Mapping[str, str]], bool] = False,
    queued: bool = False,
    takes_file: bool = False,
    name: str = "",
) -> Command:
    """The command that a function declares: `async def name(context: CommandContext, ...) -> str | Ask`."""
    model = arguments_model(function)
    first_line = description(function).splitlines()[0]
    return Command(
        name or function.__name__, first_line, _parameters(model), model, function, private, queued, takes_file
    )


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # an apostrophe is no opening quote
        return text.split()


def _parameters(model: type[BaseModel]) -> tuple[Parameter, ...]:
    schema: dict[str, Any] = model.model_json_schema()
    required = set(schema.get("required", ()))
    return tuple(
        Parameter(
            name=name,
            description=str(facts.get("description", name)),
            required=name in required,
            choices=tuple(str(choice) for choice in facts.get("enum", ())),
            type=str(facts.get("type", "string")),
        )
        for name, facts in schema.get("properties", {}).items()
    )


@dataclass(frozen=True, slots=True)
class Commands:
    """All commands, found by name."""

    all: Sequence[Command]
    by_name: Mapping[str, Command] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.all})

    def written_in(self, text: str) -> tuple[Command, dict[str, str]] | None:
        """The command that a message consists of: `/name ...` or `!name ...`; None if it is an ordinary message."""
        head, _, rest = text.strip().partition(" ")
        if head[:1] not in {"/", "!"} or (found := self.by_name.get(head[1:].lower())) is None:
            return None
        return found, found.written(rest)
