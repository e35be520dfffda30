"""`deploy/example.env` and the README's table, made from the settings themselves so that they cannot drift."""

from pathlib import Path
from typing import Final

from bot.settings import Settings

TABLE_BEGINS: Final = "<!-- settings: made by `make documents` -->"
TABLE_ENDS: Final = "<!-- end of settings -->"
_GROUPS = {"mistral": "Mistral", "slack": "Slack", "discord": "Discord", "database": "The bot", "bot": "The bot"}


def example_env() -> str:
    """Every setting with its description and its default, commented out."""
    lines = ["# Copy to .env and fill in what you need; what is commented out shows its default.", ""]
    heading = ""
    for name, field in Settings.model_fields.items():
        group = _GROUPS.get(name.split("_", maxsplit=1)[0], "The bot")
        if group != heading:
            heading = group
            lines += [f"# --- {heading} ---", ""]
        lines += [f"# {field.description}", f"# For example: {(field.examples or [''])[0]}"]
        lines += [f"#{name.upper()}={default_text(name)}", ""]
    return "\n".join(lines)


def default_text(name: str) -> str:
    """A setting's default as it is written in the environment; secrets have none."""
    default = Settings.model_fields[name].default
    if isinstance(default, bool):
        return str(default).lower()
    return str(default)


def settings_table() -> str:
    """The same as a table for the README."""
    rows = [
        f"| `{name.upper()}` | {f'`{default_text(name)}`' if default_text(name) else ''} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| setting | default | what it does |", "|---|---|---|", *rows])


def renewed(readme: str) -> str:
    """The README with the table as the settings are now."""
    before, rest = readme.split(TABLE_BEGINS)
    return f"{before}{TABLE_BEGINS}\n{settings_table()}\n{TABLE_ENDS}{rest.split(TABLE_ENDS)[1]}"


if __name__ == "__main__":
    root = Path(__file__).parent.parent
    (root / "deploy" / "example.env").write_text(example_env(), encoding="utf-8")
    text = (root / "README.md").read_text(encoding="utf-8")
    (root / "README.md").write_text(renewed(text), encoding="utf-8")
