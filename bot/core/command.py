"""A command: a typed async function with a docstring, which people invoke; declared once for every platform."""

import re
import shlex
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ValidationError

from bot.core.errors import CommandRejected
from bot.core.material import Pointing, nowhere
from bot.core.parameters import Parameter, nearest, parameters_of
from bot.core.read_files import TurnFiles
from bot.core.records import Turn
from bot.core.signature import arguments_model, description, problems
from bot.core.values import Address, Answerable, Author, CommandInvoked, Heard

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z-]{2,31}")
_NAMED: Final = re.compile(r"""(?<!\S)(\w+)=(?:"([^"]*)"|'([^']*)'|[“”„]([^“”]*)[“”]|([^\s"“”„']\S*))(?!\S)""")


async def unasked(question: str, yes: str) -> None:
    """In the place of a confirmation where there is nobody to ask."""
    raise LookupError(f"nobody is there to be asked {question!r}, {yes!r}")


@dataclass(frozen=True, slots=True)
class CommandContext:
    """Who, where and when, and what files with it.

    `conversation` is the one the command was written in; `address` is where it was typed. `message_id` is that of the
    message it was written in, or empty. `about` is the turn whose button called it, or 0; `target` the message in whose
    menu it was chosen. `confirm` asks its author a question with a button that says yes; see `bot.core.confirming`.
    `pointing` finds the message that the command is about.
    """

    address: Address
    conversation: Address
    author: Author
    at: float
    files: TurnFiles
    message_id: str = ""
    about: int = 0
    target: Heard | None = None
    confirm: Callable[[str, str], Awaitable[None]] = unasked
    pointing: Pointing = nowhere


@dataclass(frozen=True, slots=True)
class Ask:
    """Returned by a command whose answer is the model's: `prompt` begins a turn.

    `alone`: it says everything, and the model is shown neither the conversation nor its files, and calls no tools.
    """

    prompt: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """Returned by a command whose answer is that of an earlier turn, given anew, by another model if one is named."""

    turn: Turn
    model: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Returned by a command that has nothing to say: nothing is posted. `reason` is for the receipt."""

    reason: str


Result = str | Ask | Again | Silence
Audience = Annotated[Literal["me", "channel"], "who sees it: only you, or the channel"]
CommandFunction = Callable[..., Awaitable[Result]]


@dataclass(frozen=True, slots=True)
class Command:
    """`private`: the answer is for the asker alone, where the platform has that; or which arguments make it so.

    `queued`: written in a thread, it waits there for its turn, because the model answers it; others run at once.
    `for_all`: it works for whoever asks, outside all limits, such as `/help`.
    `takes_file`: a file may come with it; where a platform's commands carry none, with the message it is written in.
    `on_message`: what it is called in the menu of a message, where it can be called without arguments; empty: it is not
    there. What is chosen in a menu is answered for the one who chose alone. `example`: arguments that show its use.
    """

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    arguments: type[BaseModel]
    function: CommandFunction
    private: bool | Callable[[Mapping[str, str]], bool] = False
    queued: bool = False
    takes_file: bool = False
    on_message: str = ""
    for_all: bool = False
    example: str = ""

    def is_private(self, values: Mapping[str, str]) -> bool:
        """Whether the answer to these arguments is for the asker alone."""
        return self.private(values) if callable(self.private) else self.private

    @property
    def usage(self) -> str:
        """How it is written: `<required> [optional] [name=...]`."""
        return " ".join(parameter.usage for parameter in self.parameters)

    async def run(self, context: CommandContext, values: Mapping[str, str]) -> Result:
        """Raises `CommandRejected` with the sentence for the one who typed."""
        try:
            arguments = self.arguments.model_validate(dict(values))
        except ValidationError as error:
            wrong = problems(error)
            raise CommandRejected(f"I cannot use that: {wrong}. Write it as `/{self.name} {self.usage}`.") from error
        return await self.function(context, **{name: getattr(arguments, name) for name in type(arguments).model_fields})

    def written(self, text: str) -> dict[str, str]:
        """The arguments in a line such as `large coats=2` or `"two words" 3`.

        Where there are several parameters, words such as `coats=2` are taken out first; the last of the other
        parameters takes what is left over.
        """
        values, rest = self._named(text) if len(self.parameters) > 1 else ({}, text.strip())
        placed = [each.name for each in self.parameters if not each.named]
        others = [name for name in placed if name not in values]
        if not others or not rest:
            return values
        if len(placed) == 1:
            return values | {others[0]: rest}
        words = _words(rest)
        head, last = words[: len(others) - 1], words[len(others) - 1 :]
        return values | dict(zip(others, [*head, " ".join(last)] if last else head, strict=False))

    def _named(self, text: str) -> tuple[dict[str, str], str]:
        """The arguments written as `name=value`, and the text without them."""
        names = {each.name.lower(): each.name for each in self.parameters}
        values: dict[str, str] = {}

        def taken(found: re.Match[str]) -> str:
            if (name := names.get(found[1].lower())) is None:
                return found[0]
            values[name] = next(value for value in found.groups()[1:] if value is not None)
            return " "

        rest = _NAMED.sub(taken, text)
        return values, rest.strip()


def command(
    function: CommandFunction,
    *,
    private: bool | Callable[[Mapping[str, str]], bool] = False,
    queued: bool = False,
    takes_file: bool = False,
    on_message: str = "",
    for_all: bool = False,
    example: str = "",
    name: str = "",
) -> Command:
    """The command that a function declares: `async def name(context: CommandContext, ...) -> Result`.

    Raises `TypeError` for one in the menu of a message that cannot do without arguments.
    """
    model = arguments_model(function)
    first_line = description(function).splitlines()[0]
    parameters = parameters_of(function, model)
    if on_message and any(each.required for each in parameters):
        raise TypeError(f"{function.__qualname__}: in the menu of a message nobody can give it arguments")
    return Command(
        name or function.__name__,
        first_line,
        parameters,
        model,
        function,
        private,
        queued,
        takes_file,
        on_message,
        for_all,
        example,
    )


def for_me(values: Mapping[str, str]) -> bool:
    """Whether a command with an `Audience` is for the asker alone, which it is unless somebody says otherwise."""
    return values.get("audience") != "channel"


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # an apostrophe is no opening quote
        return text.split()


async def mistyped(_context: CommandContext, written: str, meant: str) -> Result:
    """Say which command was meant."""
    raise CommandRejected(f"There is no command `{written}`; did you mean `{meant}`? `!help` lists those there are.")


MISTYPED: Final = command(mistyped, private=True)


@dataclass(frozen=True, slots=True)
class Commands:
    """All commands that people can call, by whatever they are called there.

    `scheduled` are those that only the timetable invokes, each by its own name; `pages` are called by opening them.
    """

    all: Sequence[Command]
    scheduled: Sequence[Command] = ()
    pages: Sequence[Command] = ()
    by_name: Mapping[str, Command] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.all})

    def invoked_by(self, event: CommandInvoked) -> Command | None:
        """None if there is no such command any more."""
        if event.scheduled:
            return next((each for each in self.scheduled if each.name == event.name), None)
        found = self.by_name.get(event.name)
        return found or next((each for each in self.pages if each.name == event.name), None)

    def written_in(self, text: str) -> tuple[Command, dict[str, str]] | None:
        """The command that a message consists of: `/name ...` or `!name ...`; None if it is an ordinary message.

        A name that is nearly one of ours calls a command that says so.
        """
        head, _, rest = text.strip().partition(" ")
        if head[:1] not in {"/", "!"}:
            return None
        if (found := self.by_name.get(head[1:].lower())) is not None:
            return found, found.written(rest)
        meant = nearest(head[1:], self.by_name) if _NAME.fullmatch(head[1:]) else []
        return (MISTYPED, {"written": head, "meant": head[0] + meant[0]}) if meant else None

    def is_private(self, event: Answerable) -> bool:
        """Whether what an event asks for is answered for the asker alone."""
        if isinstance(event, CommandInvoked) and event.target is not None:
            return True
        called = self.called_by(event)
        return called is not None and called[0].is_private(called[1])

    def called_by(self, event: Answerable) -> tuple[Command, dict[str, str]] | None:
        """The command that an event calls, with what was given; None for a question, or a command that is gone."""
        if not isinstance(event, CommandInvoked):
            return self.written_in(event.said.text)
        found = self.invoked_by(event)
        return None if found is None else (found, dict(event.arguments))
