"""Figures: the same bytes every time, and never a wrong kind of data."""

import struct
import subprocess
import sys

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from pydantic import ValidationError

from questions.expressions import holds
from questions.figures import render, write_powers_out
from questions.reading import parse_yaml
from questions.schema_image import ImageSpec

HEAD = "{x: {label: Class}, y: {label: Share}, alt: Some bars, "
KINDS = {
    "line": "series: [{name: A (1), x: [0, 1], y: [1, 2]}, {name: B, x: [0, 1], y: [2, 1]}],"
    " reference_lines: [{kind: diagonal}, {kind: vertical, at: 0.5, label: Here}]",
    "scatter": "series: [{name: A, x: [0, 1], y: [1, 2], marker: none}]",
    "bar": "title: Under_score and $5, series: [{name: A, x: [cat, dog], y: [1, 2]},"
    " {name: B, x: [cat, dog], y: [2, 2]}]",
    "histogram": "bins: [0, 1, 2], series: [{name: A, values: [0.2, 0.4, 1.5]}]",
    "heatmap": "matrix: {rows: [cat, dog], columns: [cat, dog], values: [[8, 2], [1, 9]]}",
}


def spec(kind: str, data: str) -> ImageSpec:
    text = f"{HEAD} kind: {kind}, {data}}}"
    return ImageSpec.model_validate(parse_yaml(text, "figure").value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_the_same_bytes_twice_and_has_its_size(kind: str) -> None:
    first = render(spec(kind, KINDS[kind]))
    assert first == render(spec(kind, KINDS[kind]))
    assert first.startswith(b"\x89PNG")
    assert struct.unpack(">II", first[16:24]) == (900, 675)
    assert b"Software" not in first


def test_other_data_give_another_figure() -> None:
    assert render(spec("bar", KINDS["bar"])) != render(
        spec("bar", KINDS["bar"].replace("[1, 2]", "[1, 3]"))
    )


def test_a_figure_does_not_depend_on_the_settings_of_whoever_draws_it() -> None:
    import matplotlib as mpl

    plain = render(spec("line", KINDS["line"]))
    with mpl.rc_context({"axes.facecolor": "black", "font.size": 40}):
        assert render(spec("line", KINDS["line"])) == plain


def test_reading_questions_does_not_load_the_drawing_library() -> None:
    code = "import sys, questions.loader; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"


@pytest.mark.parametrize(
    ("kind", "data", "says"),
    [
        ("line", "series: []", "either series or a matrix"),
        ("line", "series: [{name: A, x: [0, 1], y: [1]}]", "2 x and 1 y"),
        ("line", "series: [{name: A, x: [a, b], y: [1, 2]}]", "only bars stand on words"),
        ("bar", "series: [{name: A, values: [1, 2]}]", "only that, has 'values'"),
        ("histogram", "series: [{name: A, values: [1, 2]}]", "only that, has 'bins'"),
        ("heatmap", "series: [{name: A, x: [0], y: [1]}]", "only that, has 'matrix'"),
        (
            "heatmap",
            "matrix: {rows: [a, b], columns: [c], values: [[1, 2], [3]]}",
            "do not fill 2 rows of 1",
        ),
        ("line", KINDS["line"].replace("at: 0.5,", ""), "a vertical line has the wrong fields"),
        ("line", KINDS["line"] + ", size_px: [90, 67]", "900 by 675"),
        ("line", KINDS["line"] + ", font_px: 12", "greater than or equal to 20"),
    ],
)
def test_a_description_that_cannot_be_drawn_is_refused(kind: str, data: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        spec(kind, data)


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        ("line", "interp(A, 0.5) == interp(B, 0.5) and max(a_1) == 2"),
        ("bar", "at(B, 0) > at(A, 0)"),
        ("histogram", "max(A) == 1.5"),
        ("heatmap", "at(dog, 1) > at(dog, 0)"),
    ],
)
def test_a_check_reads_the_data_that_are_drawn(kind: str, check: str) -> None:
    assert holds(check, spec(kind, KINDS[kind]).names())


def test_powers_of_ten_are_written_out_in_plain_numbers() -> None:
    figure = Figure()
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(xscale="log", xlim=(1, 1000))
    write_powers_out(axes.xaxis)
    figure.canvas.draw()
    labels = {label.get_text() for label in axes.get_xticklabels(which="both")}
    assert {"1", "10", "100", "1000"} <= labels
    assert not any("$" in label for label in labels)
