"""The tool `make_chart`: a table of the model's, drawn and put below the answer."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.core.charts import Chart, Charts, Series
from bot.core.desk import Desk
from bot.core.errors import PlatformFailed, ToolFailed
from bot.core.tool import Tool, ToolContext, tool

_SECONDS: Final = 120.0
_TITLE: Final = 120  # characters


class SeriesOfValues(BaseModel):
    """A row of numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(description="what the numbers are, for the legend")
    values: list[float | None] = Field(description="one number for each label; null where there is none")


def chart_tool(charts: Charts, desk: Desk) -> Tool:
    """The tool of one turn, which uploads by its desk."""

    async def make_chart(
        context: ToolContext,
        kind: Annotated[Literal["bar", "line", "pie"], "bars compare, lines show a course, a pie shows shares"],
        title: Annotated[str, Field(min_length=1, max_length=_TITLE, description="what the chart shows")],
        labels: Annotated[list[str], "what the numbers belong to, in order"],
        series: Annotated[list[SeriesOfValues], "one or more rows of numbers; exactly one for a pie"],
        *,
        unit: Annotated[str, Field(max_length=20, description="of the numbers, such as €, km or %")] = "",
        stacked: Annotated[bool, "bars of one label on top of each other"] = False,
    ) -> str:
        """Draw numbers as a chart, a picture that is put below the answer. Use only numbers that you were given."""
        del context
        rows = tuple(Series(each.name, tuple(each.values)) for each in series)
        chart = Chart(kind, title, tuple(labels), rows, unit, stacked)
        desk.say("drawing a chart")
        try:
            await desk.attach(await charts.drawn(chart, file_name(title)))
        except PlatformFailed as error:
            raise ToolFailed(f"The chart is drawn, but it could not be uploaded: {error.notice}") from error
        return "The chart is below the answer, where everybody can see it."

    return tool(make_chart, seconds=_SECONDS)


def file_name(title: str) -> str:
    """`Sales by month` becomes `sales-by-month.png`."""
    letters = "".join(letter if letter.isalnum() else "-" for letter in title.lower())
    words = [word for word in letters.split("-") if word]
    return f"{'-'.join(words)[:60].rstrip('-') or 'chart'}.png"
