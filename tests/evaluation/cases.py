"""What a good summary of each conversation holds, written by hand after reading it."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.values import Heard
from tests.evaluation.conversations import chitchat, lug, pov


@dataclass(frozen=True, slots=True)
class Expected:
    """A point that says all `words` (regular expressions), and cites a message that holds `source`."""

    words: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    heard: Callable[[], list[Heard]]
    expected: tuple[Expected, ...] = ()


CASES = (
    Case(
        "visit",
        lug("25 Jun"),
        (
            Expected((r"\b1(:00)? ?pm", "tent|about|around|plan"), "about 1:00pm"),
            Expected(("phone", "bandwidth|network"), "instruction on your phone"),
            Expected(("CentOS",), "CentOS 5.2"),
            Expected(("conf", r"\b11"), "conf call at 11am"),
            Expected(("miss", "LUG|meeting"), "missing yet another FredLUG meeting"),
            Expected(("scout",), "Boy Scout camp"),
        ),
    ),
    Case(
        "projector",
        lug("26 Sep"),
        (
            Expected(("projector", "stickster", "nmcbride|Nate"), "pick up a projector from him"),
            Expected(("7:30",), "7:30"),
            Expected((r"\b6 ?pm|18:00",), "around 6pm"),
            Expected(("starbucks|central park",), "central park|starbucks"),
            Expected(("LCD|monitor",), "LCD monitor"),
            Expected(
                ("skype", "closed|proprietary|not compatible|incompatible"), "Skype is closed|opening their source"
            ),
            Expected(("haze", "AIM"), "telepathy-haze"),
            Expected(("OTR",), "OTR|otr"),
        ),
    ),
    Case(
        "servers",
        pov,
        (
            Expected(("demo", "Aiste"), "set up the demos tomorrow"),
            Expected(("admin|user",), "only one admin|only one user defined|user and passwd"),
            Expected(("certificate",), "accept the certificate"),
            Expected((r"213\.197\.143\.150",), "213.197.143.150"),
            Expected(("dns|nameserver",), "dns stopped working|Nameserver not responding|DNS"),
            Expected(("irclogs|irc logs?|night",), "irclogs|nakties darbas"),
        ),
    ),
    Case(
        "students",
        chitchat("e6ab2d32-987e-45d0-b549-ffe3b459353b", "Connor", "Allison"),
        (
            Expected(("BYU", "PhD|grad"), "staying at BYU for grad school"),
            Expected(("marketing",), "studying marketing"),
            Expected(("last name", "Wingate"), "David Wingate"),
            Expected(("Infinity War|tickets",), "tickets"),
            Expected(("Mexico",), "cruise to Mexico"),
            Expected(("Hawaii",), "week in Hawaii"),
        ),
    ),
    Case(
        "freshman",
        chitchat("16cebaa9-c102-4e9e-a10d-9761857d78b9", "Sam", "Kim"),
        (
            Expected(("birthday",), "mom's birthday"),
            Expected(("biomedical",), "biomedical engineering"),
            Expected(("genetic",), "genetics"),
            Expected(("religion",), "religion classes"),
            Expected(("music|flute",), "music composition|flute"),
            Expected(("fish",), "fish"),
        ),
    ),
    Case("a whole year", lug()),
)
