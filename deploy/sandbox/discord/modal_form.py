"""Modals: the answer that opens a form, judged, and what a person sends back (Discord: "Modal")."""

from itertools import count
from typing import Any

from deploy.sandbox.discord.form import Form, Json, length
from deploy.sandbox.discord.select_form import SELECTS, STRING_SELECT, read_select

ROW, TEXT_INPUT, TEXT_DISPLAY, LABEL = 1, 4, 10, 18
MOST = 5
LONGEST = 4_000  # characters of one input


def read_modal(data: Json) -> Json:
    """A modal as it is shown, with an id for each component. Refuses with 50035 naming every field."""
    form, ids = Form(), count(1)
    form.text("data.custom_id", data.get("custom_id"), 100, 1)
    form.text("data.title", data.get("title"), 45, 1)
    rows = form.objects("data.components", data.get("components"), MOST)
    if not rows:
        form.wrong("data.components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {MOST} in length.")
    shown = [_row(form, f"data.components.{index}", row, ids) for index, row in enumerate(rows)]
    named = [field["custom_id"] for field in fields(shown) if field.get("custom_id")]
    if len(named) != len(set(named)):
        form.wrong("data.components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    form.judge()
    return data | {"components": shown}


def fields(rows: list[Json]) -> list[Json]:
    """What can be filled in, in order, each with the "label" that a person reads."""
    found: list[Json] = []
    for row in rows:
        if row.get("type") == LABEL:
            found.append(row["component"] | {"label": row.get("label", "")})
        found += row.get("components", [])
    return found


def filled(rows: list[Json], answers: dict[str, Any]) -> list[Json]:
    """The components of a submission. Raises LookupError for answers that no client would send."""
    names = {name for field in fields(rows) for name in (field.get("custom_id"), field.get("label"))}
    if unknown := sorted(answers.keys() - names):
        raise LookupError(f"The form has no field {', '.join(unknown)}.")
    sent = []
    for row in rows:
        base = {"type": row["type"], "id": row["id"]}
        if row["type"] == LABEL:
            base["component"] = _answered(row["component"] | {"label": row["label"]}, answers)
        elif row["type"] == ROW:
            base["components"] = [_answered(field, answers) for field in row["components"]]
        sent.append(base)
    return sent


def _row(form: Form, path: str, row: Json, ids: "count[int]") -> Json:
    shape = row | {"id": next(ids)}
    if not form.one_of(f"{path}.type", row.get("type"), (ROW, TEXT_DISPLAY, LABEL)):
        return shape
    if row["type"] == TEXT_DISPLAY:
        form.text(f"{path}.content", row.get("content"), LONGEST, 1)
    elif row["type"] == LABEL:
        form.text(f"{path}.label", row.get("label"), 45, 1)
        form.text(f"{path}.description", row.get("description"), 100)
        shape["component"] = _field(form, f"{path}.component", row.get("component") or {}, ids)
    else:
        inputs = form.objects(f"{path}.components", row.get("components"), 1)
        if not inputs:
            form.wrong(f"{path}.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 1 in length.")
        for index, one in enumerate(inputs):
            form.text(f"{path}.components.{index}.label", one.get("label"), 45, 1)
        shape["components"] = [_field(form, f"{path}.components.{n}", one, ids) for n, one in enumerate(inputs)]
    return shape


def _field(form: Form, path: str, one: Json, ids: "count[int]") -> Json:
    shape = one | {"id": next(ids)}
    if not form.one_of(f"{path}.type", one.get("type"), (TEXT_INPUT, *SELECTS)):
        return shape
    form.text(f"{path}.custom_id", one.get("custom_id"), 100, 1)
    if one["type"] in SELECTS:
        read_select(form, path, one)
        return shape
    form.one_of(f"{path}.style", one.get("style"), (1, 2))
    form.text(f"{path}.value", one.get("value"), LONGEST)
    form.text(f"{path}.placeholder", one.get("placeholder"), 100)
    form.whole(f"{path}.min_length", one.get("min_length"), 0, LONGEST, 0)
    form.whole(f"{path}.max_length", one.get("max_length"), 1, LONGEST, LONGEST)
    return shape


def _answered(field: Json, answers: dict[str, Any]) -> Json:
    custom_id, label = field["custom_id"], field.get("label", "")
    answer = answers.get(custom_id, answers.get(label, field.get("value")))
    if field.get("required", True) and not answer:
        raise LookupError(f"The form does not go out while {label or custom_id!r} is empty.")
    base = {"type": field["type"], "id": field["id"], "custom_id": custom_id}
    if field["type"] == TEXT_INPUT:
        text = str(answer or "")
        least, most = field.get("min_length") or 0, field.get("max_length") or LONGEST
        if text and not least <= length(text) <= most:
            raise LookupError(f"{label or custom_id!r} takes {least} to {most} characters, not {length(text)}.")
        return base | {"value": text}
    return base | {"values": chosen(field, list(answer or []))}


def chosen(select: Json, values: list[str]) -> list[str]:
    """The values of a choice that was made by value or by label; raises LookupError for one that cannot be made."""
    least, most = select.get("min_values"), select.get("max_values") or 1
    if not (1 if least is None else least) <= len(values) <= most:
        raise LookupError(f"{select['custom_id']!r} does not take {len(values)} values.")
    if select["type"] != STRING_SELECT:
        return values
    known = {option["label"]: option["value"] for option in select["options"]}
    if wrong := [value for value in values if value not in known and value not in known.values()]:
        raise LookupError(f"{select['custom_id']!r} has no option {', '.join(wrong)}.")
    return [str(known.get(value, value)) for value in values]
