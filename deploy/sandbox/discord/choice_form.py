"""Choices of an option, and what is suggested for one (Discord: "Application Command Option Choice Structure")."""

from typing import Any

from deploy.sandbox.discord.form import Form, Json

STRING, INTEGER, NUMBER = 3, 4, 10
_MOST = 25
_VALUES: dict[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), NUMBER: (int, float)}


def read_choices(form: Form, path: str, given: object, kind: int) -> list[Json]:
    """At most 25, each with a name and a value of the option's type."""
    choices = form.objects(path, given, _MOST)
    for index, choice in enumerate(choices):
        form.text(f"{path}.{index}.name", choice.get("name"), 100, 1)
        if kind == STRING:
            form.text(f"{path}.{index}.value", choice.get("value"), 100)
        elif not isinstance(choice.get("value"), _VALUES.get(kind, (str,))) or isinstance(choice.get("value"), bool):
            form.wrong(f"{path}.{index}.value", "NUMBER_TYPE_COERCE", "Value is not of the option's type.")
    return choices


def read_suggestions(data: Json, option: Json) -> list[Json]:
    """The answer to an autocompletion of this option."""
    form = Form()
    if not isinstance(data.get("choices"), list):
        form.wrong("data.choices", "BASE_TYPE_REQUIRED", "This field is required")
    found = read_choices(form, "data.choices", data.get("choices"), option["type"])
    form.judge()
    return found


def check_bounds(form: Form, path: str, option: Json) -> None:
    """Choices, autocompletion and bounds that fit the option's type and each other."""
    kind = option.get("type")
    if option.get("autocomplete"):
        if kind not in _VALUES:
            form.wrong(f"{path}.autocomplete", "APPLICATION_COMMAND_OPTION_INVALID_AUTOCOMPLETE", "Not for this type")
        if option.get("choices"):
            form.wrong(path, "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", "Choices and autocomplete exclude each other")
    for name, kinds in _BOUNDS.items():
        bound = option.get(name)
        if bound is not None and (kind not in kinds or not _is_bound(bound, kind, name)):
            form.wrong(f"{path}.{name}", "APPLICATION_COMMAND_OPTION_INVALID_BOUND", "Not for this type")


_BOUNDS = {
    "min_value": (INTEGER, NUMBER),
    "max_value": (INTEGER, NUMBER),
    "min_length": (STRING,),
    "max_length": (STRING,),
}


def _is_bound(bound: Any, kind: Any, name: str) -> bool:
    if isinstance(bound, bool) or not isinstance(bound, int | float):
        return False
    if kind == NUMBER:
        return True
    return isinstance(bound, int) and (kind == INTEGER or (name == "max_length") <= bound <= 6_000)
