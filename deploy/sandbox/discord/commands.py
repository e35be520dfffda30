"""The registered application commands, global (scope 0) and of the guild."""

from deploy.sandbox.discord.command_form import MOST, read_commands
from deploy.sandbox.discord.form import Form, Json
from deploy.sandbox.discord.refusals import Refusal
from deploy.sandbox.discord.state import State

DAILY_CREATES = 200  # per guild; what already exists by that name does not count
DAY = 86_400.0


class Commands:
    def __init__(self, state: State) -> None:
        self._state = state
        self._scopes: dict[int, list[Json]] = {}
        self._created: dict[int, list[float]] = {}

    def of(self, scope: int) -> list[Json]:
        return self._scopes.get(scope, [])

    def overwrite(self, scope: int, given: object) -> list[Json]:
        """Bulk overwrite: commands of a known name and kind keep their id, missing ones go."""
        form = Form()
        commands = read_commands(form, given)
        form.judge()
        for kind, most in MOST.items():
            if sum(command["type"] == kind for command in commands) > most:
                raise Refusal(30032)
        known = {(one["type"], one["name"]): one["id"] for one in self.of(scope)}
        self._count_creates(scope, sum((one["type"], one["name"]) not in known for one in commands))
        self._scopes[scope] = [self._shape(scope, one, known.get((one["type"], one["name"]))) for one in commands]
        self._state.changed()
        return self._scopes[scope]

    def named(self, name: str, kind: int, guild_id: int) -> Json | None:
        """The command that a person gets under this name; the guild's own goes first."""
        everywhere = [*self.of(guild_id), *self.of(0)]
        return next((one for one in everywhere if one["name"] == name and one["type"] == kind), None)

    def _count_creates(self, scope: int, number: int) -> None:
        now = self._state.clock.monotonic()
        recent = [at for at in self._created.get(scope, []) if now - at < DAY]
        if len(recent) + number > DAILY_CREATES:
            raise Refusal(30034)
        self._created[scope] = recent + [now] * number

    def _shape(self, scope: int, command: Json, known_id: str | None) -> Json:
        permissions = command.get("default_member_permissions")
        shape: Json = {
            "id": known_id or str(self._state.ids.next()),
            "application_id": str(self._state.application_id),
            "version": str(self._state.ids.next()),
            "type": command["type"],
            "name": command["name"],
            "description": command.get("description") or "",
            "default_member_permissions": None if permissions is None else str(permissions),
            "nsfw": bool(command.get("nsfw")),
        }
        if scope:
            return shape | _options(command) | {"guild_id": str(scope)}
        return (
            shape
            | _options(command)
            | {
                "dm_permission": command.get("dm_permission") is not False,
                "contexts": command.get("contexts") or [0, 1, 2],
                "integration_types": command.get("integration_types") or [0],
            }
        )


def _options(command: Json) -> Json:
    options = [_without_nulls(option) for option in command.get("options") or []]
    return {"options": options} if options else {}


def _without_nulls(option: Json) -> Json:
    kept = {key: value for key, value in option.items() if value is not None and value != []}
    if "options" in kept:
        kept["options"] = [_without_nulls(inner) for inner in kept["options"]]
    return kept
