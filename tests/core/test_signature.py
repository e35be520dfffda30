"""A typed function declares its own schema."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ValidationError

from bot.core.signature import arguments_model, description, json_schema, parsed, problems


class Place(BaseModel):
    title: str
    floor: int = 0


async def book(
    context: object,
    room: Annotated[str, "which room"],
    size: Literal["small", "large"] = "small",
    place: Place | None = None,
    title: str = "",
) -> str:
    """Book a room.

    It is yours for an hour.
    """
    return f"{context}{room}{size}{place}{title}"


def test_the_schema_has_descriptions_choices_defaults_and_no_titles() -> None:
    schema = json_schema(arguments_model(book))

    assert schema["required"] == ["room"]
    assert schema["properties"]["room"] == {"type": "string", "description": "which room"}
    assert schema["properties"]["size"] == {"type": "string", "enum": ["small", "large"], "default": "small"}
    assert schema["additionalProperties"] is False


def test_a_parameter_called_title_is_kept() -> None:
    schema: Any = json_schema(arguments_model(book))

    assert schema["properties"]["title"] == {"type": "string", "default": ""}
    assert schema["$defs"]["Place"]["properties"]["title"] == {"type": "string"}


def test_the_description_is_the_docstring() -> None:
    assert description(book) == "Book a room.\n\nIt is yours for an hour."


def test_a_function_without_a_docstring_is_refused() -> None:
    async def silent(_context: object) -> str:
        return ""

    with pytest.raises(TypeError, match="needs a docstring"):
        description(silent)


def test_a_parameter_without_a_type_is_refused() -> None:
    async def loose(_context, room) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001 - that is what is refused
        """Loose."""
        return str(room)

    with pytest.raises(TypeError, match="'room' needs a type"):
        arguments_model(loose)


def test_problems_name_the_argument_and_what_is_wrong() -> None:
    with pytest.raises(ValidationError) as caught:
        arguments_model(book).model_validate({"size": "huge", "place": {"title": 1}})

    text = problems(caught.value)
    assert "room: Field required" in text
    assert "size: Input should be 'small' or 'large'" in text
    assert "place.title: Input should be a valid string" in text


def test_true_is_not_the_number_one() -> None:
    def paint(_context: object, colour: Literal["red", 1]) -> None:
        """Paint."""

    model = arguments_model(paint)

    assert parsed(model, '{"colour": 1}').model_dump() == {"colour": 1}
    with pytest.raises(ValueError, match="true is none of them"):
        parsed(model, '{"colour": true}')
