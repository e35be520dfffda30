"""A typed function is its own declaration: its parameters become a pydantic model, a JSON schema and a help line."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model


def arguments_model(function: Callable[..., Any], *, skip: int = 1) -> type[BaseModel]:
    """The model of a function's parameters, without the first `skip` (its context).

    Descriptions come from `Annotated[type, "words"]` or `Field`; defaults and Literals are kept. Unknown arguments are
    refused. Raises `TypeError` for a parameter without a type.
    """
    hints = get_type_hints(function, include_extras=True)
    fields: dict[str, Any] = {}
    for name, parameter in list(inspect.signature(function).parameters.items())[skip:]:
        if name not in hints:
            raise TypeError(f"{function.__qualname__}: the parameter {name!r} needs a type")
        default = ... if parameter.default is inspect.Parameter.empty else parameter.default
        fields[name] = (described(hints[name]), default)
    config = ConfigDict(extra="forbid", frozen=True)
    model: type[BaseModel] = create_model(function.__name__, __config__=config, **fields)
    return model


def described(hint: Any) -> Any:
    """`Annotated[T, "words"]` with the words turned into a field description; any other hint as it is."""
    if get_origin(hint) is not Annotated:
        return hint
    base, *marks = get_args(hint)
    turned = [Field(description=mark) if isinstance(mark, str) else mark for mark in marks]
    return Annotated[(base, *turned)]


def description(function: Callable[..., Any]) -> str:
    """The whole docstring, dedented. Raises `TypeError` where there is none."""
    if not (text := inspect.getdoc(function)):
        raise TypeError(f"{function.__qualname__} needs a docstring: it is what people and the model read")
    return text


def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The model's JSON schema without titles, which only cost tokens."""
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


def problems(error: ValidationError) -> str:
    """What is wrong with the arguments, a sentence for each, for the one who wrote them."""
    lines = []
    for problem in error.errors(include_url=False):
        place = ".".join(str(step) for step in problem["loc"]) or "the arguments"
        lines.append(f"{place}: {problem['msg']}")
    return "; ".join(lines)
