from typing import Any

from hypothesis import given, strategies as st

from adapters.discord.places import MOST_KEPT, Places
from tests.adapters.discord.samples import CHANNEL, CREW, GUILD, ME, OWN_ROLE, THREAD, guild, viewpoint
from tests.adapters.discord.strategies import anything, broken


def places() -> Places:
    return viewpoint().places


def test_a_guild_tells_its_channels_threads_and_roles() -> None:
    known = places()
    assert known.channel_name(CHANNEL) == "launch"
    assert (known.parent(THREAD), known.parent(CHANNEL)) == (CHANNEL, "")
    assert (known.role_name(CREW), known.is_own_role(OWN_ROLE), known.is_own_role(CREW)) == ("crew", True, False)


def test_what_changes_is_followed() -> None:
    known = places()
    known.learn("CHANNEL_UPDATE", {"id": CHANNEL, "type": 0, "name": "landing", "guild_id": GUILD})
    known.learn("GUILD_ROLE_UPDATE", {"guild_id": GUILD, "role": {"id": CREW, "name": "sailors"}})
    known.learn("THREAD_LIST_SYNC", {"guild_id": GUILD, "threads": [{"id": "8", "type": 12, "parent_id": CHANNEL}]})
    assert (known.channel_name(CHANNEL), known.role_name(CREW), known.parent("8")) == ("landing", "sailors", CHANNEL)


def test_a_servers_boosts_say_how_large_a_file_may_be() -> None:
    known = places()
    assert known.largest_file(GUILD) == known.largest_file("") == 10 * 1024 * 1024
    known.learn("GUILD_UPDATE", {"id": GUILD, "premium_tier": 2})
    assert known.largest_file(GUILD) == 50 * 1024 * 1024
    known.learn("GUILD_CREATE", guild() | {"premium_tier": 3})
    assert known.largest_file(GUILD) == 100 * 1024 * 1024
    known.learn("GUILD_DELETE", {"id": GUILD})
    assert known.largest_file(GUILD) == 10 * 1024 * 1024


def test_what_is_gone_is_forgotten() -> None:
    known = places()
    known.learn("THREAD_DELETE", {"id": THREAD})
    known.learn("GUILD_ROLE_DELETE", {"guild_id": GUILD, "role_id": OWN_ROLE})
    assert not known.knows(THREAD)
    assert not known.is_own_role(OWN_ROLE)
    known.learn("GUILD_DELETE", {"id": GUILD})
    assert not known.knows(CHANNEL)
    assert known.role_name(CREW) == ""


def test_an_archived_thread_is_let_go_of() -> None:
    known = places()
    known.learn(
        "THREAD_UPDATE", {"id": THREAD, "type": 11, "parent_id": CHANNEL, "thread_metadata": {"archived": True}}
    )
    assert not known.knows(THREAD)


def test_where_a_thread_is_that_was_read_is_known_when_it_is_archived() -> None:
    known = places()
    thread = {"id": THREAD, "type": 11, "parent_id": CHANNEL, "name": "Tuesday"}
    known.keep(thread, GUILD)
    known.learn("THREAD_UPDATE", thread | {"thread_metadata": {"archived": True}})
    assert (known.parent(THREAD), known.channel_name(THREAD), known.knows(THREAD)) == (CHANNEL, "Tuesday", False)
    known.learn("GUILD_DELETE", {"id": GUILD})
    assert known.parent(THREAD) == ""


def test_of_the_threads_that_were_read_the_last_ones_are_known() -> None:
    known = Places()
    for number in range(1, MOST_KEPT + 2):
        known.keep({"id": str(number), "type": 11, "parent_id": CHANNEL}, GUILD)
    assert (known.parent("1"), known.parent("2"), known.parent(str(MOST_KEPT + 1))) == ("", CHANNEL, CHANNEL)


@given(st.sampled_from(sorted(Places().events)), anything | broken(guild()))
def test_no_payload_surprises_it(event: str, data: Any) -> None:
    known = Places()
    known.me = ME
    known.learn(event, data)
