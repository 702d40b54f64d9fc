"""A case before people are asked: a language model may decide it, where an operator set one up."""

from datetime import datetime

from bot.db.queries import cases as waiting
from bot.db.queries.cases import CaseErrand
from bot.grading.result import Verdict
from bot.quiz.rulings import Word
from bot.service import rulings
from bot.service.means import Means

_WORDS = {
    Verdict.CORRECT: Word.RIGHT,
    Verdict.PARTLY: Word.PARTLY,
    Verdict.INCORRECT: Word.WRONG,
}


async def is_decided(means: Means, errand: CaseErrand, now: datetime) -> bool:
    """Ask the juror about a case; whether nobody needs to be asked any more.

    An appeal is for people alone. The model is asked once, whatever becomes of that: a crash, or a
    chat that keeps us waiting, costs no second call.
    """
    case = errand.case
    if means.juror is None or case.appealed or not case.text:
        return False
    async with means.database.write() as session:
        if not await waiting.first_to_ask(session, case, now):
            return False
    found = await means.juror.grade(errand.about.question, case.text, now)
    if found is None or found.verdict not in _WORDS:
        return False
    async with means.database.write() as session:
        return await rulings.by_model(session, case, _WORDS[found.verdict], now)
