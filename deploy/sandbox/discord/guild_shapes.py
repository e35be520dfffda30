"""The guild on the wire: GET guild, and the GUILD_CREATE event."""

from deploy.sandbox.discord.channel import ChannelKind
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.guild import Guild
from deploy.sandbox.discord.people import whole_member
from deploy.sandbox.discord.permissions import Role
from deploy.sandbox.discord.snowflakes import iso, taken


def role(one: Role) -> Json:
    shape: Json = {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(int(one.permissions)),
        "position": one.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": bool(one.bot_id),
        "mentionable": one.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    return shape | {"tags": {"bot_id": str(one.bot_id)}} if one.bot_id else shape


_ABSENT = (
    "icon",
    "description",
    "home_header",
    "splash",
    "discovery_splash",
    "banner",
    "application_id",
    "afk_channel_id",
    "system_channel_id",
    "widget_channel_id",
    "max_presences",
    "vanity_url_code",
    "rules_channel_id",
    "safety_alerts_channel_id",
    "public_updates_channel_id",
    "incidents_data",
)


def guild(place: Guild) -> Json:
    shape: Json = dict.fromkeys(_ABSENT)
    return shape | {
        "id": str(place.id),
        "name": place.name,
        "features": [],
        "owner_id": str(place.owner_id),
        "region": "deprecated",
        "afk_timeout": 300,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "verification_level": 0,
        "roles": [role(one) for one in place.roles.values()],
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "premium_tier": place.boosts,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
    }


def guild_create(place: Guild, *, everybody: bool) -> Json:
    """The event: without the members intent only the bot is among the members."""
    listed = place.people.values() if everybody else [place.bot]
    rooms = [one for one in place.channels.values() if one.kind is ChannelKind.TEXT]
    threads = [one for one in place.threads() if place.sees(place.bot, one)]
    return guild(place) | {
        "unavailable": False,
        "large": False,
        "joined_at": iso(taken(place.bot.id)),
        "member_count": len(place.people),
        "members": [whole_member(one) for one in listed],
        "channels": [place.channel_shape(one) for one in rooms],
        "threads": [place.channel_shape(one) for one in threads],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
