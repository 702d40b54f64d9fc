"""Spaced repetition: when somebody should see a question again (FSRS)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from fsrs import Card as Memory
from fsrs import Rating, Scheduler
from fsrs.card import CardDict
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries import practice as queries
from bot.db.tables import Card
from bot.grading.result import Verdict

# Without fuzz the same answers always give the same dates.
_SCHEDULER = Scheduler(enable_fuzzing=False)
_RATINGS = {
    Verdict.CORRECT: Rating.Good,
    Verdict.PARTLY: Rating.Hard,
    Verdict.INCORRECT: Rating.Again,
}


async def review(
    session: AsyncSession,
    question: tuple[str, str],
    verdicts: Mapping[int, Verdict],
    now: datetime,
) -> None:
    """Note how well people (by id) knew a question (id and topic); unsure teaches nothing."""
    question_id, topic = question
    known = await queries.cards(session, question_id, verdicts)
    reviewed = []
    for person_id, verdict in verdicts.items():
        if verdict in _RATINGS:
            card = known.get(person_id) or Card(
                person_id=person_id, question_id=question_id, topic=topic
            )
            card.memory, card.due_at = remembered(card.memory, verdict, now)
            reviewed.append(card)
    await queries.put_cards(session, reviewed)


async def put_off(
    session: AsyncSession, person_id: int, question: tuple[str, str], due_at: datetime
) -> None:
    """Let a question (id and topic) be due at `due_at`; what is remembered of it stays."""
    question_id, topic = question
    known = await queries.cards(session, question_id, [person_id])
    # An id of its own would only make the library wait for the next millisecond.
    fresh = dict(Memory(card_id=0, due=due_at.astimezone(UTC)).to_dict())
    card = known.get(person_id) or Card(
        person_id=person_id, question_id=question_id, topic=topic, memory=fresh
    )
    card.due_at = due_at
    await queries.put_cards(session, [card])


def remembered(
    memory: Mapping[str, Any] | None, verdict: Verdict, now: datetime
) -> tuple[dict[str, Any], datetime]:
    """What is remembered after one more answer, and when the question is due again (UTC)."""
    now = now.astimezone(UTC)
    # An id of its own would only make the library wait for the next millisecond.
    before = Memory.from_dict(cast(CardDict, memory)) if memory else Memory(card_id=0, due=now)
    after, _ = _SCHEDULER.review_card(before, _RATINGS[verdict], now)
    return dict(after.to_dict()), after.due
