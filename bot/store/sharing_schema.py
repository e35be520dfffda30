"""What several processes need to share the work."""

from typing import Final

SHARING: Final = ("CREATE INDEX turns_open ON turns (conversation, id) WHERE settled_at IS NULL",)
