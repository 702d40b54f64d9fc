"""Proves keys: runs listings, works templates out over the whole grid, reads figures' data."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator

from questions import templates
from questions.expressions import ExpressionError, holds
from questions.faults import Fault
from questions.loader import Placed
from questions.schema import CodeOutput, ImageBased, Numeric
from questions.schema_parts import Template

RUN_LIMIT = 10.0
"""Seconds that a listing may run."""


def faults(placed: Placed, *, run_code: bool = True) -> Iterator[Fault]:
    """What cannot be proved of the question's key. Runs the listing unless told not to."""
    item = placed.item
    if isinstance(item, CodeOutput):
        yield from _of_code(placed, item, run_code)
    elif item.check is not None:
        yield from _of_check(placed, item.check)
    if isinstance(item, ImageBased) and item.image.key_check:
        yield from _of_figure(placed, item, item.image.key_check)
    if isinstance(item, Numeric):
        yield from _of_template(placed, item)
    if not _has_proof(placed):
        remedy = "Add a reference, 'check: exec', a check or an image's key_check"
        yield placed.fault("nothing proves the key", remedy)


def _has_proof(placed: Placed) -> bool:
    item = placed.item
    drawn = isinstance(item, ImageBased) and item.image.key_check is not None
    return bool(item.references or item.check) or drawn


def _of_code(placed: Placed, item: CodeOutput, run_code: bool) -> Iterator[Fault]:
    if item.check is None:
        return
    if item.check != "exec" or item.code.language != "python":
        says = f"'{item.check}' is no way to check {item.code.language} code"
        yield placed.fault(says, "Write 'check: exec' for Python, or leave it out", "check")
    elif run_code:
        yield from _of_run(placed, item)


def _of_run(placed: Placed, item: CodeOutput) -> Iterator[Fault]:
    printed, failure = _run(item.code.source)
    key = next(option.text for option in item.options if option.correct)
    at = ("code", "source")
    if failure:
        yield placed.fault(f"the code {failure}", "Mend it, or drop 'check: exec'", *at)
    elif _plain(printed) != _plain(key):
        says = f"the code prints '{_plain(printed)[:80]}', the key says '{key}'"
        yield placed.fault(says, "Mend the code or the key", *at)


def _run(source: str) -> tuple[str, str]:
    """What the listing prints, and how it fails ("" if it doesn't)."""
    # Isolated: no site of the user, no environment, and an empty folder to stand in.
    command = [sys.executable, "-I", "-c", source]
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(  # noqa: S603 - the author asked for it to be run
                command,
                cwd=folder,
                env={"OPENBLAS_NUM_THREADS": "1"},
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=RUN_LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "", f"runs for more than {RUN_LIMIT:g} seconds"
    printed = done.stdout.decode(errors="replace")
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        return printed, f"stops with {last or done.returncode}"
    return printed, ""


def _plain(text: str) -> str:
    return " ".join(text.strip().strip("`").split())


def _of_check(placed: Placed, check: str) -> Iterator[Fault]:
    try:
        if not holds(check, {}):
            yield placed.fault(
                f"the check '{check}' is false", "Mend the check or the key", "check"
            )
    except ExpressionError as error:
        remedy = "Write a comparison of numbers that is true if the key is right"
        yield placed.fault(str(error), remedy, "check")


def _of_figure(placed: Placed, item: ImageBased, check: str) -> Iterator[Fault]:
    names, at = item.image.names(), ("image", "key_check")
    try:
        if not holds(check, names):
            yield placed.fault("the figure's data contradict key_check", "Mend one of them", *at)
    except ExpressionError as error:
        remedy = f"Compare interp, auc, at, min, max or mean of {', '.join(sorted(names))}"
        yield placed.fault(str(error), remedy, *at)


def _of_template(placed: Placed, item: Numeric) -> Iterator[Fault]:
    template = item.template
    if template is None:
        return
    usable = sum(1 for _ in templates.variants(template, item.answer.tolerance))
    if usable < templates.VARIANTS_NEEDED:
        says = f"only {usable} of {template.size} combinations make a good question"
        remedy = (
            f"Reach {templates.VARIANTS_NEEDED}: widen the parameters, or move slips away from the"
            " key by twice the tolerance"
        )
        yield placed.fault(says, remedy, "template", "params")
    yield from _of_example(placed, item, template)


def _of_example(placed: Placed, item: Numeric, template: Template) -> Iterator[Fault]:
    params = {name: item.example[name] for name in template.params if name in item.example}
    if missing := set(template.params) - set(params):
        says = f"the example gives no {min(missing)}"
        yield placed.fault(says, "Give a value for each parameter", "example")
        return
    for name, value in params.items():
        if value not in template.params[name]:
            says = f"the example's {name} = {value:g} is not among the parameters"
            yield placed.fault(says, "Choose one of them", "example", name)
    try:
        yield from _of_worked_example(placed, item, templates.work_out(template, params))
    except ExpressionError as error:
        yield placed.fault(f"the example fails: {error}", "Mend the sums", "example")


def _of_worked_example(placed: Placed, item: Numeric, made: templates.Variant) -> Iterator[Fault]:
    known = {**made.names, "key": made.key}
    width = max(item.answer.tolerance.around(made.key), 1e-9 * abs(made.key))
    for name, value in item.example.items():
        allowed = width if name == "key" else 1e-9 * abs(value)
        if name not in known:
            yield placed.fault(f"the example names '{name}'", "Remove it", "example", name)
        elif abs(known[name] - value) > allowed:
            says = f"the example's {name} is {value:g}, but works out to {known[name]:.6g}"
            yield placed.fault(says, "Mend the example or the sums", "example", name)
