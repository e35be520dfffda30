"""An interaction as the gateway brings it (Discord: "Interaction Object")."""

from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.interactions import Interaction
from deploy.sandbox.discord.people import user, whole_member
from deploy.sandbox.discord.state import State


def payload(state: State, one: Interaction, data: Json) -> Json:
    guild, place = state.home(one.place), one.place
    rights = str(int(guild.may(one.person, place)))
    shape: Json = {
        "id": str(one.id),
        "application_id": str(state.application_id),
        "type": one.kind,
        "token": one.token,
        "version": 1,
        "channel_id": str(place.id),
        "channel": guild.channel_shape(place) | {"permissions": rights},
        "data": data,
        "locale": "en-US",
        "app_permissions": str(int(guild.may(guild.bot, place))),
        "attachment_size_limit": guild.file_limit(place),
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(one.home_id)},
        "context": 1 if place.recipient else 0,
    }
    if place.recipient is not None:
        return shape | {"user": user(one.person)}
    home = {"id": str(guild.id), "locale": "en-US", "features": []}
    asker = whole_member(one.person) | {"permissions": rights}
    return shape | {"guild_id": str(guild.id), "guild": home, "guild_locale": "en-US", "member": asker}
