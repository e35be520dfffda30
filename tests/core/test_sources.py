"""Whose words a turn has read."""

from dataclasses import replace

from bot.core.messages import AssistantMessage, Besides, ConnectorUse, ToolCall, Usage
from bot.core.records import Interjected, ModelReplied, Step, ToolFinished
from bot.core.sources import named, sources
from bot.core.values import Author

ANA = Author("U1", "Ana")
CALL = ToolCall("abcdefghi", "look", "{}")


def replied(*saw: str) -> ModelReplied:
    return ModelReplied(AssistantMessage(""), Usage(), "small", saw=saw)


def test_what_was_shown_what_tools_brought_in_and_what_others_said_meanwhile_are_sources() -> None:
    steps: list[Step] = [
        replied("report.pdf", "a message of Bao"),
        ToolFinished(CALL, "...", source="example.org"),
        ToolFinished(CALL, "42"),
        Interjected(7, "Bao", "and this", "U2"),
        replied("report.pdf"),
    ]

    assert sources(steps, ANA) == ("report.pdf", "a message of Bao", "example.org")


def test_what_the_service_has_looked_up_by_itself_is_a_source() -> None:
    searched = replace(replied(), besides=Besides((ConnectorUse("web_search", 2),)))

    assert sources([searched], ANA) == ("web_search",)


def test_what_the_asker_adds_is_no_source_but_what_somebody_of_the_same_name_adds_is() -> None:
    assert sources([Interjected(7, "Ana", "and this", "U1")], ANA) == ()
    assert sources([Interjected(7, "Ana", "and this", "U9")], ANA) == ("a message of Ana",)


def test_sources_are_named_in_one_phrase() -> None:
    assert named(["a"]) == "a"
    assert named(["a", "b"]) == "a and b"
    assert named(["a", "b", "c"]) == "a, b and c"
    assert named(["a", "b", "c", "d"]) == "a, b, c and 1 other"
    assert named(list("abcdef")) == "a, b, c and 3 others"
