"""Cases as people see them: the answer, what was found in it, and what waits for whose word."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries import cases, people, rounds
from bot.db.queries import rulings as queries
from bot.db.queries.posts import Errand
from bot.db.tables import Round, Ruling
from bot.grading.grade import grade
from bot.grading.result import Finding, State
from bot.messages.docket import CASES_LISTED, Phrasing, Ruled
from bot.messages.rulings import Case, Point
from bot.quiz.league import Door, Rulings
from bot.quiz.question import Question
from bot.quiz.rulings import By, Word

_FOUND = frozenset({State.HIT, State.NEAR})


def case_of(ruling: Ruling, number: int, question: Question) -> Case:
    """A case that names nobody."""
    graded = grade(question, ruling.text)
    return Case(
        id=ruling.id,
        number=number,
        question=question,
        text=ruling.text,
        points=_points(graded.findings),
        draft=(graded.draft or graded.verdict).value,
        appealed=ruling.appealed,
    )


def _points(findings: Iterable[Finding]) -> list[Point]:
    return [Point(one.text, one.state in _FOUND, one.quote) for one in findings]


async def posted_case(session: AsyncSession, ruling: Ruling, about: Errand) -> Case:
    """A case as it is posted: it names who gave the answer only if all could see that."""
    case = case_of(ruling, about.round.number or 0, about.question)
    return replace(
        case,
        name=await _public_name(session, ruling),
        reactions=Door.REACTIONS in about.play.doors,
        admins=about.play.rulings is Rulings.ADMINS,
    )


async def _public_name(session: AsyncSession, ruling: Ruling) -> str:
    answers = await queries.answers_on(session, ruling.id)
    if len(answers) != 1 or answers[0][1].hidden:
        return ""
    [(answer, player)] = answers
    origins = await queries.origins(session, answer.round_id)
    names = await people.names(session, [player.id])
    return names.get(player.id, "") if queries.is_public(origins, answer, player) else ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody's word: so many cases in all, and the first few of them."""

    count: int
    first: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """Somebody in a league, of which they may be an admin; `person_id` None: never seen to act."""

    league_id: int
    person_id: int | None
    admin: bool


async def waiting(session: AsyncSession, judges: Iterable[Judge]) -> Waiting:
    """The cases on which somebody may rule: first those on which they did not, the newest first.

    They name nobody.
    """
    found = [one for judge in judges for one in await _waiting(session, judge)]
    found.sort(key=lambda one: one[1].opened_at, reverse=True)
    found.sort(key=lambda one: one[0])
    return Waiting(len(found), tuple(_listed(*one[1:]) for one in found[:CASES_LISTED]))


async def _waiting(session: AsyncSession, judge: Judge) -> list[tuple[bool, Ruling, Round]]:
    """Those of one league; whether they voted on each."""
    authors, voters = await cases.concerned(session, judge.league_id)
    return [
        ((ruling.id, judge.person_id) in voters, ruling, round_)
        for ruling, round_ in await cases.waiting(session, judge.league_id)
        if (ruling.id, judge.person_id) not in authors and _may_rule(round_, admin=judge.admin)
    ]


def _may_rule(round_: Round, *, admin: bool) -> bool:
    return admin or rounds.play_of(round_).rulings is not Rulings.ADMINS


def _listed(ruling: Ruling, round_: Round) -> Case:
    assert round_.snapshot is not None, "only an asked round has answers"
    return case_of(ruling, round_.number or 0, Question.from_json(round_.snapshot))


async def ruled(
    session: AsyncSession, judges: Iterable[Judge], page: int = 0
) -> tuple[list[Ruled], bool]:
    """A page of what was ruled where they are an admin, newest first; whether more follows.

    What they answered themselves is not theirs to rule on.
    """
    admins = [one for one in judges if one.admin]
    league_ids = [one.league_id for one in admins]
    own = {one.person_id for one in admins if one.person_id is not None}
    start = page * CASES_LISTED
    span = start, start + CASES_LISTED + 1
    found = await queries.decided(session, league_ids, own, span)
    shown = [
        Ruled(one.id, round_.number or 0, one.text, Word(one.word), By(one.by))
        for one, round_ in found[:CASES_LISTED]
        if one.word and one.by
    ]
    return shown, len(found) > CASES_LISTED


async def phrasings(session: AsyncSession, judges: Iterable[Judge]) -> list[Phrasing]:
    """What was ruled right or partly right where they are an admin, the newest first."""
    return [
        Phrasing(one.question_id, one.text, Word(one.word))
        for judge in judges
        if judge.admin
        for one in await queries.phrasings(session, judge.league_id)
        if one.word
    ]
