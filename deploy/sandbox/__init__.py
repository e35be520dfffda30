"""Loopback Slack, Discord and Mistral: a world in which the bot can be tried and tested without an account.

Three small servers speak the vendors' wire formats on 127.0.0.1. They are written from the vendors' documents and
import nothing of the bot, so that one misunderstanding cannot sit on both sides. They keep what arrives where a test
can read it (`CallLog`), refuse what the real services refuse, and fail on demand (`FaultPlan`).

The sandbox never pretends to be a mind: its model quotes and picks from the text it was given, and says so.
"""
