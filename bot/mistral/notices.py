"""The sentences that a person may see when Mistral refuses: each says what to do next."""

from http import HTTPStatus
from typing import Final

from bot.mistral.complaint import Complaint

KEY: Final = (
    "Mistral does not accept my API key; please ask your admin to set MISTRAL_API_KEY to one from console.mistral.ai."
)
ADDRESS: Final = "I do not find Mistral at the address I was given; please ask your admin to check MISTRAL_BASE_URL."
GUARDRAIL: Final = "Mistral's guardrail blocked this request; please put it in other words."
FORBIDDEN: Final = (
    "My Mistral key may not do this; please ask your admin to look at its workspace in console.mistral.ai."
)
IMAGE: Final = "The model I use cannot see images; please ask your admin to set MISTRAL_MODEL to one that can."
TOO_MANY_IMAGES: Final = "Those are more images than I can look at in one go; please ask about eight of them at a time."
DOCUMENT: Final = "Mistral's OCR could not open {name}; please send it again, as a PDF or an image."
SOUND: Final = "Mistral could not listen to {name}; please send it again, as MP3, M4A, OGG or WAV."
UNUSABLE: Final = "Mistral's answer about {name} is of no use; please ask again."
RATE: Final = "Mistral's rate limit for this account is used up; please ask again in a minute."
NO_ALLOWANCE: Final = (
    "This Mistral account has no allowance for {model}; please ask your admin for another model or plan."
)
NOT_SERVED: Final = (
    "Mistral does not serve {model} to this account; please ask your admin to put a current model into my settings."
)
_BY_STATUS: Final = {
    HTTPStatus.UNAUTHORIZED: KEY,
    HTTPStatus.PAYMENT_REQUIRED: "Mistral asks for payment first; please ask your admin to look at its billing page.",
    HTTPStatus.FORBIDDEN: FORBIDDEN,
    HTTPStatus.NOT_FOUND: ADDRESS,
    HTTPStatus.MOVED_PERMANENTLY: ADDRESS,
    HTTPStatus.FOUND: ADDRESS,
    HTTPStatus.TEMPORARY_REDIRECT: ADDRESS,
    HTTPStatus.PERMANENT_REDIRECT: ADDRESS,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "That is more than Mistral takes in one request; please send less at once.",
}
_UNKNOWN_MODEL: Final = frozenset({"1500", "3040"})  # invalid_model, model_not_found for a router
_LONG: Final = 90.0  # seconds from which a wait is told in minutes


def refused(status: int, complaint: Complaint, model: str) -> str:
    """For a request that will be refused again; empty where there is nothing better to say than the default."""
    if complaint.guardrail and status == HTTPStatus.FORBIDDEN:
        return GUARDRAIL
    if complaint.code in _UNKNOWN_MODEL or complaint.type in {"invalid_model", "model_not_found"}:
        return NOT_SERVED.format(model=model)
    if "image input" in complaint.message.lower():
        return IMAGE
    return next((notice for known, notice in _BY_STATUS.items() if known == status), "")


def busy(status: int, wait: float | None) -> str:
    """For a request that may be answered later, after `wait` seconds if that is known."""
    if wait is not None and wait > _LONG:
        return f"Mistral asks me to wait; please ask again in about {round(wait / 60)} minutes."
    return RATE if status == HTTPStatus.TOO_MANY_REQUESTS else ""
