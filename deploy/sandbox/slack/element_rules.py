"""The limits of what can be pressed, chosen and typed. Slack: reference/block-kit/block-elements.

A rule returns what Slack complains of, or "".
"""

from collections.abc import Callable, Mapping
from typing import Any

Element = Mapping[str, Any]
Rule = Callable[[Element], str]


def text_rule(value: Any, most: int, *, plain: bool = False) -> str:
    """A text object of 1 to `most` characters."""
    text = value.get("text") if isinstance(value, Mapping) else None
    if not isinstance(text, str) or not text:
        return "missing required field: text"
    if plain and value.get("type") != "plain_text":
        return "must be of type plain_text"
    return f"must be less than {most + 1} characters" if len(text) > most else ""


def element_rule(element: Any) -> str:
    if not isinstance(element, Mapping) or not element.get("type"):
        return "unsupported element"
    if len(str(element.get("action_id", ""))) > 255:
        return "action_id must be less than 256 characters"
    rule = _RULES.get(element["type"])
    return rule(element) if rule is not None else ""


def _first(*complaints: str) -> str:
    return next(filter(None, complaints), "")


def _button(element: Element) -> str:
    if element.get("style", "primary") not in {"primary", "danger"}:
        return "must be one of primary, danger"
    if len(str(element.get("url", ""))) > 3000:
        return "url must be less than 3001 characters"
    if len(str(element.get("accessibility_label", ""))) > 75:
        return "accessibility_label must be less than 76 characters"
    return _first(text_rule(element.get("text"), 75, plain=True), _value(element, 2000))


def _feedback(element: Element) -> str:
    buttons = (element.get("positive_button"), element.get("negative_button"))
    if not all(isinstance(button, Mapping) for button in buttons):
        return "missing button"
    return _first(*(text_rule(one["text"], 75) or _value(one, 2000) for one in buttons if one is not None))


def _value(element: Element, most: int) -> str:
    return f"value must be less than {most + 1} characters" if len(str(element.get("value", ""))) > most else ""


def _choice(most: int) -> Rule:
    def rule(element: Element) -> str:
        groups = element.get("option_groups") or [element]
        options = [option for group in groups for option in group.get("options") or ()]
        if not options:
            return "missing required field: options"
        if len(groups) > 100 or any(len(group.get("options") or ()) > most for group in groups):
            return f"no more than {most} items allowed"
        placeholder = element.get("placeholder")
        complaint = text_rule(placeholder, 150, plain=True) if placeholder is not None else ""
        return _first(complaint, *map(_option, options), _initial(element, options))

    return rule


def _option(option: Any) -> str:
    if not isinstance(option, Mapping) or not isinstance(option.get("value"), str):
        return "missing required field: value"
    return text_rule(option.get("text"), 75) or _value(option, 150)


def _initial(element: Element, options: list[Any]) -> str:
    initial = element.get("initial_option")
    return "" if initial is None or initial in options else "initial_option must be one of the options"


def _typed(element: Element) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if not (0 <= int(least) <= 3000 and 1 <= int(most) <= 3000 and int(least) <= int(most)):
        return "min_length and max_length must lie between 0 and 3000"
    if "placeholder" in element:
        return text_rule(element["placeholder"], 150, plain=True)
    return ""


_RULES: Mapping[str, Rule] = {
    "button": _button,
    "feedback_buttons": _feedback,
    "static_select": _choice(100),
    "multi_static_select": _choice(100),
    "overflow": _choice(5),
    "radio_buttons": _choice(10),
    "checkboxes": _choice(10),
    "plain_text_input": _typed,
}
