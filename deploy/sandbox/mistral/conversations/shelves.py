"""What connectors find: a handful of pages that stand for the web, and the documents of each library."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Page = Mapping[str, str]  # "title", "text", and on the web "url"


@dataclass(slots=True)
class Shelves:
    web: list[Page] = field(default_factory=list)
    libraries: dict[str, list[Page]] = field(default_factory=dict)

    def clear(self) -> None:
        self.web.clear()
        self.libraries.clear()
