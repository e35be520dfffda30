"""Who may do what: roles, overwrites, private threads, and people who come and go."""

from dataclasses import replace

from deploy.sandbox.discord import spoken
from deploy.sandbox.discord.parts import Parts
from deploy.sandbox.discord.permissions import Overwrite, Permission, Role


class Ranks(Parts):
    """Roles go by their names, permissions by theirs ("view_channel", "manage_guild")."""

    def empower(self, role: str, permission: str, allowed: bool = True) -> None:
        """Let a role do something in the whole server, or no longer."""
        one, bit = self._role(role), Permission[permission.upper()]
        permissions = one.permissions | bit if allowed else one.permissions & ~bit
        self._state.guild.roles[one.id] = replace(one, permissions=permissions)

    def give_role(self, user: str, role: str) -> None:
        person = spoken.person(self._state, user)
        person.roles = (*person.roles, self._role(role).id)

    def take_role(self, user: str, role: str) -> None:
        person, taken = spoken.person(self._state, user), self._role(role).id
        person.roles = tuple(one for one in person.roles if one != taken)

    def overwrite(self, channel: str, who: str, permission: str, allowed: bool) -> None:
        """Allow or deny something in one channel, to a role or to a person."""
        place, bit = spoken.channel(self._state, channel), Permission[permission.upper()]
        roles = [role.id for role in self._state.guild.roles.values() if role.name == who]
        id_ = roles[0] if roles else spoken.person(self._state, who).id
        one = place.overwrites.setdefault(id_, Overwrite(id_, 0 if roles else 1))
        one.allow, one.deny = (one.allow | bit, one.deny & ~bit) if allowed else (one.allow & ~bit, one.deny | bit)
        self._events.channel_updated(place)

    def private_thread(self, user: str, channel: str, name: str) -> str:
        """Open a thread for those who are added to it; its id comes back. The bot is not in it."""
        person = spoken.person(self._state, user)
        return str(self._threads.open_alone(spoken.room(self._state, person, channel), person, name, private=True).id)

    def add_to_thread(self, user: str, thread: str) -> None:
        self._threads.join(spoken.channel(self._state, thread), spoken.person(self._state, user))

    def depart(self, user: str) -> None:
        """Leave the server; what was said stays."""
        person = spoken.person(self._state, user)
        del self._state.guild.people[person.id]

    def _role(self, named: str) -> Role:
        for role in self._state.guild.roles.values():
            if role.name == named:
                return role
        raise LookupError(f"There is no role {named!r}.")
