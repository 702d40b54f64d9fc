"""Practice in private: one question at a time, kept so that it survives a restart."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Person
from bot.db.queries import leagues, members
from bot.db.queries import practice as queries
from bot.db.tables import Practice
from bot.grading.feedback import feedback
from bot.grading.grade import grade
from bot.grading.reading import read
from bot.grading.result import Grade, Verdict
from bot.messages.practice import Asked, Feedback, Tally
from bot.quiz.question import Bank, Face, Form, Question
from bot.service.cards import review
from bot.service.choosing import Past, choose

MOST = 20
USUAL = 5
_ROOM = 100
"""A session's questions are numbered from a multiple of this on, so that no button of an earlier
session fits a question of a later one."""
_RULINGS = {"yes": Verdict.CORRECT, "partly": Verdict.PARTLY, "no": Verdict.INCORRECT}


@dataclass(frozen=True, slots=True)
class Press:
    """A button or form of a practice question, with what it says."""

    practice_id: int
    serial: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Over:
    """That question does not wait for an answer any more, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class Dry:
    """There is nothing to practise on the topic right now."""

    topic: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What was typed is no answer to the question; it still waits."""

    face: Face
    text: str


@dataclass(frozen=True, slots=True)
class Unruled:
    """Only the person can tell whether their own words had it."""

    press: Press
    question: Question
    found: tuple[str, ...]
    """What the grader found in them."""


Answered = Feedback | Unreadable | Unruled | Over


async def start(
    session: AsyncSession, bank: Bank, person: Person, wanted: tuple[str, int], now: datetime
) -> Asked | Dry:
    """Begin to practise (topic or "", number of questions); what was going on before is dropped."""
    topic, count = wanted
    workspace = await leagues.join_workspace(session, person.workspace, now)
    account = await leagues.account(session, person, workspace.id)
    row = await queries.session_of(session, account.id)
    if row is None:
        row = Practice(account_id=account.id, serial=0)
    row.serial = (row.serial // _ROOM + 1) * _ROOM
    row.topic, row.left, row.right, row.snapshot, row.asked_at = topic, count, 0, None, now
    await queries.add(session, row)
    return await _ask(session, bank, row, account.linked_to or account.id, now)


async def _ask(
    session: AsyncSession, bank: Bank, row: Practice, person_id: int, now: datetime
) -> Asked | Dry:
    past = Past(
        await queries.due_dates(session, person_id),
        await queries.asked_in(session, await queries.leagues_near(session, person_id)),
        await queries.shares_right(session, person_id),
    )
    seed = f"practice:{row.id}:{row.serial}:{now.isoformat()}"
    chosen = choose(bank.entries(), past, row.topic, now, seed)
    if chosen is None:
        return Dry(row.topic)
    row.serial += 1
    row.snapshot, row.asked_at = bank.draw(chosen, seed).to_json(), now
    await session.flush()
    return _asked(row)


def _asked(row: Practice) -> Asked:
    assert row.snapshot is not None, "a question waits"
    place = row.serial % _ROOM
    total = place - 1 + row.left
    return Asked(Question.from_json(row.snapshot).face, row.id, row.serial, place, total)


async def press(session: AsyncSession, person: Person, press: Press, now: datetime) -> Answered:
    """A letter button."""
    waiting = await _waiting(session, person, press)
    if waiting is None or press.text not in waiting.question.face.letters or not press.text:
        return Over()
    return await _judge(session, waiting, press, press.text, now)


async def fill(session: AsyncSession, person: Person, press: Press, now: datetime) -> Answered:
    """A form; `press.text` is what was typed or chosen."""
    waiting = await _waiting(session, person, press)
    if waiting is None:
        return Over()
    answer = read(waiting.question.face, press.text)
    if answer is None:
        return Unreadable(waiting.question.face, press.text)
    return await _judge(session, waiting, press, answer, now)


async def rule(
    session: AsyncSession, person: Person, press: Press, now: datetime
) -> Feedback | Over:
    """The person's own word on their free text: `press.text` is "yes", "partly" or "no"."""
    waiting = await _waiting(session, person, press)
    if waiting is None or waiting.question.face.form is not Form.FREE_TEXT:
        return Over()
    verdict = _RULINGS.get(press.text)
    if verdict is None:
        return Over()
    score = {Verdict.CORRECT: 1.0, Verdict.PARTLY: 0.5}.get(verdict, 0.0)
    return await _done(session, waiting, "", Grade(verdict, score), now)


@dataclass(frozen=True, slots=True)
class _Waiting:
    row: Practice
    question: Question
    person_id: int


async def _own(
    session: AsyncSession, person: Person, practice_id: int
) -> tuple[Practice, int] | None:
    """The person's practice, if that is its id, and the account that speaks for them."""
    account = await members.account(session, person)
    row = await queries.session_of(session, account.id) if account else None
    if account is None or row is None or row.id != practice_id:
        return None
    return row, account.linked_to or account.id


async def _waiting(session: AsyncSession, person: Person, press: Press) -> _Waiting | None:
    own = await _own(session, person, press.practice_id)
    if own is None or own[0].serial != press.serial or own[0].snapshot is None:
        return None
    return _Waiting(own[0], Question.from_json(own[0].snapshot), own[1])


async def _judge(
    session: AsyncSession, waiting: _Waiting, press: Press, answer: str, now: datetime
) -> Answered:
    found = grade(waiting.question, answer)
    if found.verdict is Verdict.UNSURE:
        return Unruled(press, waiting.question, feedback(found, closed=True))
    return await _done(session, waiting, answer, found, now)


async def _done(
    session: AsyncSession, waiting: _Waiting, answer: str, found: Grade, now: datetime
) -> Feedback:
    row, question = waiting.row, waiting.question
    about = question.id, question.face.topic
    await review(session, about, {waiting.person_id: found.verdict}, now)
    row.snapshot = None
    row.left -= 1
    row.right += found.verdict is Verdict.CORRECT
    await session.flush()
    return Feedback(
        question=question,
        answer=answer,
        verdict=found.verdict.value,
        why="" if found.findings else found.why,
        practice_id=row.id,
        serial=row.serial,
        tally=Tally(row.right, row.serial % _ROOM, row.left, row.topic),
        found=feedback(found, closed=True) if found.findings else (),
    )


async def go_on(
    session: AsyncSession, bank: Bank, person: Person, press: Press, now: datetime
) -> Asked | Dry | Over:
    """The question after `press.serial`; asked for twice, it is the same."""
    own = await _own(session, person, press.practice_id)
    if own is None:
        return Over()
    row, person_id = own
    if row.serial == press.serial + 1 and row.snapshot is not None:
        return _asked(row)
    if row.serial != press.serial or row.snapshot is not None or row.left < 1:
        return Over()
    return await _ask(session, bank, row, person_id, now)


async def remember_missed(session: AsyncSession, round_id: int, now: datetime) -> None:
    """Make cards of what people got wrong or partly right in a round that was just settled."""
    question = await queries.question_of(session, round_id)
    if question is None:
        return
    missed = await queries.missed_in(session, round_id)
    await review(session, question, {person: Verdict(verdict) for person, verdict in missed}, now)
