import pytest

from deploy.sandbox.mistral.chat_request import ChatRequest
from deploy.sandbox.mistral.closed import read
from deploy.sandbox.mistral.quoter.heard import heard
from tests.sandbox.mistral.conftest import assistant, body


def speakers(text: str) -> list[tuple[str, str]]:
    return [(each.speaker, each.text) for each in heard(read(ChatRequest, body(text)).messages)]


@pytest.mark.parametrize(
    "text",
    [
        "Ana: we ship",
        "ana: we ship",
        "[Ana] we ship",
        "[Ana]: we ship",
        "- Ana: we ship",
        "**Ana**: we ship",
        "**Ana:** we ship",
        "Ana (10:32): we ship",
        "[10:32] Ana: we ship",
    ],
)
def test_leading_name_is_the_speaker(text: str) -> None:
    ((speaker, said),) = speakers(text)

    assert (speaker.casefold(), said) == ("ana", "we ship")


@pytest.mark.parametrize("name", ["Ana Lopez", "@ana", "O'Brien", "Jean-Luc", "Zoë", "Анна", "dr.strange"])
def test_names_may_be_of_many_kinds(name: str) -> None:
    assert speakers(f"{name}: hello there") == [(name, "hello there")]


@pytest.mark.parametrize(
    "text",
    ["we ship", "https://example.org is up", "Note: we ship", "we need this: milk", "at 10:32 we ship", "Ana:we ship"],
)
def test_text_without_a_name_has_no_speaker(text: str) -> None:
    assert speakers(text) == [("", text)]


def test_transcript_in_one_message_is_taken_apart() -> None:
    assert speakers("Earlier in this thread:\nAna: we ship\non Thursday\nBen Oz: fine\nfirst: no name") == [
        ("", "Earlier in this thread:"),
        ("Ana", "we ship\non Thursday"),
        ("Ben Oz", "fine\nfirst: no name"),
    ]


def test_code_is_not_taken_for_speech() -> None:
    text = "Ana: look\n```yaml\nName: value\n```\nBen: nice"

    assert speakers(text) == [("Ana", "look\n```yaml\nName: value\n```"), ("Ben", "nice")]


def test_assistant_is_never_split() -> None:
    said = heard(read(ChatRequest, body("go", assistant("Ana: quoted"), "on")).messages)

    assert [(each.role, each.speaker, each.text) for each in said][1] == ("assistant", "", "Ana: quoted")


def test_indented_lines_go_on_whatever_they_say() -> None:
    said = speakers("Ana:\n  ```python\n  x = 1\n  ```\n  Bao: not me\n\nBao: me")

    assert said == [("Ana", "```python\nx = 1\n```\nBao: not me"), ("Bao", "me")]
