import pytest
from hypothesis import given, settings, strategies as st

from deploy.sandbox.mistral.chat_request import ChatRequest
from deploy.sandbox.mistral.closed import read
from deploy.sandbox.mistral.counting import count, count_prompt, pieces
from deploy.sandbox.mistral.script import synthetic
from tests.sandbox.mistral.conftest import assistant, body, result, system, tool, user


@settings(deadline=None)
@given(st.text())
def test_pieces_joined_are_the_text_again(text: str) -> None:
    assert "".join(pieces(text)) == text


@pytest.mark.parametrize("tokens", [0, 1, 10, 800])
def test_synthetic_words_are_a_token_each(tokens: int) -> None:
    assert count(synthetic(tokens)) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("hello", 4), ("How do I cross the street?", 10), ("How far is the moon from Earth?", 11)],
)
def test_short_prompts_count_as_the_api_has_counted_them(text: str, tokens: int) -> None:
    assert count_prompt(read(ChatRequest, body(text))) == tokens


def test_everything_the_model_reads_is_counted() -> None:
    bare = count_prompt(read(ChatRequest, body("go")))
    longer = [
        body(system("be brief"), "go"),
        body("go", tools=[tool("look")]),
        body("go", reasoning_effort="high"),
        body("go", assistant("", "abcdefgh1"), result("abcdefgh1")),
        body(user([{"type": "image_url", "image_url": "https://x"}, {"type": "text", "text": "go"}])),
        body("go", assistant([{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}]), "go"),
        body(user([{"type": "input_audio", "input_audio": "https://x"}, {"type": "text", "text": "go"}])),
        body("go", response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "string"}}}),
    ]

    assert all(count_prompt(read(ChatRequest, each)) > bare for each in longer)
