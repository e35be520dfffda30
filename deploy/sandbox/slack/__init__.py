"""The sandbox's Slack."""
