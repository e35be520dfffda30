"""Our counts are those of Mistral's own tokenizer and template."""

import asyncio
import json
import threading
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from mistral_common.tokens.tokenizers.image import ImageConfig, ImageEncoder, SpecialImageIDs
from PIL import Image

from bot.core.messages import (
    AssistantMessage,
    ImagePart,
    Message,
    SystemMessage,
    ToolCall,
    ToolMessage,
    ToolSpec,
    UserMessage,
)
from bot.mistral.pack_vocabulary import made
from bot.mistral.template import image_tokens, prompt_tokens
from bot.mistral.tokens import TekkenTokens
from bot.mistral.vocabulary import VOCABULARY, Encoder, load_encoder, unpacked
from bot.mistral.wire import plain
from tests.mistral import judge, settings_judge
from tests.mistral.conftest import LOOK

ANY_TEXT = st.text(max_size=80) | st.text(alphabet="ab é\n\r \t/!.,'<>👩‍💻字مر1٣_*`|", max_size=40)
WORDS = ANY_TEXT.filter(bool)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
ARGUMENTS = st.dictionaries(st.text(max_size=8), JSON, max_size=3).map(json.dumps) | st.sampled_from(
    ["", "{}", "{broken", '"text"', "[1,  2]", '{"a":1,"a":2}']
)
NAMES = st.from_regex(r"\A[a-zA-Z0-9_-]{1,20}\Z")
TOOLS = st.builds(ToolSpec, NAMES, ANY_TEXT, st.fixed_dictionaries({"type": st.just("object"), "properties": JSON}))


@st.composite
def chats(draw: st.DrawFn) -> tuple[list[Message], list[ToolSpec]]:
    """A legal chat: system messages first, calls with as many results, the last word a person's or a tool's."""
    messages: list[Message] = [SystemMessage(text) for text in draw(st.lists(ANY_TEXT, max_size=2))]
    for number in range(draw(st.integers(1, 5))):
        messages += [UserMessage(text) for text in draw(st.lists(ANY_TEXT, min_size=1, max_size=3))]
        messages += [
            AssistantMessage(t, (), think)
            for t, think in draw(st.lists(st.tuples(WORDS, st.just("") | WORDS), max_size=3))
        ]
        if draw(st.booleans()):
            calls = [
                ToolCall(f"call{number:02}{at:03}", draw(NAMES), draw(ARGUMENTS))
                for at in range(draw(st.integers(1, 3)))
            ]
            messages.append(AssistantMessage(draw(ANY_TEXT), tuple(calls)))
            messages += [ToolMessage(call.id, call.name, draw(ANY_TEXT)) for call in draw(st.permutations(calls))]
            messages.append(AssistantMessage(draw(WORDS)))
    messages.append(UserMessage(draw(ANY_TEXT)))
    return messages, draw(st.lists(TOOLS, max_size=2))


@pytest.fixture(scope="module")
def tokens() -> TekkenTokens:
    encoder = load_encoder()
    return TekkenTokens(lambda: encoder)


def one(
    tokens: TekkenTokens, messages: Sequence[Message], tools: Sequence[ToolSpec] = (), *, effort: bool = False
) -> int:
    return asyncio.run(tokens.prompt(messages, tools, effort=effort))


def test_the_shipped_vocabulary_is_what_the_script_makes() -> None:
    assert unpacked(VOCABULARY.read_bytes()) == unpacked(made())


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chat=chats())
def test_any_chat_has_as_many_tokens_as_mistral_common_gives_it(
    tokens: TekkenTokens, chat: tuple[list[Message], list[ToolSpec]]
) -> None:
    assert one(tokens, *chat) == judge.prompt_tokens(*chat)


@pytest.mark.parametrize(
    ("text", "effort", "published"),
    [
        pytest.param("hello", False, 4, id="Large 3"),
        pytest.param("How do I cross the street?", False, 10, id="Magistral Medium"),
        pytest.param("How far is the moon from Earth?", False, 11, id="Small"),
        pytest.param("hello", True, 4 + 12, id="the settings of an effort are twelve tokens"),
    ],
)
def test_counts_equal_the_prompt_tokens_that_the_service_published(
    tokens: TekkenTokens, text: str, effort: bool, published: int
) -> None:
    assert one(tokens, [UserMessage(text)], effort=effort) == published


@pytest.mark.parametrize("effort", [False, True])
def test_schema_has_as_many_tokens_as_mistral_common_gives_it(tokens: TekkenTokens, effort: bool) -> None:
    schema = {"$id": "x", "type": "object", "properties": {"total": {"type": "string", "description": "in €"}}}
    messages: list[Message] = [SystemMessage("be kind"), UserMessage("read this")]

    counted = asyncio.run(tokens.prompt(messages, [LOOK], effort=effort, schema=schema))

    assert counted == settings_judge.prompt_tokens(messages, [LOOK], plain(schema), effort=effort)


@settings(max_examples=300, deadline=None)
@given(texts=st.lists(ANY_TEXT.map(str.strip).filter(bool).filter(lambda text: text[0] != "/"), min_size=1, max_size=6))
def test_counts_of_joined_texts_add_up(tokens: TekkenTokens, texts: list[str]) -> None:
    *before, last, whole = asyncio.run(tokens.count([*texts, "\n\n".join(texts)]))

    assert whole.alone == sum(count.followed for count in before) + last.alone


def test_counts_need_not_add_up_before_a_slash_which_is_why_no_line_begins_with_one(tokens: TekkenTokens) -> None:
    first, second, whole = asyncio.run(tokens.count(["a)", "//x", "a)\n\n//x"]))

    assert whole.alone != first.followed + second.alone


@pytest.mark.parametrize("side", [1, 27, 28, 29, 512, 1024, 1539, 1540, 1541, 4000, 20_000])
@pytest.mark.parametrize("other", [1, 100, 1540, 3000])
def test_image_tokens_are_those_of_mistral_common(side: int, other: int) -> None:
    encoder = ImageEncoder(ImageConfig(14, 1540, 2), SpecialImageIDs(1, 2, 3))
    for width, height in ((side, other), (other, side)):
        columns, rows = encoder._image_to_num_tokens(Image.new("1", (width, height)))
        assert image_tokens(ImagePart("", width, height)) == (columns + 1) * rows


def test_images_are_counted_beside_their_text_and_end_the_joining_of_texts() -> None:
    image = ImagePart("data:", 512, 512)
    apart = prompt_tokens(len, [UserMessage("ab", (image,)), UserMessage("cd")])
    joined = prompt_tokens(len, [UserMessage("ab"), UserMessage("cd", (image,))])

    assert apart == 1 + 2 + 4 + 380
    assert joined == apart + len("\n\n")


@pytest.mark.parametrize("arguments", ["1" * 5000, "[" * 100_000, '"\\ud800"'], ids=["digits", "nesting", "surrogate"])
def test_hostile_call_arguments_are_counted_as_text(tokens: TekkenTokens, arguments: str) -> None:
    asked = AssistantMessage("", (ToolCall("call00001", "add", arguments),))

    assert one(tokens, [UserMessage("a"), asked, ToolMessage("call00001", "add", "")]) > 10


async def test_the_vocabulary_is_loaded_once_and_off_the_event_loop() -> None:
    threads: list[int] = []

    class FakeEncoder:
        def encode_ordinary(self, text: str) -> list[int]:
            threads.append(threading.get_ident())
            return [0] * len(text)

    def load() -> Encoder:
        loaded.append(threading.get_ident())
        return FakeEncoder()

    loaded: list[int] = []
    tokens = TekkenTokens(load)
    await asyncio.gather(tokens.count(["short."]), tokens.count(["x" * 30_000]), tokens.prompt([UserMessage("a")], []))

    here = threading.get_ident()
    assert len(loaded) == 1
    assert loaded[0] != here
    assert here in threads, "short texts are counted at once"
    assert set(threads) - {here}, "long texts are counted in a thread"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" " * 1_100_000, id="a million spaces"),
        pytest.param("x" + "\n" * 300_000 + "y", id="line breaks"),
        pytest.param("a" * 300_000, id="one letter"),
        pytest.param("👨‍👩‍👧‍👦" * 10_000, id="joined emoji"),
        pytest.param("half \ud83d of a pair", id="half of a surrogate pair"),
    ],
)
async def test_hostile_texts_are_counted_without_harm(tokens: TekkenTokens, text: str) -> None:
    (count,) = await tokens.count([text])

    assert 0 < count.alone <= 3 * len(text)
