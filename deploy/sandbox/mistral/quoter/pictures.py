"""What can be said of a picture that was looked at."""

from typing import NamedTuple


class Seen(NamedTuple):
    """`message` is the number of its message in the request; `colours` are the main ones, the first the largest.

    `empty`: it is of one colour all over.
    """

    name: str
    message: int
    text: str
    width: int
    height: int
    colours: tuple[str, ...]
    empty: bool = False

    def sentence(self) -> str:
        return f"{self.name} is {self.width} x {self.height} pixels, mostly {' and '.join(self.colours)}."
