"""Speech to text (Mistral OpenAPI: /v1/audio/transcriptions)."""

from pathlib import Path
from typing import Any

import httpx

from bot.core.document_ports import Speech
from bot.core.documents import Charge
from bot.core.errors import ReplyBroken
from bot.core.messages import Usage
from bot.core.ports import Clock
from bot.mistral import notices
from bot.mistral.config import MistralConfig
from bot.mistral.exchange import Form
from bot.mistral.failures import about_file
from bot.mistral.whole import Whole


class MistralTranscriber:
    """Implements `bot.core.document_ports.Transcriber`."""

    def __init__(self, http: httpx.AsyncClient, config: MistralConfig, clock: Clock) -> None:
        self._requests = Whole(http, config, clock)

    async def transcribe(self, path: Path, *, media_type: str, name: str, model: str) -> Speech:
        """The file is sent from the disk; `Speech.text` is empty where nothing was said."""
        form = Form(path, name, media_type, {"model": model})
        with about_file(notices.SOUND.format(name=name)):
            answer = await self._requests.upload("audio/transcriptions", form, model=model)
        try:
            return await answer.read(lambda said: parse_speech(said, model))
        except ReplyBroken as error:
            notice = notices.UNUSABLE.format(name=name)
            raise ReplyBroken(str(error), notice=notice, request_id=answer.request_id) from error


def parse_speech(body: Any, model: str) -> Speech:
    """Raises `ReplyBroken` for what is no transcript (Mistral OpenAPI: TranscriptionResponse)."""
    if not isinstance(body, dict) or not isinstance(body.get("text"), str):
        raise ReplyBroken("The answer to a voice clip has no text")
    usage = body.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    heard = Usage(int(_number(usage.get("prompt_tokens"))), int(_number(usage.get("completion_tokens"))))
    seconds = _number(usage.get("prompt_audio_seconds")) or _end(body.get("segments"))
    language = body.get("language")
    return Speech(
        body["text"].strip(), Charge(model, heard, seconds=seconds), language if isinstance(language, str) else ""
    )


def _end(segments: Any) -> float:
    """Seconds up to the end of the last segment."""
    listed = segments if isinstance(segments, list) else []
    return max((_number(each.get("end")) for each in listed if isinstance(each, dict)), default=0.0)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and value > 0 else 0.0
