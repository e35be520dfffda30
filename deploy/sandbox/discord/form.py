"""Reading a request body as Discord does: everything that is wrong is named by its path, at once (error 50035)."""

from collections.abc import Collection
from typing import Any

from deploy.sandbox.discord.refusals import Refusal

Json = dict[str, Any]


def length(text: str) -> int:
    """UTF-16 units. Discord does not say what it counts; this is the larger of the two candidates."""
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)


class Form:
    """Collects complaints under dotted paths such as `embeds.0.title`; `judge` refuses if there is any."""

    def __init__(self) -> None:
        self._errors: Json = {}

    def wrong(self, path: str, code: str, message: str) -> None:
        place = self._errors
        for step in path.split("."):
            place = place.setdefault(step, {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def judge(self) -> None:
        if self._errors:
            raise Refusal(50035, errors=self._errors)

    def text(self, path: str, value: Any, most: int, least: int = 0) -> str:
        """`value` as text of `least` to `most` UTF-16 units; null reads as empty."""
        if value is None and not least:
            return ""
        if not isinstance(value, str):
            self.wrong(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
            return ""
        if least and not least <= length(value) <= most:
            self.wrong(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        elif length(value) > most:
            self.wrong(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        return value

    def items(self, path: str, value: Any, most: int) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType.")
            return []
        if len(value) > most:
            self.wrong(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        return value

    def objects(self, path: str, value: Any, most: int) -> list[Json]:
        found = self.items(path, value, most)
        for index, item in enumerate(found):
            if not isinstance(item, dict):
                self.wrong(f"{path}.{index}", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.")
        return [item for item in found if isinstance(item, dict)]

    def one_of(self, path: str, value: Any, choices: Collection[Any]) -> bool:
        if value in choices and not isinstance(value, bool):
            return True
        listed = ", ".join(str(choice) for choice in choices)
        self.wrong(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")
        return False

    def snowflake(self, path: str, value: Any) -> int:
        """Ids come as text or, from some libraries, as numbers; 0 if it is neither."""
        if isinstance(value, int | str) and not isinstance(value, bool) and str(value).isdecimal():
            return int(value)
        self.wrong(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return 0

    def whole(self, path: str, value: Any, least: int, most: int, default: int) -> int:
        if value is None:
            return default
        try:
            number = int(value)
        except (TypeError, ValueError):
            self.wrong(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return default
        if not least <= number <= most:
            self.wrong(path, "NUMBER_TYPE_MAX", f"int value should be between {least} and {most}.")
        return number
