"""What a league ruled on answers, as judging consults it; and the cases that judging opens."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries import cases
from bot.db.queries import rulings as queries
from bot.db.tables import Answer, CaseStep, Player, Regrade, Round, Ruling
from bot.grading.equal import normal_form
from bot.grading.grade import grade
from bot.grading.result import Grade, Verdict
from bot.quiz.question import Form, Question
from bot.quiz.rulings import SCORES, Word
from bot.service.cards import review

VERDICTS = {
    Word.RIGHT: Verdict.CORRECT,
    Word.PARTLY: Verdict.PARTLY,
    Word.WRONG: Verdict.INCORRECT,
}
_UNMISSED = frozenset({Verdict.UNSURE, Verdict.CORRECT})
"""Verdicts of which no card was made."""


def phrase_of(text: str) -> str:
    """What answers share that read the same."""
    return hashlib.sha256(normal_form(text).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Bench:
    """A round's question, and all that its league ruled on answers to it."""

    question: Question
    rulings: dict[str, Ruling]
    """By phrase."""

    def ruling(self, text: str) -> Ruling | None:
        """What the league ruled on such an answer, or is asked to."""
        return self.rulings.get(phrase_of(text)) if self.rulings else None

    def grade(self, text: str, stood: Answer | None = None) -> Grade:
        """The verdict on an answer: as people ruled; else as it `stood`; else as it is graded.

        An answer that nobody can judge scores 0. What stood stays, so that a grader which was
        taught more meanwhile rewrites no history.
        """
        ruling = self.ruling(text)
        if ruling is not None and ruling.word is not None:
            word = Word(ruling.word)
            return Grade(VERDICTS[word], SCORES[word])
        if stood is not None and self._still_stands(stood, text):
            return Grade(Verdict(stood.verdict), stood.score)
        return counted(grade(self.question, text))

    def _still_stands(self, stood: Answer, text: str) -> bool:
        is_free = self.question.face.form is Form.FREE_TEXT
        return is_free and stood.text == text and stood.verdict in set(Verdict)


def counted(found: Grade) -> Grade:
    """A grade by what it counts for: nothing while it is unsure."""
    return Grade(Verdict.UNSURE, 0.0) if found.verdict is Verdict.UNSURE else found


async def bench(session: AsyncSession, round_: Round, question: Question) -> Bench:
    if question.face.form is not Form.FREE_TEXT:
        return Bench(question, {})
    known = await queries.known(session, round_.league_id, question.id, question.version)
    return Bench(question, known)


async def note(session: AsyncSession, old: Answer, new: Answer, player: Player, on: Bench) -> bool:
    """Write down that a ruling changed a verdict, and let who missed it practise the question.

    Whether it was the answer's first verdict.
    """
    ruling = on.ruling(new.text)
    same = (old.verdict, old.score) == (new.verdict, new.score)
    if ruling is None or ruling.word is None or ruling.ruled_at is None or same:
        return False
    await queries.add(session, _regrade(ruling, old, new, player))
    if old.verdict in _UNMISSED and new.verdict != Verdict.CORRECT:
        about = on.question.id, on.question.face.topic
        verdict = {player.person_id: Verdict(new.verdict)}
        await review(session, about, verdict, ruling.ruled_at)
    return old.verdict == Verdict.UNSURE


def _regrade(ruling: Ruling, old: Answer, new: Answer, player: Player) -> Regrade:
    assert ruling.ruled_at is not None, "only a word changes a verdict"
    return Regrade(
        ruling_id=ruling.id,
        round_id=new.round_id,
        person_id=player.person_id,
        at=ruling.ruled_at,
        old_verdict=old.verdict,
        old_score=old.score,
        new_verdict=new.verdict,
        new_score=new.score,
        by=ruling.by or "",
        admin_id=ruling.admin_id,
        appealed=ruling.appealed,
    )


async def open_cases(session: AsyncSession, round_: Round, on: Bench) -> None:
    """See to it that each unsure answer of a settled round has its case.

    Nothing of it is shown before the answer is. Lock the league before.
    """
    if on.question.face.form is not Form.FREE_TEXT:
        return
    at = round_.settled_at
    assert at is not None, "before it is settled nobody may hear of a round's answers"
    origins = await queries.origins(session, round_.id)
    for answer, player in await queries.players_in(session, round_.id):
        # Without its words, its author is forgotten.
        if answer.verdict == Verdict.UNSURE and answer.text:
            channel_id = where(origins, answer, player)
            await open_case(session, round_, on, (answer, channel_id), at)
    for case in await queries.without_answers(session, round_.id):
        _drop(case)
    await session.flush()


def where(origins: queries.Origins, of: Answer, by: Player) -> int:
    """The channel in which an answer was given."""
    channel_id, _ = origins.get((by.person_id, of.text), (by.channel_id, ""))
    return channel_id


async def open_case(
    session: AsyncSession, round_: Round, on: Bench, of: tuple[Answer, int], at: datetime
) -> Ruling:
    """The case of an answer (and its channel); made, unless it waits or was ruled on already."""
    answer, channel_id = of
    case = on.ruling(answer.text)
    if case is None or _is_to_ask(case, at):
        case = case or Ruling(
            league_id=round_.league_id,
            question_id=on.question.id,
            version=on.question.version,
            phrase=phrase_of(answer.text),
        )
        await ask_anew(session, case, round_, (answer, channel_id), at)
        on.rulings[case.phrase] = case
    answer.ruling_id = case.id
    await session.flush()
    return case


def _is_to_ask(case: Ruling, at: datetime) -> bool:
    """Whether a case that ended without a word is asked again: not for the answers it ended on."""
    return not case.open and case.word is None and (not case.text or at > case.opened_at)


async def share(session: AsyncSession, case: Ruling) -> None:
    """Put a case to every answer to its question that reads the same, in whichever round."""
    for answer, snapshot in await queries.answers_to(session, case.league_id, case.question_id):
        same = phrase_of(answer.text) == case.phrase
        if same and Question.from_json(snapshot).version == case.version:
            answer.ruling_id = case.id
    await session.flush()


async def ask_anew(
    session: AsyncSession, case: Ruling, round_: Round, of: tuple[Answer, int], at: datetime
) -> None:
    """Open a case under the post where the answer was given; who worked on it lets go of it."""
    answer, channel_id = of
    case.round_id, case.channel_id, case.text = round_.id, channel_id, answer.text
    case.open, case.opened_at, case.untold = True, at, False
    case.place_id = case.message_id = None
    case.lease_until = case.attempts = 0
    shown = await cases.is_revealed(session, round_.id, channel_id)
    case.step, case.wake_at = (CaseStep.ASK, at) if shown else (None, None)
    await queries.add(session, case)


async def release(session: AsyncSession, case_ids: Iterable[int]) -> None:
    """Somebody who gave these answers is forgotten: their words go; what was ruled stays."""
    for case_id in case_ids:
        case = await queries.one(session, case_id)
        if case is not None:
            others = await queries.answers_on(session, case_id)
            case.text = next((answer.text for answer, _ in others if answer.text), "")
            if case.open and not case.text:
                _drop(case)
    await session.flush()


def _drop(case: Ruling) -> None:
    """Nobody's answer waits here any more."""
    case.open, case.lease_until, case.attempts, case.text = False, 0, 0, ""
    case.step, case.wake_at = CaseStep.MEND, case.opened_at
