"""`deploy/example.env` and `docs/settings.md`, made from the settings themselves so that they cannot drift."""

from pathlib import Path
from typing import Final

from pydantic import SecretStr

from bot.settings import GROUPS, Settings

_ABOUT: Final = """\
# Settings

From the environment or `.env`; all problems are reported at once. `deploy/example.env` lists them to be copied. This
page is made from the code by `make documents`.
"""


def example_env() -> str:
    """Every setting with its description and its default, commented out."""
    lines = ["# Copy to .env and fill in what you need; what is commented out shows its default.", ""]
    for group in GROUPS:
        lines += [f"# --- {group.__doc__} ---", ""]
        for name, field in group.model_fields.items():
            lines += [f"# {field.description}", f"# For example: {(field.examples or [''])[0]}"]
            lines += [f"#{name.upper()}={default_text(name)}", ""]
    return "\n".join(lines)


def default_text(name: str) -> str:
    """A setting's default as it is written in the environment; it is in the code for everybody, and so no secret."""
    default = Settings.model_fields[name].default
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, frozenset):
        return ", ".join(sorted(default))
    return "" if default is None else str(default)


def settings_page() -> str:
    """The same as a page of tables, one for each group."""
    lines = [_ABOUT]
    for group in GROUPS:
        lines += [f"## {group.__doc__}", "", "| setting | default | what it does |", "|---|---|---|"]
        for name, field in group.model_fields.items():
            default = default_text(name)
            lines.append(f"| `{name.upper()}` | {f'`{default}`' if default else ''} | {field.description} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    root = Path(__file__).parent.parent
    (root / "deploy" / "example.env").write_text(example_env(), encoding="utf-8")
    (root / "docs" / "settings.md").write_text(settings_page(), encoding="utf-8")
