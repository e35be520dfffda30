"""What several processes need to share the work."""

from typing import Final

SHARING: Final = (
    "CREATE INDEX turns_open ON turns (conversation, id) WHERE settled_at IS NULL",
    # The newest release that has opened this database (`migrations.RELEASE`): its neighbours may open it too.
    "CREATE TABLE schema_release (release BIGINT NOT NULL)",
    "INSERT INTO schema_release (release) VALUES (0)",
)
BUDGETS: Final = (
    # What is left of a minute for a model, as the service said last, and what is on its way.
    """CREATE TABLE budgets (
        model TEXT NOT NULL,
        minute BIGINT NOT NULL,
        requests_left BIGINT,
        tokens_left BIGINT,
        requests_flying BIGINT NOT NULL,
        tokens_flying BIGINT NOT NULL,
        PRIMARY KEY (model, minute)
    )""",
)
