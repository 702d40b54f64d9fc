"""Draws the figures of packs: the same bytes for the same description, readable on a phone."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from questions.schema_image import ImageSpec, ReferenceLine, SeriesSpec

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

# At 72 dots per inch a point is a pixel, so sizes below are in pixels.
DPI = 72
MARGIN = 12
INK = "#000000"
# Okabe and Ito's palette, darkest first: distinct for colour-blind eyes, strong on white.
COLOURS = ("#0072B2", "#D55E00", "#006B4E", "#8A3F74")
DASHES = ("solid", "dashed", "dashdot", "dotted")
HATCHES = ("", "//", "..", "xx")
MARKERS = {
    "circle": "o",
    "square": "s",
    "triangle": "^",
    "diamond": "D",
    "cross": "X",
    "none": "",
}
SHAPES = tuple(MARKERS)[:4]
BAR_GROUP = 0.8


def render(spec: ImageSpec) -> bytes:
    """The figure as PNG bytes, 900 by 675 pixels. Imports matplotlib at the first call."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    # A user's own matplotlibrc must not change what is drawn.
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rc("font", family="DejaVu Sans", size=spec.font_px)
        mpl.rc("text", usetex=False, parse_math=False)
        mpl.rc("hatch", linewidth=2.0)
        width, height = spec.size_px
        margins = ConstrainedLayoutEngine(w_pad=MARGIN / DPI, h_pad=MARGIN / DPI)
        size = (width / DPI, height / DPI)
        figure = Figure(figsize=size, dpi=DPI, facecolor="white", layout=margins)
        FigureCanvasAgg(figure)
        _draw(figure, spec)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def _draw(figure: Figure, spec: ImageSpec) -> None:
    axes: Axes = figure.add_subplot()
    _KINDS[spec.kind](axes, spec)
    axes.set_xlabel(spec.x.label)
    axes.set_ylabel(spec.y.label)
    if spec.title:
        axes.set_title(spec.title, fontsize=spec.font_px)
    for line in spec.reference_lines:
        _reference(axes, spec, line)
    _frame(axes, spec)
    names = [text for text in axes.get_legend_handles_labels()[1] if text]
    if names and spec.kind != "heatmap" and (len(names) > 1 or spec.kind != "bar"):
        axes.legend(framealpha=1.0, edgecolor="#808080", handlelength=3.0)


def _frame(axes: Axes, spec: ImageSpec) -> None:
    if spec.kind == "heatmap":
        return
    axes.set_axisbelow(True)
    axes.grid(color="#D0D0D0", linewidth=1)
    axes.spines[["top", "right"]].set_visible(False)
    if spec.x.scale == "log":
        axes.set_xscale("log")
        write_powers_out(axes.xaxis)
    if spec.y.scale == "log":
        axes.set_yscale("log")
        write_powers_out(axes.yaxis)
    if spec.x.range:
        axes.set_xlim(*spec.x.range)
    if spec.y.range:
        axes.set_ylim(*spec.y.range)


def write_powers_out(axis: Axis) -> None:
    """The usual way of writing powers of ten needs mathematical text, which is not parsed here."""
    from matplotlib.ticker import FuncFormatter, NullFormatter

    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def _lines(axes: Axes, spec: ImageSpec) -> None:
    for place, series in enumerate(spec.series):
        points = series.points
        axes.plot(
            points.x,
            points.y,
            label=series.name,
            color=COLOURS[place],
            linestyle=series.style or DASHES[place],
            linewidth=3.5,
            marker=_marker(series, place),
            markersize=10,
            clip_on=False,
        )


def _scatter(axes: Axes, spec: ImageSpec) -> None:
    for place, series in enumerate(spec.series):
        points, marker = series.points, _marker(series, place) or "o"
        axes.scatter(
            points.x, points.y, s=110, label=series.name, color=COLOURS[place], marker=marker
        )


def _bars(axes: Axes, spec: ImageSpec) -> None:
    labels = [value if isinstance(value, str) else f"{value:g}" for value in spec.series[0].x]
    width = BAR_GROUP / len(spec.series)
    for place, series in enumerate(spec.series):
        left = [position - BAR_GROUP / 2 + place * width for position in range(len(labels))]
        axes.bar(
            left,
            series.y,
            width,
            align="edge",
            label=series.name,
            color=COLOURS[place],
            edgecolor="white",
            hatch=HATCHES[place],
        )
    axes.set_xticks(range(len(labels)), labels)


def _histogram(axes: Axes, spec: ImageSpec) -> None:
    for place, series in enumerate(spec.series):
        axes.hist(
            series.values,
            bins=list(spec.bins or ()),
            label=series.name,
            histtype="stepfilled" if len(spec.series) == 1 else "step",
            facecolor=COLOURS[place] if len(spec.series) == 1 else "none",
            edgecolor=INK if len(spec.series) == 1 else COLOURS[place],
            linestyle=series.style or DASHES[place],
            linewidth=3.5,
        )


def _heatmap(axes: Axes, spec: ImageSpec) -> None:
    matrix = spec.matrix
    assert matrix is not None
    values = [value for row in matrix.values for value in row]
    low, high = min(values), max(values)
    axes.imshow(matrix.values, cmap="Blues", vmin=low, vmax=high, aspect="auto")
    axes.set_xticks(range(len(matrix.columns)), matrix.columns)
    axes.set_yticks(range(len(matrix.rows)), matrix.rows)
    for row, cells in enumerate(matrix.values):
        for column, value in enumerate(cells):
            dark = not math.isclose(low, high) and (value - low) / (high - low) > 0.5
            colour = "white" if dark else INK
            axes.text(column, row, f"{value:g}", ha="center", va="center", color=colour)


_KINDS = {
    "line": _lines,
    "scatter": _scatter,
    "bar": _bars,
    "histogram": _histogram,
    "heatmap": _heatmap,
}


def _marker(series: SeriesSpec, place: int) -> str:
    return MARKERS[series.marker or SHAPES[place]]


def _reference(axes: Axes, spec: ImageSpec, line: ReferenceLine) -> None:
    if line.kind == "horizontal":
        drawn = axes.axhline(line.at or 0.0)
    elif line.kind == "vertical":
        drawn = axes.axvline(line.at or 0.0)
    else:
        ends = _ends(spec.x.range or spec.y.range or _spread(spec))
        (drawn,) = axes.plot(ends, ends)
    drawn.set(color="#595959", linewidth=2.0, linestyle=line.style)
    drawn.set_label(line.label or "_unnamed")


def _ends(values: Iterable[float]) -> tuple[float, float]:
    known = tuple(values)
    return min(known), max(known)


def _spread(spec: ImageSpec) -> tuple[float, float]:
    return _ends(value for series in spec.series for value in series.points.x)
