from typing import Any

from hypothesis import given

from adapters.discord.permissions import ALL, MANAGE_SERVER, READ_HISTORY, VIEW_CHANNEL, in_channel, in_guild
from tests.adapters.discord.strategies import anything

OWNER, ANA, GUILD, CREW, BOARD = "1", "2", "10", "11", "12"
Json = dict[str, Any]


def guild(everyone: int, **roles: int) -> Json:
    listed = [{"id": GUILD, "permissions": str(everyone)}]
    listed += [{"id": {"crew": CREW, "board": BOARD}[name], "permissions": str(bits)} for name, bits in roles.items()]
    return {"id": GUILD, "owner_id": OWNER, "roles": listed}


def channel(kind: int = 0, **overwrites: tuple[int, int]) -> Json:
    """Overwrites as (allow, deny)."""
    ids = {"everyone": GUILD, "crew": CREW, "board": BOARD, "ana": ANA}
    listed = [{"id": ids[who], "allow": str(allow), "deny": str(deny)} for who, (allow, deny) in overwrites.items()]
    return {"id": "20", "type": kind, "permission_overwrites": listed}


def member(*roles: str) -> Json:
    return {"roles": list(roles)}


def test_the_owner_and_administrators_may_do_all() -> None:
    assert in_guild(guild(0), member(), OWNER) == ALL
    closed = channel(everyone=(0, ALL))
    assert in_channel(guild(0, crew=1 << 3), closed, member(CREW), ANA) == ALL


def test_a_role_gives_what_everybody_has_not() -> None:
    place = guild(VIEW_CHANNEL, crew=MANAGE_SERVER)
    assert in_guild(place, member(CREW), ANA) == VIEW_CHANNEL | MANAGE_SERVER
    assert in_guild(place, member(), ANA) == VIEW_CHANNEL


def test_what_one_role_allows_outdoes_what_another_denies() -> None:
    place = channel(crew=(0, READ_HISTORY), board=(READ_HISTORY, 0))
    granted = in_channel(guild(VIEW_CHANNEL | READ_HISTORY), place, member(CREW, BOARD), ANA)
    assert granted & READ_HISTORY


def test_what_is_said_of_a_member_outdoes_the_roles() -> None:
    place = channel(crew=(READ_HISTORY, 0), ana=(0, READ_HISTORY))
    assert in_channel(guild(VIEW_CHANNEL), place, member(CREW), ANA) == VIEW_CHANNEL


def test_who_cannot_see_a_channel_may_do_nothing_there() -> None:
    place = channel(everyone=(0, VIEW_CHANNEL))
    assert in_channel(guild(VIEW_CHANNEL | READ_HISTORY), place, member(), ANA) == 0


def test_who_may_not_connect_may_do_nothing_in_a_voice_channel() -> None:
    everyone = VIEW_CHANNEL | READ_HISTORY
    assert in_channel(guild(everyone), channel(kind=2), member(), ANA) == 0
    assert in_channel(guild(everyone | 1 << 20), channel(kind=2), member(), ANA)


@given(anything, anything, anything)
def test_of_nonsense_nothing_is_permitted_to_who_cannot_see_it(place: Any, room: Any, who: Any) -> None:
    granted = in_channel(place, room, who, ANA)
    assert granted == 0 or granted & VIEW_CHANNEL
