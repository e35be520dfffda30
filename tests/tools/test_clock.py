"""The clock."""

import contextlib
import json

import pytest
from hypothesis import given, settings, strategies as st

from bot.core.errors import ToolFailed
from bot.core.tool import ToolContext
from bot.core.values import Address, Author
from bot.tools.clock import clock_tool

NOW = 1_795_370_851.0  # 2026-11-22T18:07:31Z
CONTEXT = ToolContext(Address("slack", "T1", "C1", "1.0"), Author("U1", "Ana"), NOW)


async def told(place: str, default: str = "Europe/Paris") -> str:
    return await clock_tool(default).call(CONTEXT, json.dumps({"place": place}))


async def test_it_tells_weekday_date_time_zone_and_week() -> None:
    assert await told("") == (
        "Sunday 22 November 2026, 19:07:31 in Europe/Paris (UTC+01:00, week 47); ISO 2026-11-22T19:07:31+01:00"
    )


async def test_without_arguments_it_speaks_of_the_teams_own_zone() -> None:
    assert "20:07:31 in Europe/Helsinki" in await clock_tool("Europe/Helsinki").call(CONTEXT, "")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Tokyo", "Monday 23 November 2026, 03:07:31 in Asia/Tokyo (UTC+09:00"),
        ("tokyo", "in Asia/Tokyo"),
        ("New York", "13:07:31 in America/New_York (UTC-05:00"),
        ("new  york, USA", "in America/New_York"),
        ("San Francisco", "in America/Los_Angeles"),
        ("Mumbai", "23:37:31 in Asia/Kolkata (UTC+05:30"),
        ("america/sao_paulo", "in America/Sao_Paulo"),
        ("Europe/Paris", "in Europe/Paris"),
        ("Buenos Aires", "in America/Argentina/Buenos_Aires"),
        ("utc", "18:07:31 in UTC (UTC+00:00"),
        ("PST", "in America/Los_Angeles"),
        ("CET", "19:07:31"),
        ("UTC+2", "20:07:31 (UTC+02:00"),
        ("-03:30", "14:37:31 (UTC-03:30"),
    ],
)
async def test_a_place_is_found_by_city_zone_abbreviation_or_offset(place: str, expected: str) -> None:
    assert expected in await told(place)


async def test_summer_time_is_kept() -> None:
    summer = ToolContext(CONTEXT.address, CONTEXT.author, NOW - 150 * 86_400)

    assert "(UTC+02:00" in await clock_tool("Europe/Paris").call(summer, "{}")


@pytest.mark.parametrize(
    "place", ["Atlantis", "../../etc/passwd", "Europe", "America/Argentina", "/etc/localtime", "UTC+99", "\0", "é"]
)
async def test_an_unknown_place_is_a_sentence_that_says_what_to_write(place: str) -> None:
    with pytest.raises(ToolFailed, match="Name a"):
        await told(place)


@settings(max_examples=200, deadline=None)
@given(place=st.text(max_size=80))
async def test_any_text_is_told_or_refused(place: str) -> None:
    with contextlib.suppress(ToolFailed):
        assert "ISO 20" in await told(place)


def test_the_model_is_told_what_the_clock_takes() -> None:
    spec = clock_tool("UTC").spec

    assert spec.name == "clock"
    assert spec.parameters["properties"]["place"]["type"] == "string"
    assert "required" not in spec.parameters
