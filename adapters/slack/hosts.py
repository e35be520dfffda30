"""Which addresses are Slack's own: the bot's token goes there and nowhere else."""

from typing import Final
from urllib.parse import SplitResult, urlsplit

_DOMAINS: Final = ("slack.com", "slack-gov.com")
_PORTS: Final = {"https": 443, "http": 80}


def trusted(url: str, api_url: str) -> bool:
    """Whether `url` leads to Slack over TLS, or to the very server that stands in for its Web API."""
    try:
        parts, api = urlsplit(url), urlsplit(api_url)
        if _origin(parts) == _origin(api):
            return True
        port = parts.port
    except ValueError:  # a port that is no number, a bracket that is not closed
        return False
    host = (parts.hostname or "").rstrip(".")
    slacks = any(host == domain or host.endswith(f".{domain}") for domain in _DOMAINS)
    return slacks and parts.scheme == "https" and port in {None, 443} and parts.username is None


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
