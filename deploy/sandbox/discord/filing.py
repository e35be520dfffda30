"""Files that people bring in other ways than with a message, and what becomes of files."""

import base64

from deploy.sandbox.discord import spoken
from deploy.sandbox.discord.attachments import Attachment, NewFile, Upload
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.guild import FILE_LIMITS
from deploy.sandbox.discord.message import Flag
from deploy.sandbox.discord.parts import Parts
from deploy.sandbox.discord.poster import Posting, said

WAVEFORM = "AAAAAAAAAAAA"


class Filing(Parts):
    def paste(self, user: str, channel: str, text: str, comment: str = "", reply_to: str = "") -> str:
        """A text too long for a message, which the client sends as message.txt with `comment` as the message."""
        file = {"name": "message.txt", "text": text, "type": "text/plain"}
        return self._send(user, channel, comment, spoken.read_file(file), reply_to)

    def speak(self, user: str, channel: str, content_base64: str, seconds: float, reply_to: str = "") -> str:
        """A voice message (OGG with Opus). It has no text, so only a reply reaches the bot as a mention does."""
        data = base64.b64decode(content_base64, validate=True)
        upload = Upload("voice-message.ogg", data, "audio/ogg")
        file = NewFile(upload, upload.name, seconds=seconds, waveform=WAVEFORM)
        return self._send(user, channel, "", file, reply_to, Flag.IS_VOICE_MESSAGE)

    def file(self, attachment_id: str) -> Json:
        """An attachment of anybody's and its bytes: its object with "base64" beside."""
        found = self._found(attachment_id)
        return self._state.cdn.shape(found) | {"base64": base64.b64encode(found.data).decode()}

    def take_down(self, attachment_id: str) -> None:
        """The CDN gives that file out no more, as it does with those of slash commands after a while."""
        self._state.cdn.forget(self._found(attachment_id).id)

    def file_lifetime(self, seconds: float) -> None:
        """How long the addresses work that are signed from now on; at first 24 h."""
        self._state.cdn.lifetime = seconds

    def boost(self, tier: int) -> None:
        """The tier of the server's boosts: the bot's files have 10 MiB in tiers 0 and 1, 50 in 2, 100 in 3."""
        if tier not in FILE_LIMITS:
            raise LookupError(f"There is no tier {tier}.")
        self._state.guild.boosts = tier

    def _send(self, user: str, channel: str, text: str, file: NewFile, reply_to: str, flags: Flag | None = None) -> str:
        person = spoken.person(self._state, user)
        place = spoken.room(self._state, person, channel)
        parent = spoken.message(place, reply_to) if reply_to else None
        draft = said(text.replace("<@BOT>", f"<@{self._state.bot.id}>"), files=[file])
        return str(self._poster.post(place, person, draft, Posting(reply_to=parent, flags=flags or Flag(0))).id)

    def _found(self, attachment_id: str) -> Attachment:
        found = self._state.cdn.find(int(attachment_id))
        if found is None:
            raise LookupError(f"There is no attachment {attachment_id}.")
        return found
