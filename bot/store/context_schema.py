"""What a conversation shows besides its own messages."""

from typing import Final

CONTEXT: Final = (
    # A message belongs to one conversation. What was said in a channel is shown in those that begin below it as well,
    # and in a chain of replies also what was replied to.
    """CREATE TABLE context_messages (
        conversation TEXT NOT NULL,
        place TEXT NOT NULL,
        message_id TEXT NOT NULL,
        position TEXT NOT NULL,
        PRIMARY KEY (conversation, place, message_id),
        FOREIGN KEY (place, message_id) REFERENCES messages (place, message_id) ON DELETE CASCADE
    )""",
    "CREATE INDEX context_in_order ON context_messages (conversation, position)",
    "CREATE INDEX context_of_message ON context_messages (place, message_id)",
)
