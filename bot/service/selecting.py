"""Choosing the questions of rounds that are to be posted, of many leagues at once."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries import rounds
from bot.db.queries.posts import Errand
from bot.quiz.question import Bank
from bot.quiz.selection import Asked, choose


async def choose_for(session: AsyncSession, bank: Bank, errands: Sequence[Errand]) -> None:
    """Give the rounds that have none their questions; rounds and leagues must be held.

    Same league, day and bank: same question. A round keeps none if no question fits.
    """
    without = [errand for errand in errands if errand.round.snapshot is None]
    if not without:
        return
    asked = await rounds.asked(session, {errand.league.id for errand in without})
    ratings = await rounds.ratings(session)
    for errand in without:
        if errand.round.snapshot is None:  # else it was just chosen for another channel
            _choose(bank, errand, asked[errand.league.id], ratings)
    await session.flush()


def _choose(bank: Bank, errand: Errand, asked: list[Asked], ratings: Mapping[str, float]) -> None:
    league, round_, play = errand.league, errand.round, errand.settings.play
    seed = f"{league.id}:{round_.day}:{round_.slot}"
    number = league.rounds_asked + 1
    chosen = choose(bank.entries(), asked, play, ratings, number, seed)
    if chosen is None:
        return
    question = bank.draw(chosen, seed)
    league.rounds_asked = number
    rounds.ask(round_, number, question, play)
    asked.append(Asked(question.id, question.concept, question.face.topic, number))
