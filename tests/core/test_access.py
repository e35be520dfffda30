"""Who may use the bot, by lists in the settings; who looks after it, by them or by the platform."""

from dataclasses import dataclass, replace

import pytest

from bot.core.access import Access, AccessRules
from bot.core.values import Address, Author, CommandInvoked, MessageReceived, Person, Said

HERE = Address("slack", "T1", "C1", "1.1")
ANA = Author("U1", "Ana")
MESSAGE = MessageReceived("e1", HERE, Said("1.1", ANA, 1.0, "hi"), addressed=True)


@dataclass
class FakeStanding:
    """A platform that has one admin."""

    admin: str

    async def person(self, author: Author, address: Address) -> Person:
        return Person(admin=author.id == self.admin and address == HERE)


def access(**rules: frozenset[str] | bool | str) -> Access:
    return Access({"slack": FakeStanding("U1")}, AccessRules(**rules))  # type: ignore[arg-type,dict-item]  # by name; only `person` of a platform is used


def ids(*names: str) -> frozenset[str]:
    return frozenset(names)


def test_without_lists_everybody_may_everywhere() -> None:
    assert access().denial(MESSAGE) == ""


@pytest.mark.parametrize("name", ["U1", "slack:U1"])
def test_a_person_who_is_denied_is_told_whom_to_ask(name: str) -> None:
    denial = access(denied_people=ids(name), contact="Bao in #help").denial(MESSAGE)

    assert denial == "You are not among those who may use me; please ask Bao in #help."


def test_a_list_of_another_platform_s_people_means_nobody_here() -> None:
    assert access(denied_people=ids("discord:U1")).denial(MESSAGE) == ""
    assert access(allowed_people=ids("discord:U1")).denial(MESSAGE)


def test_only_those_who_are_allowed_may() -> None:
    assert access(allowed_people=ids("slack:U2")).denial(MESSAGE)
    assert access(allowed_people=ids("U1")).denial(MESSAGE) == ""
    assert access(allowed_people=ids("U1"), denied_people=ids("U1")).denial(MESSAGE)


def test_a_channel_that_is_denied_or_not_allowed_is_no_place_to_ask() -> None:
    sentence = "I may not answer here; please ask me in another channel, or ask your admin."

    assert access(denied_channels=ids("C1")).denial(MESSAGE) == sentence
    assert access(allowed_channels=ids("slack:C2")).denial(MESSAGE) == sentence
    assert access(allowed_channels=ids("slack:C1")).denial(MESSAGE) == ""


def test_direct_messages_have_a_name_in_the_lists_of_channels() -> None:
    direct = replace(MESSAGE, direct=True)

    assert access(allowed_channels=ids("C9", "direct")).denial(direct) == ""
    assert access(allowed_channels=ids("C9", "direct")).denial(MESSAGE)
    assert access(denied_channels=ids("direct")).denial(direct)


def test_a_command_is_measured_as_a_message_is() -> None:
    assert access(denied_people=ids("U1")).denial(CommandInvoked("e2", HERE, ANA, 1.0, "ask"))


def test_an_admin_whom_the_settings_name_may_everywhere() -> None:
    assert access(denied_channels=ids("C1"), admins=ids("slack:U1")).denial(MESSAGE) == ""


async def test_admins_are_those_of_the_settings_and_of_the_platform() -> None:
    named = access(admins=ids("slack:U2"))

    assert await named.is_admin(Author("U2", "Bao"), HERE)
    assert await named.is_admin(ANA, HERE)
    assert not await named.is_admin(Author("U3", "Dev"), HERE)
    assert not await named.is_admin(Author("U2", "Bao"), replace(HERE, platform="discord"))


async def test_the_platform_s_own_admins_can_be_left_out() -> None:
    assert not await access(platform_admins=False).is_admin(ANA, HERE)
