"""Reading a body into a closed schema: an unknown key, a wrong type or a value out of bounds is a 422.

The API behind the wire uses pydantic, so its own error list has the documented shape (Mistral: HTTPValidationError).
"""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from deploy.sandbox.mistral.refusals import unprocessable


class Closed(BaseModel):
    """An object of the OpenAPI file with `additionalProperties: false`; types are taken strictly."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Schema = TypeVar("Schema", bound=Closed)


def read(schema: type[Schema], body: Any, place: str = "body") -> Schema:
    """The body, or the query, as an object of the schema; 422 names where it does not fit."""
    try:
        return schema.model_validate(body)
    except ValidationError as error:
        detail = json.loads(error.json(include_url=False))
        raise unprocessable([{**each, "loc": [place, *each["loc"]]} for each in detail]) from error
