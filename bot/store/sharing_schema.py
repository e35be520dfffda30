"""What several processes need to share the work."""

from typing import Final

SHARING: Final = (
    "CREATE INDEX turns_open ON turns (conversation, id) WHERE settled_at IS NULL",
    # The newest release that has opened this database (`migrations.RELEASE`): its neighbours may open it too.
    "CREATE TABLE schema_release (release BIGINT NOT NULL)",
    "INSERT INTO schema_release (release) VALUES (0)",
)
