"""The vendor's own client against the sandbox: its models must take our answers."""

from collections.abc import AsyncIterator

import pytest
from mistralai.client import Mistral
from mistralai.client.errors import HTTPValidationError, SDKError
from mistralai.client.models import (
    AssistantMessage,
    BaseModelCard,
    DocumentURLChunk,
    File,
    FileChunk,
    Function,
    SystemMessage,
    TextChunk,
    ThinkChunk,
    Tool,
    ToolMessage,
    UserMessage,
)

from tests.sandbox.mistral import material
from tests.sandbox.mistral.conftest import SMALL, Desk
from tests.sandbox.mistral.speech.voice import clip, engine, said


@pytest.fixture
async def sdk(desk: Desk) -> AsyncIterator[Mistral]:
    settings = desk.service.environment()
    async with Mistral(api_key=settings["MISTRAL_API_KEY"], server_url=settings["MISTRAL_BASE_URL"]) as client:
        yield client


async def test_sdk_completes_a_chat(desk: Desk, sdk: Mistral) -> None:
    answer = await sdk.chat.complete_async(
        model=SMALL,
        messages=[UserMessage(content="Ana: we ship on Thursday"), UserMessage(content="when do we ship?")],
        temperature=0.1,
    )

    assert answer.choices[0].message is not None
    assert answer.choices[0].message.content == 'Ana wrote: "we ship on Thursday".'
    assert answer.usage.prompt_tokens


async def test_sdk_streams_text(desk: Desk, sdk: Mistral) -> None:
    desk.service.script([{"text": "the wind is from the west"}])

    stream = await sdk.chat.stream_async(model=SMALL, messages=[UserMessage(content="go")])
    chunks = [event.data async for event in stream]

    assert "".join(str(chunk.choices[0].delta.content) for chunk in chunks) == "the wind is from the west"
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None


async def test_sdk_streams_thinking_and_replays_it(desk: Desk, sdk: Mistral) -> None:
    answer = await sdk.chat.complete_async(
        model=SMALL, messages=[UserMessage(content="Ana: hi")], reasoning_effort="high"
    )
    message = answer.choices[0].message
    assert isinstance(message, AssistantMessage)
    assert isinstance(message.content, list)
    assert [type(chunk) for chunk in message.content] == [ThinkChunk, TextChunk]

    again: list[SystemMessage | UserMessage | AssistantMessage | ToolMessage] = [
        UserMessage(content="Ana: hi"),
        message,
        UserMessage(content="and?"),
    ]
    stream = await sdk.chat.stream_async(model=SMALL, messages=again, reasoning_effort="high")

    assert isinstance([event.data async for event in stream][1].choices[0].delta.content, list)


@pytest.mark.parametrize("fragmented", [False, True], ids=["whole", "fragmented"])
async def test_sdk_streams_tool_calls(desk: Desk, sdk: Mistral, fragmented: bool) -> None:
    desk.service.script([{"calls": [{"name": "look", "arguments": {"at": "sea"}}], "fragmented": fragmented}])

    look = Tool(function=Function(name="look", parameters={"type": "object", "properties": {}}))
    stream = await sdk.chat.stream_async(model=SMALL, messages=[UserMessage(content="go")], tools=[look])
    chunks = [event.data async for event in stream]

    calls = [call for chunk in chunks for call in chunk.choices[0].delta.tool_calls or ()]
    assert "".join(str(call.function.arguments) for call in calls) == '{"at": "sea"}'
    assert calls[0].function.name == "look"


async def test_sdk_lists_models(desk: Desk, sdk: Mistral) -> None:
    listed = await sdk.models.list_async()
    one = await sdk.models.retrieve_async(model_id="mistral-ocr-4-0")

    assert SMALL in [card.id for card in listed.data or () if isinstance(card, BaseModelCard)]
    assert isinstance(one, BaseModelCard)
    assert one.deprecation is not None


async def test_sdk_embeds(desk: Desk, sdk: Mistral) -> None:
    answer = await sdk.embeddings.create_async(model="mistral-embed", inputs=["wind", "sea"])

    assert [len(each.embedding or ()) for each in answer.data] == [1024, 1024]


async def test_sdk_reads_a_document_that_it_uploaded(desk: Desk, sdk: Mistral) -> None:
    data = material.pdf(material.sheet("Hello there", size=60))
    card = await sdk.files.upload_async(file=File(file_name="a.pdf", content=data), purpose="ocr")
    url = await sdk.files.get_signed_url_async(file_id=card.id)

    by_id = await sdk.ocr.process_async(model="mistral-ocr-latest", document=FileChunk(file_id=card.id))
    by_url = await sdk.ocr.process_async(
        model="mistral-ocr-latest", document=DocumentURLChunk(document_url=url.url), pages=[0], table_format="html"
    )
    gone = await sdk.files.delete_async(file_id=card.id)

    assert [page.markdown for page in (*by_id.pages, *by_url.pages)] == ["Hello there"] * 2
    assert by_id.usage_info.pages_processed == 1
    assert gone.deleted
    assert (await sdk.files.list_async()).data == []


async def test_sdk_has_a_clip_transcribed(desk: Desk, sdk: Mistral) -> None:
    engine()
    clipped = File(file_name="a.wav", content=clip(*said("We ship the release on Thursday.")))

    answer = await sdk.audio.transcriptions.complete_async(
        model="voxtral-mini-latest", file=clipped, timestamp_granularities=["segment"]
    )

    assert "release on Thursday" in answer.text
    assert answer.segments is not None
    assert len(answer.segments) == 1


async def test_sdk_reads_the_refusals(desk: Desk, sdk: Mistral) -> None:
    with pytest.raises(SDKError, match="Invalid model"):
        await sdk.chat.complete_async(model="mistral-large-2411", messages=[UserMessage(content="go")])
    with pytest.raises(HTTPValidationError) as caught:
        await sdk.chat.complete_async(model=SMALL, messages=[UserMessage(content="go")], max_tokens=-1)

    assert caught.value.data.detail is not None
    assert caught.value.data.detail[0].loc == ["body", "max_tokens"]
