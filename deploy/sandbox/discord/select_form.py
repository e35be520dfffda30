"""Select menus of a request, in messages and in modals (Discord: "Component Reference")."""

from deploy.sandbox.discord.form import Form, Json

STRING_SELECT = 3
SELECTS = (STRING_SELECT, 5, 6, 7, 8)


def read_select(form: Form, path: str, one: Json) -> None:
    """Judge a select; the options of a string select are its own, the others are filled by the client."""
    if not one.get("custom_id"):
        form.wrong(f"{path}.custom_id", "BASE_TYPE_REQUIRED", "This field is required")
    form.text(f"{path}.placeholder", one.get("placeholder"), 150)
    least = form.whole(f"{path}.min_values", one.get("min_values"), 0, 25, 1)
    most = form.whole(f"{path}.max_values", one.get("max_values"), 1, 25, 1)
    if least > most:
        form.wrong(f"{path}.min_values", "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE", "Must not be more than max_values")
    if one.get("type") == STRING_SELECT:
        _options(form, path, one, most)


def _options(form: Form, path: str, one: Json, most: int) -> None:
    options = form.objects(f"{path}.options", one.get("options"), 25)
    if not options:
        form.wrong(f"{path}.options", "BASE_TYPE_REQUIRED", "This field is required")
    seen: set[str] = set()
    for index, option in enumerate(options):
        place = f"{path}.options.{index}"
        form.text(f"{place}.label", option.get("label"), 100, 1)
        value = form.text(f"{place}.value", option.get("value"), 100, 1)
        form.text(f"{place}.description", option.get("description"), 100)
        if value in seen:
            form.wrong(f"{place}.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The value is already used")
        seen.add(value)
    if options and most > len(options):
        form.wrong(f"{path}.max_values", "SELECT_COMPONENT_MAX_VALUES_TOO_LARGE", "Must not be more than the options")
    if sum(bool(option.get("default")) for option in options) > most:
        form.wrong(f"{path}.options", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "More defaults than max_values")
