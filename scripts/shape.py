"""Prints how long functions and files are, and fails when they outgrow the house's measure.

A function counts from `def` to its last line, without its docstring; a function inside another
counts as one of its own. Migrations are left out: they are history, written once.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PACKAGES = ("bot", "adapters", "questions", "scheduler")
MEDIAN_LIMIT = 8
P95_LIMIT = 30
FILE_LIMIT = 400
WORST_SHOWN = 10

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True, order=True)
class Measure:
    """How many lines one function or file has; the longest sorts last."""

    lines: int
    where: str


def main(root: Path) -> int:
    """Prints the shape of the packages below `root`; 1 if it is out of measure, else 0."""
    paths = sorted(find_sources(root))
    files = [Measure(count_lines(path), str(path.relative_to(root))) for path in paths]
    functions = [measure for path in paths for measure in measure_functions(path, root)]
    print(describe(functions, files))
    complaints = find_complaints(functions, files)
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


def find_sources(root: Path) -> Iterator[Path]:
    """Every file that the measure is for."""
    for package in PACKAGES:
        for path in (root / package).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def count_lines(path: Path) -> int:
    """Lines of a file, as an editor counts them."""
    return len(path.read_text(encoding="utf-8").splitlines())


def measure_functions(path: Path, root: Path) -> list[Measure]:
    """Every function of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    name = path.relative_to(root)
    return [
        Measure(own_lines(node), f"{name}:{node.lineno} {node.name}")
        for node in ast.walk(tree)
        if isinstance(node, FUNCTION)
    ]


def own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring and without the functions inside it."""
    inner = sum(span(child) for child in nested_functions(function))
    return span(function) - docstring_lines(function) - inner


def nested_functions(node: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The outermost functions below a node."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTION):
            yield child
        else:
            yield from nested_functions(child)


def span(node: ast.stmt) -> int:
    """Lines from a statement's first to its last."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def docstring_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's docstring, 0 without one."""
    return span(function.body[0]) if ast.get_docstring(function) is not None else 0


def p95(measures: Sequence[Measure]) -> int:
    """The length that 95 of 100 do not exceed."""
    ranked = sorted(measure.lines for measure in measures)
    return ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))] if ranked else 0


def middle(measures: Sequence[Measure]) -> float:
    """The median length."""
    return median(measure.lines for measure in measures) if measures else 0


def describe(functions: Sequence[Measure], files: Sequence[Measure]) -> str:
    """The figures in two lines."""
    return "\n".join((summarise("functions", functions), summarise("files", files)))


def summarise(what: str, measures: Sequence[Measure]) -> str:
    """One line of figures."""
    longest = max(measures, default=Measure(0, "none"))
    return (
        f"{len(measures)} {what}: median {middle(measures):g}, p95 {p95(measures)}, "
        f"longest {longest.lines} ({longest.where})"
    )


def find_complaints(functions: Sequence[Measure], files: Sequence[Measure]) -> list[str]:
    """What is out of measure, each with who made it so; empty if nothing is."""
    complaints = [
        f"{file.where} has {file.lines} lines; split it at {FILE_LIMIT}"
        for file in files
        if file.lines > FILE_LIMIT
    ]
    longest = ", ".join(
        f"{one.where} ({one.lines})" for one in sorted(functions, reverse=True)[:WORST_SHOWN]
    )
    if middle(functions) > MEDIAN_LIMIT:
        complaints.append(f"the median function is over {MEDIAN_LIMIT} lines; longest: {longest}")
    if p95(functions) > P95_LIMIT:
        complaints.append(f"p95 of functions is over {P95_LIMIT} lines; longest: {longest}")
    return complaints


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent))
