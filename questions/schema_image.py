"""A figure as a pack describes it: data and labels, never pixels."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from questions.expressions import Series as Points
from questions.faults import Refused
from questions.limits import ALT_TEXT_LIMIT
from questions.schema_parts import Part, Words, words

SERIES_LIMIT = 4


class Axis(Part):
    """An axis and its label; without a range it fits the data."""

    label: Words
    range: Annotated[tuple[float, ...], Field(min_length=2, max_length=2)] | None = None
    scale: Literal["linear", "log"] = "linear"


class SeriesSpec(Part):
    """Points to draw. A bar's x are words; a histogram has `values` and `bins` instead."""

    name: Words
    style: Literal["solid", "dashed", "dotted", "dashdot"] | None = None
    marker: Literal["circle", "square", "triangle", "diamond", "cross", "none"] | None = None
    x: tuple[float | str, ...] = ()
    y: tuple[float, ...] = ()
    values: tuple[float, ...] = ()

    @model_validator(mode="after")
    def _is_complete(self) -> "SeriesSpec":
        if self.values:
            if self.x or self.y:
                raise Refused("a series has either values or x and y", "Remove one of them")
        elif not self.y or len(self.x) != len(self.y):
            says = f"the series has {len(self.x)} x and {len(self.y)} y"
            raise Refused(says, "Give as many x as y, at least one", ("y",))
        return self

    @property
    def points(self) -> Points:
        """What a check reads; where x is words, their places from 0 stand for them."""
        if self.values:
            return Points(tuple(map(float, range(len(self.values)))), self.values)
        numbers = tuple(value for value in self.x if isinstance(value, float))
        places = tuple(map(float, range(len(self.y))))
        return Points(numbers if len(numbers) == len(self.x) else places, self.y)


class Matrix(Part):
    """The cells of a heatmap, row by row from the top."""

    rows: Annotated[tuple[Words, ...], Field(min_length=1, max_length=8)]
    columns: Annotated[tuple[Words, ...], Field(min_length=1, max_length=8)]
    values: tuple[tuple[float, ...], ...]

    @model_validator(mode="after")
    def _is_complete(self) -> "Matrix":
        widths = {len(row) for row in self.values}
        if len(self.values) != len(self.rows) or widths != {len(self.columns)}:
            says = f"the cells do not fill {len(self.rows)} rows of {len(self.columns)}"
            raise Refused(says, "Give one number for every cell", ("values",))
        return self


class ReferenceLine(Part):
    """A thin line to compare with; `at` is where a horizontal or vertical one lies."""

    kind: Literal["diagonal", "horizontal", "vertical"]
    style: Literal["solid", "dashed", "dotted", "dashdot"] = "dotted"
    at: float | None = None
    label: Words | None = None

    @model_validator(mode="after")
    def _has_its_place(self) -> "ReferenceLine":
        if (self.at is None) != (self.kind == "diagonal"):
            remedy = "Give 'at' for a horizontal or vertical line, and none for the diagonal"
            raise Refused(f"a {self.kind} line has the wrong fields", remedy, ("at",))
        return self


class ImageSpec(Part):
    """A figure of one kind; `key_check` is a comparison over its series that must be true."""

    kind: Literal["line", "bar", "scatter", "histogram", "heatmap"]
    size_px: Annotated[tuple[int, ...], Field(min_length=2, max_length=2)] = (900, 675)
    font_px: Annotated[int, Field(ge=20, le=32)] = 20
    title: Words | None = None
    x: Axis
    y: Axis
    series: Annotated[tuple[SeriesSpec, ...], Field(max_length=SERIES_LIMIT)] = ()
    matrix: Matrix | None = None
    bins: tuple[float, ...] | None = None
    reference_lines: tuple[ReferenceLine, ...] = ()
    alt: Annotated[str, words(ALT_TEXT_LIMIT)]
    key_check: Words | None = None

    @model_validator(mode="after")
    def _has_its_data(self) -> "ImageSpec":
        if self.size_px != (900, 675):
            raise Refused("a figure is 900 by 675 pixels", "Write [900, 675]", ("size_px",))
        if (self.kind == "heatmap") != (self.matrix is not None):
            raise Refused("a heatmap, and only that, has 'matrix'", "Add or remove 'matrix'")
        if (self.kind == "heatmap") == bool(self.series):
            remedy = "Give 1 to 4 series, or a matrix for a heatmap"
            raise Refused("a figure draws either series or a matrix", remedy, ("series",))
        return self

    @model_validator(mode="after")
    def _series_fit_the_kind(self) -> "ImageSpec":
        for place, series in enumerate(self.series):
            words = any(isinstance(value, str) for value in series.x)
            if bool(series.values) != (self.kind == "histogram"):
                says = "a histogram, and only that, has 'values'"
                raise Refused(says, "Give 'values' there, 'x' and 'y' elsewhere", ("series", place))
            if words and self.kind != "bar":
                remedy = "Write numbers, or draw bars"
                raise Refused("only bars stand on words", remedy, ("series", place, "x"))
            if self.kind == "bar" and series.x != self.series[0].x:
                remedy = "Give every series the same x"
                raise Refused("the bars stand on different x", remedy, ("series", place, "x"))
        if (self.bins is not None) != (self.kind == "histogram"):
            raise Refused("a histogram, and only that, has 'bins'", "Give its edges", ("bins",))
        return self

    def names(self) -> Mapping[str, Points]:
        """Series by full name ("training_loss") and, where unambiguous, by first word.

        The rows of a heatmap are series too.
        """
        data = [(series.name, series.points) for series in self.series]
        if self.matrix:
            places = tuple(map(float, range(len(self.matrix.columns))))
            rows = zip(self.matrix.rows, self.matrix.values, strict=True)
            data = [(name, Points(places, row)) for name, row in rows]
        firsts = [_words(name)[0] for name, _ in data]
        short = {
            first: points
            for first, (_, points) in zip(firsts, data, strict=True)
            if firsts.count(first) == 1
        }
        return short | {"_".join(_words(name)).lower(): points for name, points in data}


def _words(name: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9]+", name) or ["_"]
