"""Slack, over slack-bolt."""

from adapters.slack.config import SlackConfig
from adapters.slack.platform import SlackPlatform

__all__ = ["SlackConfig", "SlackPlatform"]
