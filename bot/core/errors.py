"""Every error that is ours. Each has a `notice`: the one sentence that a person may see.

    BotError
    ├── SettingsInvalid     the settings cannot be used; ends the process with exit code 2
    ├── StoreFailed         the database cannot be opened or written
    │   └── Superseded          a later attempt has the turn, or it has ended: this one may write no more
    ├── CommandRejected     a command was used wrongly; told to the one who typed it
    ├── TurnedAway          whoever asks may not, or not now; told to them once in a burst
    ├── ToolFailed          a tool could not do it; told to the model
    ├── FileRefused         a file cannot be read; told to the one who sent it
    ├── ModelFailed         the model service did not answer
    │   ├── ModelUnavailable    it may later: busy, broken or out of reach   (retried before the first byte)
    │   ├── ModelRefused        it will not: the request, the key or the account is at fault
    │   │   └── WindowOverflow  the prompt is longer than the model's window; both numbers are known
    │   └── ReplyBroken         the reply broke off or ended in an error; what had come is kept
    └── PlatformFailed      Slack or Discord did not do what was asked
        ├── RateLimited         it may after `retry_after` seconds
        ├── NotAllowed          a permission, a scope or a token is missing
        └── Gone                the message, channel or stream no longer exists

Foreign errors become these at the edge (`raise ... from`); they are caught in one place, the dispatcher's turn.
"""


class BotError(Exception):
    """`str(error)` is for the log; `notice` is for a person."""

    notice = "Something went wrong on my side; please try again, and tell your admin if it happens twice."

    def __init__(self, message: str, *, notice: str = "") -> None:
        super().__init__(message)
        if notice:
            self.notice = notice


class SettingsInvalid(BotError):
    """All problems at once, a line each."""


class StoreFailed(BotError):
    notice = "I cannot reach my own memory right now; please tell your admin, and ask again later."


class Superseded(StoreFailed):
    """The turn belongs to a later attempt, or has ended. Nothing was written; who has it now answers."""


class CommandRejected(BotError):
    """`str(error)` is itself the sentence for the one who typed."""

    def __init__(self, message: str) -> None:
        super().__init__(message, notice=message)


class TurnedAway(BotError):
    """Whoever asks may not, or not now; `quiet`: they have been told so just before."""

    def __init__(self, sentence: str, *, quiet: bool = False) -> None:
        super().__init__(sentence, notice=sentence)
        self.quiet = quiet


class ToolFailed(BotError):
    """`str(error)` is what the model reads."""


class FileRefused(BotError):
    """`notice` names the file, says why it cannot be read, and what to do."""

    def __init__(self, notice: str) -> None:
        super().__init__(notice, notice=notice)


class ModelFailed(BotError):
    """`request_id` is the service's own, to quote to its support; empty if none came."""

    notice = "Mistral did not answer; please ask again in a moment."

    def __init__(self, message: str, *, notice: str = "", request_id: str = "", status: int = 0) -> None:
        super().__init__(f"{message} (request {request_id})" if request_id else message, notice=notice)
        self.request_id = request_id
        self.status = status


class ModelUnavailable(ModelFailed):
    notice = "Mistral is busy or out of reach right now; please ask again in a minute."

    def __init__(  # the base's fields and one more
        self,
        message: str,
        *,
        notice: str = "",
        request_id: str = "",
        status: int = 0,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, notice=notice, request_id=request_id, status=status)
        self.retry_after = retry_after


class ModelRefused(ModelFailed):
    notice = "Mistral refused the request; please tell your admin, the log says why."


class WindowOverflow(ModelRefused):
    """`tokens` is what the service counted, `limit` what the model can hold."""

    notice = "This conversation is too long for the model; please start a new thread."

    def __init__(self, message: str, *, tokens: int, limit: int, request_id: str = "") -> None:
        super().__init__(message, request_id=request_id, status=400)
        self.tokens = tokens
        self.limit = limit


class ReplyBroken(ModelFailed):
    notice = "Mistral's answer broke off here; please ask again."


class PlatformFailed(BotError):
    """Slack or Discord did not do what was asked."""


class RateLimited(PlatformFailed):
    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotAllowed(PlatformFailed):
    notice = "I am missing a permission here; please ask your admin to look at my log."


class Gone(PlatformFailed):
    notice = "That message is no longer there."
