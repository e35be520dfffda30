"""A typed function is its own declaration: its parameters become a pydantic model, a JSON schema and a help line."""

import inspect
import json
import math
from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model

Model = TypeVar("Model", bound=BaseModel)
_Field = tuple[str, Any, Any]  # name, hint and default

_PROBLEMS: Final = 8  # that are told at once


def arguments_model(function: Callable[..., Any], *, skip: int = 1) -> type[BaseModel]:
    """The model of a function's parameters, without the first `skip` (its context).

    Descriptions come from `Annotated[type, "words"]` or `Field`; defaults and Literals are kept. Unknown arguments are
    refused. Raises `TypeError` for a parameter without a type.
    """
    hints = get_type_hints(function, include_extras=True)
    fields: list[_Field] = []
    for name, parameter in list(inspect.signature(function).parameters.items())[skip:]:
        if name not in hints:
            raise TypeError(f"{function.__qualname__}: the parameter {name!r} needs a type")
        default = ... if parameter.default is inspect.Parameter.empty else parameter.default
        fields.append((name, hints[name], default))
    return _known(function.__name__, _Fields(tuple(fields)))


class _Fields:
    """Equal where names, hints and defaults are: by value where they have one, by their words where they have none."""

    def __init__(self, each: tuple[_Field, ...]) -> None:
        self.each = each
        self._key = tuple((name, _hashed(hint), repr(default)) for name, hint, default in each)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Fields) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def _hashed(hint: Any) -> Any:
    """A hint, with the marks of `Annotated`, which may have no hash, by what they say."""
    inner = get_args(hint)
    if not inner or get_origin(hint) is Literal:
        return hint
    base, *marks = inner
    if get_origin(hint) is Annotated:
        return (Annotated, _hashed(base), *map(repr, marks))
    return (get_origin(hint), *map(_hashed, inner))


@lru_cache(maxsize=512)
def _known(name: str, fields: _Fields) -> type[BaseModel]:
    """The tools of a turn are declared with each turn, and a model takes more than a millisecond to be made."""
    config = ConfigDict(extra="forbid", frozen=True)
    declared: dict[str, Any] = {field: (described(hint), default) for field, hint, default in fields.each}
    model: type[BaseModel] = create_model(name, __config__=config, **declared)
    return model


def described(hint: Any) -> Any:
    """`Annotated[T, "words"]` with the words turned into a field description, within lists and unions too."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        kinds = set(map(type, inner))
        return Annotated[hint, BeforeValidator(_no_boolean)] if int in kinds and bool not in kinds else hint
    if origin is None:
        return hint
    if origin is Annotated:
        base, *marks = inner
        turned = [Field(description=mark) if isinstance(mark, str) else mark for mark in marks]
        return Annotated[(described(base), *turned)]
    parts = tuple(described(each) for each in inner)
    return reduce(or_, parts) if origin in {Union, UnionType} else origin[parts]


def _no_boolean(value: Any) -> Any:
    """To Python `True` is the literal 1, and in JSON it is not."""
    if isinstance(value, bool):
        raise ValueError(f"{str(value).lower()} is none of them")  # noqa: TRY004 - what pydantic takes for a refusal
    return value


def description(function: Callable[..., Any]) -> str:
    """The whole docstring, dedented. Raises `TypeError` where there is none."""
    if not (text := inspect.getdoc(function)):
        raise TypeError(f"{function.__qualname__} needs a docstring: it is what people and the model read")
    return text


@lru_cache(maxsize=512)
def json_schema(model: type[BaseModel]) -> Mapping[str, Any]:
    """The model's JSON schema without titles, which only cost tokens; made once for each model."""
    schema: dict[str, Any] = _without_titles(model.model_json_schema())
    schema.setdefault("properties", {})
    return schema


def _without_titles(value: Any, *, names: bool = False) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_titles(inner, names=key in {"properties", "$defs"})
            for key, inner in value.items()
            if names or key != "title"
        }
    if isinstance(value, list):
        return [_without_titles(inner) for inner in value]
    return value


def parsed(model: type[Model], raw: str) -> Model:
    """The arguments as the model wrote them, in JSON; nothing at all stands for no arguments.

    What its JSON schema admits is taken, and nothing else: "5" is no integer, and 5.0 is one. Raises `ValueError` with
    a sentence for each problem.
    """
    try:
        strict = json.dumps(json_object(raw))
        return model.model_validate_json(strict, strict=True)
    except ValidationError as error:
        raise ValueError(problems(error)) from error


def json_object(raw: str) -> dict[str, Any]:
    """A JSON object, with whole numbers as `int` however they are written. Raises `ValueError` with what is wrong."""
    try:
        value = json.loads(raw.strip() or "{}", parse_float=_number, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise ValueError(f"this is no JSON: {error}") from error
    except RecursionError as error:
        raise ValueError("they are nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError("they have to be a JSON object")  # noqa: TRY004 - a model's text, not an argument of ours
    return value


def _number(text: str) -> int | float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:20]} is too large a number")
    return int(number) if number.is_integer() else number


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def problems(error: ValidationError) -> str:
    """What is wrong with the arguments, a sentence for each, for the one who wrote them."""
    lines = []
    found = error.errors(include_url=False)
    for problem in found[:_PROBLEMS]:
        place = ".".join(str(step) for step in problem["loc"]) or "the arguments"
        lines.append(f"{place}: {problem['msg']}")
    if len(found) > _PROBLEMS:
        lines.append(f"and {len(found) - _PROBLEMS} more")
    return "; ".join(lines)
