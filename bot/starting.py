"""What `run` says first: which platforms it starts, and which setting is missing and where to get it."""

from typing import Final

from bot.settings import Settings

_ANSWERING: Final = "{platform}: answering what the receivers accept."


def start_lines(settings: Settings) -> tuple[bool, list[str]]:
    """Whether there is anything to start, and a line for Mistral and for each platform."""
    mistral = bool(settings.mistral_api_key.get_secret_value())
    lines = [
        f"Mistral: {settings.mistral_model} at {settings.mistral_base_url}"
        if mistral
        else "Mistral: MISTRAL_API_KEY is missing; take a key from console.mistral.ai, under API keys."
    ]
    slack, line = _slack(settings)
    lines.append(line)
    discord = bool(settings.discord_token.get_secret_value())
    lines.append(_discord(settings))
    if not slack and not discord:
        lines.append("Nothing to start: set the tokens of Slack or Discord, or look around with `python -m bot try`.")
    return mistral and (slack or discord), lines


def _discord(settings: Settings) -> str:
    if not settings.discord_token.get_secret_value():
        return (
            "Discord: not started; DISCORD_TOKEN is missing, from the Discord developer portal, your application, Bot."
        )
    return _ANSWERING.format(platform="Discord") if settings.role == "worker" else "Discord: starting."


def _slack(settings: Settings) -> tuple[bool, str]:
    if not settings.slack_bot_token.get_secret_value():
        return False, "Slack: not started; SLACK_BOT_TOKEN is missing, from your Slack app's page, OAuth & Permissions."
    if settings.role == "worker":
        return True, _ANSWERING.format(platform="Slack")
    if settings.slack_mode == "http":
        if not settings.slack_signing_secret.get_secret_value():
            return (
                False,
                "Slack: not started; SLACK_SIGNING_SECRET is missing, from your Slack app's Basic Information.",
            )
        return True, f"Slack: starting, over HTTP on port {settings.slack_http_port}."
    if not settings.slack_app_token.get_secret_value():
        return False, (
            "Slack: not started; SLACK_APP_TOKEN is missing, an app-level token with connections:write from your Slack "
            "app's Basic Information."
        )
    return True, "Slack: starting, over Socket Mode."
