"""What a person's answers look like in `state.values`. Slack: reference/block-kit/block-elements."""

from typing import Any

Json = dict[str, Any]


def filled(blocks: list[Json], answers: Json) -> Json:
    """`state.values` of a form with these answers, the initial values where there is none."""
    values: Json = {}
    left = dict(answers)
    for block in blocks:
        if block["type"] != "input":
            continue
        element, label = block["element"], block["label"]["text"]
        names = [name for name in (element.get("action_id"), block["block_id"], label) if name in left]
        answer = left.pop(names[0]) if names else None
        value = _value(element, answer)
        if not block.get("optional") and not any(part for name, part in value.items() if name != "type"):
            raise ValueError(f"The form does not go out while {label!r} is empty.")
        values.setdefault(block["block_id"], {})[element["action_id"]] = value
    if left:
        raise LookupError(f"The form has no field {', '.join(left)}.")
    return values


def _value(element: Json, answer: Any) -> Json:
    kind = element["type"]
    if kind in {"static_select", "radio_buttons"}:
        return {"type": kind, "selected_option": _option(element, answer) or element.get("initial_option")}
    if kind in {"multi_static_select", "checkboxes"}:
        chosen = [_option(element, one) for one in answer] if answer else element.get("initial_options", [])
        return {"type": kind, "selected_options": chosen}
    text = answer if answer is not None else element.get("initial_value")
    if text and not int(element.get("min_length", 0)) <= len(str(text)) <= int(element.get("max_length", 3000)):
        raise ValueError(f"{element['action_id']!r} does not take a text of {len(str(text))} characters.")
    return {"type": kind, "value": str(text) if text else None}


def _option(element: Json, answer: Any) -> Json | None:
    if answer is None:
        return None
    groups = element.get("option_groups") or [element]
    for option in (option for group in groups for option in group["options"]):
        if answer in {option["value"], option["text"]["text"]}:
            return dict(option)
    raise LookupError(f"{element['action_id']!r} has no option {answer!r}.")
