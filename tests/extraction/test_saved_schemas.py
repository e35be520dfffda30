"""Schemas that a workspace has given a name."""

from dataclasses import replace

import pytest

from bot.core.errors import CommandRejected
from bot.core.values import Address
from bot.extraction.saved_schemas import MOST, SavedSchemas, naming
from tests.fakes import FakePreferences

HERE = Address("slack", "T1", "C1", "1.0")


@pytest.fixture
def schemas() -> SavedSchemas:
    return SavedSchemas(FakePreferences())


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("invoice = number, date", ("invoice", "number, date")),
        ('cv={"type": "object"}', ("cv", '{"type": "object"}')),
        ("invoice =", ("invoice", "")),
        ("number, total = sum", None),
        ("total (a = b)", None),
        ('{"a": "="}', None),
    ],
)
def test_a_name_stands_before_an_equals_sign(line: str, means: tuple[str, str] | None) -> None:
    assert naming(line) == means


async def test_a_schema_is_found_again_in_every_channel_of_its_workspace(schemas: SavedSchemas) -> None:
    assert not await schemas.save(HERE, "Lease  Contract", "tenant, rent")
    assert await schemas.find(replace(HERE, channel="C2"), "lease contract") == "tenant, rent"
    assert await schemas.find(replace(HERE, workspace="T2"), "lease contract") is None
    assert await schemas.names(HERE) == ["lease contract"]


async def test_what_is_saved_in_a_direct_message_stays_there(schemas: SavedSchemas) -> None:
    direct = Address("discord", "dm", "1")
    await schemas.save(direct, "cv", "name, born")
    assert await schemas.names(replace(direct, channel="2")) == []
    assert await schemas.find(direct, "cv") == "name, born"


async def test_saving_again_replaces_and_an_empty_line_forgets(schemas: SavedSchemas) -> None:
    await schemas.save(HERE, "cv", "name")
    assert await schemas.save(HERE, "CV", "name, born")
    assert await schemas.find(HERE, "cv") == "name, born"
    assert await schemas.save(HERE, "cv", "")
    assert await schemas.find(HERE, "cv") is None
    assert await schemas.names(HERE) == []


async def test_a_name_that_is_nearly_one_is_asked_about(schemas: SavedSchemas) -> None:
    await schemas.save(HERE, "invoice", "number")
    with pytest.raises(CommandRejected, match="only `invoice`"):
        await schemas.find(HERE, "invioce")
    assert await schemas.find(HERE, "total") is None
    assert await schemas.find(HERE, "number, date") is None


async def test_names_and_their_number_are_limited(schemas: SavedSchemas) -> None:
    with pytest.raises(CommandRejected, match="cannot be a name"):
        await schemas.save(HERE, "x" * 60, "a")
    for number in range(MOST):
        await schemas.save(HERE, f"n{number}", "a")
    with pytest.raises(CommandRejected, match="forget one"):
        await schemas.save(HERE, "one more", "a")
