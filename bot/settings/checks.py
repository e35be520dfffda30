"""What values of settings have to look like."""

import re
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr

_ID: Final = re.compile(r"(?:(?:slack|discord|console):)?[A-Za-z0-9_-]{1,64}")
Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$")]


def begins_with(prefix: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if (value := secret.get_secret_value()) and not value.startswith(prefix):
            raise ValueError(f"does not begin with {prefix}")
        return secret

    return AfterValidator(check)


def database(url: SecretStr) -> SecretStr:
    if not re.match(r"(sqlite:///|postgres(ql)?://).+", url.get_secret_value()):
        raise ValueError("does not begin with sqlite:/// or postgresql://")
    return url


def comma_separated(ids: Any) -> Any:
    """Ids in a line, each as `id` or `platform:id`. A text is what an environment holds; anything else is checked."""
    if not isinstance(ids, str):
        return ids
    found = [each for each in re.split(r"[\s,]+", ids) if each]
    if wrong := [each for each in found if not _ID.fullmatch(each)]:
        raise ValueError(f"{wrong[0]!r} is no id")
    return frozenset(found)


def zone_name(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("is no time zone of the IANA list") from error


def tool_patterns(text: str) -> str:
    """Names of tools, separated by commas; `*` stands for any letters."""
    for each in text.split(","):
        if not re.fullmatch(r"[A-Za-z0-9_*-]{1,64}", each.strip()):
            raise ValueError(f"has {each.strip()[:40]!r} in it, which is no name of a tool")
    return text
