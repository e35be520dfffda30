"""The parameters of a command, as a platform declares them; and what may be meant by what was typed."""

import difflib
import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

from pydantic import BaseModel

MOST_SUGGESTED: Final = 25
_ALIKE: Final = 0.75  # from 0 to 1, how alike two names are of which one is meant for the other

Suggest = Callable[[str], Awaitable[Sequence[str]]]
"""From what was typed so far to what may be meant, the likeliest first; empty: what may be meant at all."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """A mark in `Annotated` of a parameter whose values can be suggested while it is typed; others can be given too."""

    find: Suggest


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as a platform declares it. `named`: keyword-only, and so written as `name=value`.

    `minimum` and `maximum` bound a number, or the length of a text.
    """

    name: str
    description: str
    required: bool
    choices: tuple[str, ...] = ()
    type: str = "string"  # JSON schema's name: "string", "integer", "number", "boolean"
    named: bool = False
    minimum: float | None = None
    maximum: float | None = None
    suggest: Suggest | None = None

    @property
    def usage(self) -> str:
        words = f"{self.name}={'|'.join(self.choices) or '...'}" if self.named else self.name
        return f"<{words}>" if self.required else f"[{words}]"


def parameters_of(function: Callable[..., Any], model: type[BaseModel]) -> tuple[Parameter, ...]:
    """What a command's function is given besides its context; `model` is that of its arguments."""
    schema: dict[str, Any] = model.model_json_schema()
    required = set(schema.get("required", ()))
    kinds = {name: each.kind for name, each in inspect.signature(function).parameters.items()}
    hints = get_type_hints(function, include_extras=True)
    return tuple(
        Parameter(
            name=name,
            description=str(facts.get("description", name)),
            required=name in required,
            choices=tuple(str(choice) for choice in facts.get("enum", ())),
            type=str(facts.get("type", "string")),
            named=kinds[name] is inspect.Parameter.KEYWORD_ONLY,
            minimum=_first(facts, "minimum", "minLength"),
            maximum=_first(facts, "maximum", "maxLength"),
            suggest=_suggest(hints[name]),
        )
        for name, facts in schema.get("properties", {}).items()
    )


def among(known: Iterable[str]) -> Suggestions:
    """Suggestions from a fixed list."""
    listed = tuple(known)

    async def find(typed: str) -> Sequence[str]:
        return fitting(typed, listed)

    return Suggestions(find)


def fitting(typed: str, known: Sequence[str]) -> list[str]:
    """Those that begin with what was typed, then those that contain it, then those that are like it."""
    words = typed.strip().casefold()
    begin = [each for each in known if each.casefold().startswith(words)]
    contain = [each for each in known if words in each.casefold()]
    found = dict.fromkeys([*begin, *contain, *(nearest(words, known) if words else [])])
    return list(found)[:MOST_SUGGESTED]


def nearest(typed: str, known: Iterable[str]) -> list[str]:
    """Those for which somebody may have mistyped it, the likeliest first."""
    by_folded = {each.casefold(): each for each in known}
    return [by_folded[each] for each in difflib.get_close_matches(typed.casefold(), by_folded, n=3, cutoff=_ALIKE)]


def _first(facts: Mapping[str, Any], *names: str) -> float | None:
    return next((facts[name] for name in names if name in facts), None)


def _suggest(hint: Any) -> Suggest | None:
    marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((mark.find for mark in marks if isinstance(mark, Suggestions)), None)
