"""Whose words a turn has read besides its asker's: such words may be meant to mislead the model.

They are recorded with the turn's steps, so that they hold after a restart, whatever has been deleted meanwhile.
"""

from collections.abc import Sequence
from typing import Final

from bot.core.enclosing import Enclosed
from bot.core.records import Interjected, ModelReplied, Step, ToolFinished
from bot.core.speech import on_one_line
from bot.core.toolbox import Toolbox
from bot.core.values import Author
from bot.core.window import Window

_MOST: Final = 20  # that are recorded with a reply
_NAMED: Final = 3  # that a question names


def shown_sources(
    window: Window, enclosed: Enclosed, toolbox: Toolbox, *, asker: Author, question: Author
) -> tuple[str, ...]:
    """Those of what the model is shown before its first reply: files, others' messages, what earlier turns read.

    `question` is who wrote what is answered: another than the asker where that one wants it answered once more.
    """
    spoken = {name for name, _ in enclosed.spoken}  # the asker's own voice
    sources = [each.name for each in enclosed.receipts if each.name not in spoken]
    sources += [f"a message of {on_one_line(question.name)}"] if question.id != asker.id else []
    sources += [f"a message of {on_one_line(name)}" for name in window.others]
    sources += ["a summary of older messages"] if window.summarised else []
    sources += [f"an earlier result of {name}" for name in window.tools if toolbox.brings_in(name)]
    return tuple(dict.fromkeys(sources))[:_MOST]


def sources(steps: Sequence[Step], asker: Author) -> tuple[str, ...]:
    """All that the turn has read so far."""
    found: list[str] = []
    for step in steps:
        match step:
            case ModelReplied():
                found += [*step.saw, *(each.name for each in step.besides.connectors)]
            case ToolFinished() if step.source:
                found.append(step.source)
            case Interjected() if step.by != asker.id:
                found.append(f"a message of {on_one_line(step.name)}")
    return tuple(dict.fromkeys(found))


def named(found: Sequence[str]) -> str:
    """For example `report.pdf, a message of Bao and 4 others`."""
    first, more = list(found[:_NAMED]), len(found) - _NAMED
    if more > 0:
        return f"{', '.join(first)} and {more} other{'s' if more > 1 else ''}"
    return " and ".join([", ".join(first[:-1]), first[-1]]) if len(first) > 1 else "".join(first)
