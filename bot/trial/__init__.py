"""Trying the whole bot in a sandbox, with no account: the story that `python -m bot try` plays, and a prompt.

The bot is the real one: both adapters, the Mistral client, SQLite. Only the services at the other end are loopback.
"""
