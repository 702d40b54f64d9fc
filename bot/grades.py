"""`quizstreak grade`: why an answer gets its verdict, and how good our verdicts are."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.db import migrate
from bot.db.engine import Database
from bot.grading.evaluation import Case, Evaluation, evaluate
from bot.grading.feedback import feedback
from bot.grading.grade import grade
from bot.grading.result import Finding, Grade, State
from bot.grading.second import asking
from bot.jurors import embedding, language_model
from bot.quiz.question import Bank, Form, Question
from bot.samples import Sample, read_rubrics, read_samples
from bot.settings import PREFIX, Settings, load
from questions.loader import PACKS, load_packs

_MARKS = {State.HIT: "+", State.NEAR: "~", State.MISSED: "-", State.CONTRADICTED: "!"}
_SEED = "grade"
_EXPLAIN = "explain"
_NAMES = {
    "pearson": "Pearson's r",
    "spearman": "Spearman's rho",
    "rmse": "RMSE",
    "kappa": "quadratic weighted kappa",
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "severe": "severe errors",
}


class GradeTrouble(Exception):
    """What was asked for cannot be graded, and what can."""


class _Grades(TyperGroup):
    """A first word that is no command of ours is a question's id."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        known = not args or args[0] in self.commands
        return super().resolve_command(ctx, args if known else [_EXPLAIN, *args])


grades = typer.Typer(
    name="grade",
    cls=_Grades,
    no_args_is_help=True,
    help="Grade QUESTION ANSWER and say why; or measure the grader.",
    subcommand_metavar='QUESTION "ANSWER" | eval FILE',
)


@grades.command(_EXPLAIN, hidden=True)
def explain(
    question: Annotated[str, typer.Argument(help="A free-text question's id.")],
    answer: Annotated[str, typer.Argument(help="The answer, in quotes.")],
    llm: Annotated[
        bool, typer.Option("--llm", help="Ask the language model too, where the grader is unsure.")
    ] = False,
) -> None:
    """Say what an answer to a question of the bank would get, and why."""
    settings = load(chats=False)
    bank = load_packs(settings.packs or [PACKS / "ml-interview"])
    asked = _question(bank, question)
    with asking(embedding.configured(settings)):
        for line in explained(asked, answer, grade(asked, answer)):
            typer.echo(line)
        if llm:
            for line in asyncio.run(_told_by_model(settings, asked, answer)):
                typer.echo(line)


async def _told_by_model(settings: Settings, asked: Question, answer: str) -> list[str]:
    """What the language model says. Raises `GradeTrouble`, or `DatabaseTrouble`: calls count."""
    endpoint = language_model.endpoint_of(settings)
    if endpoint is None:
        raise GradeTrouble(f"No language model is set up: set {PREFIX}LLM_URL, or leave --llm out.")
    if language_model.own_grade(asked, answer) is None:
        return ["", "The language model is asked only where the grader is unsure for the content."]
    url = settings.database_url.get_secret_value()
    await migrate.check(url)
    async with (
        Database.connect(url) as database,
        language_model.opened(endpoint, database) as juror,
    ):
        found = await juror.grade(asked, answer, datetime.now(UTC)) if juror else None
    if found is None:
        return ["", "The language model gives no opinion."]
    return ["", f"The language model: {found.verdict}, score {found.score:.2f}", *_found(found)]


def _found(found: Grade) -> Iterator[str]:
    return (f"  {_point(finding)}" for finding in found.findings)


@grades.command("eval")
def evaluate_file(
    file: Annotated[Path, typer.Argument(help="Answers that people graded, one JSON a line.")],
    rubrics: Annotated[
        Path | None, typer.Option(help="YAML that maps question ids to rubrics.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of lines.")] = False,
) -> None:
    """Measure how near our grades come to people's."""
    samples = read_samples(file)
    second = embedding.configured(load(chats=False))
    known = read_rubrics(rubrics) if rubrics else {}
    found = evaluate([_case(one) for one in samples], known, second)
    lines = [json.dumps(asdict(found), indent=2)] if as_json else measured(found)
    for line in lines:
        typer.echo(line)


def explained(question: Question, answer: str, found: Grade) -> Iterator[str]:
    """The verdict with all that led to it, for its author's eyes: it tells the key."""
    yield question.face.stem
    yield f"> {' '.join(answer.split())}"
    yield ""
    yield f"{found.verdict}, score {found.score:.2f}, confidence {found.confidence:.2f}"
    if found.draft is not None:
        yield f"If it had to say: {found.draft}."
    if found.gate:
        yield f"Gate: {found.gate}. {found.why}".rstrip()
    yield from _listed("Points", map(_point, found.findings))
    yield from _listed("Misconceptions", _misconceptions(question, found))
    yield from _listed("Feedback before closing", feedback(found, closed=False))
    yield from _listed("Feedback after closing", feedback(found, closed=True))


def measured(found: Evaluation) -> Iterator[str]:
    """The figures, a line or a small table for each."""
    counts = found.counts
    yield (
        f"{counts['answers']} answers to {counts['questions']} questions,"
        f" {counts['by_rubric']} of them by rubric, the rest by reference"
    )
    yield ""
    yield f"{'':26}{'raw':>8}{'calibrated':>12}"
    for key, name in _NAMES.items():
        yield f"{name:26}{_figure(key, found.raw):>8}{_figure(key, found.calibrated):>12}"
    if found.two_way:
        yield ""
        yield from _two_way(found.two_way)
    yield ""
    yield f"{'answered':>8}{'accuracy':>10}{'severe':>8}{'confidence from':>17}"
    for row in found.coverage:
        figures = (f"{row['accuracy']:.3f}", f"{row['severe']:.1%}", f"{row['confidence']:.2f}")
        yield f"{row['share']:>8.0%}{figures[0]:>10}{figures[1]:>8}{figures[2]:>17}"
    yield ""
    yield f"unsure: {found.unsure:.1%}"
    yield "latency: " + ", ".join(f"{name} {ms:.2f} ms" for name, ms in found.latency_ms.items())


def _two_way(figures: Mapping[str, float]) -> Iterator[str]:
    for name, key in (("cut of other questions", "fitted"), ("shipped cut", "shipped")):
        f1, share = figures[f"macro_f1_{key}"], figures[f"accuracy_{key}"]
        yield f"right or wrong, {name}: macro-F1 {f1:.3f}, accuracy {share:.3f}"


def _figure(key: str, figures: Mapping[str, float]) -> str:
    return f"{figures[key]:.1%}" if key == "severe" else f"{figures[key]:.3f}"


def _question(bank: Bank, name: str) -> Question:
    """The free-text question of that id. Raises `GradeTrouble` that names the nearest."""
    forms = {entry.id: entry.form for entry in bank.entries()}
    written = [id_ for id_, form in forms.items() if form is Form.FREE_TEXT]
    if name in written:
        return bank.draw(name, _SEED)
    if not written:
        raise GradeTrouble("The packs in use have no free-text question that could be graded.")
    near = (get_close_matches(name, written, 1, 0.0) or written)[0]
    if name in forms:
        raise GradeTrouble(f"“{name}” takes no free text ({forms[name]}). Try {near}.")
    raise GradeTrouble(f"There is no question “{name}”. The nearest free-text one is {near}.")


def _case(one: Sample) -> Case:
    return Case(one.question_id, one.question, one.references, one.answer, one.score, one.is_right)


def _point(finding: Finding) -> str:
    quote = f" “{' '.join(finding.quote.split())}”" if finding.quote else ""
    why = f" ({finding.why})" if finding.why else ""
    return f"{_MARKS[finding.state]} {finding.point}: {finding.state}{why}{quote}"


def _misconceptions(question: Question, found: Grade) -> Iterator[str]:
    rubric = question.key.rubric
    for wrong in rubric.wrong if rubric else ():
        if wrong.id in found.wrongs:
            yield f"{wrong.id}: {wrong.text} (at most {wrong.cap:.2f})"


def _listed(title: str, lines: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
    found = [f"  {line}" for line in lines]
    if found:
        yield from ("", f"{title}:", *found)
