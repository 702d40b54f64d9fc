"""What a settled round teaches about its question and its players."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Answer, Player, QuestionRating, Round
from bot.quiz.question import Question
from bot.quiz.ratings import guess_of, start_of, update


async def learn(session: AsyncSession, round_: Round) -> None:
    """Move the question's rating and the players' abilities by their judged answers."""
    judged = (
        select(Answer, Player)
        .join(Player, Answer.player_id == Player.id)
        .where(Answer.round_id == round_.id, Answer.verdict.in_(("correct", "partly", "incorrect")))
        .order_by(Player.id)
    )
    rows = await session.execute(judged)
    await teach(session, round_, [(answer, player) for answer, player in rows])


async def teach(
    session: AsyncSession, round_: Round, judged: Sequence[tuple[Answer, Player]]
) -> None:
    """Move them by these answers, which were not judged before."""
    if not judged:
        return
    assert round_.snapshot is not None, "only an asked round teaches"
    question = Question.from_json(round_.snapshot)
    rating = await _rating(session, question)
    guess = guess_of(question.face.form, len(question.face.options) or 4)
    for answer, player in judged:
        player.ability, rating.difficulty = update(
            player.ability, rating.difficulty, player.rated, rating.rated, answer.score, guess
        )
        player.rated += 1
        rating.rated += 1
    await session.flush()


async def _rating(session: AsyncSession, question: Question) -> QuestionRating:
    same = (
        select(QuestionRating)
        .where(
            QuestionRating.question_id == question.id, QuestionRating.version == question.version
        )
        .with_for_update()
    )
    found = (await session.scalars(same)).one_or_none()
    if found is None:
        found = QuestionRating(
            question_id=question.id,
            version=question.version,
            difficulty=start_of(question.face.difficulty),
            rated=0,
        )
        session.add(found)
    return found
