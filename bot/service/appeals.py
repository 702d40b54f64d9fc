"""How somebody's own answer did, and disagreeing with that."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Person, Place
from bot.db.queries import leagues, posts
from bot.db.queries import rulings as queries
from bot.db.tables import Account, Answer, Appeal, Player, Round, Ruling
from bot.grading.feedback import feedback
from bot.grading.grade import grade
from bot.grading.result import Verdict
from bot.messages.rulings import Mine
from bot.quiz.question import Form, Question
from bot.quiz.rulings import By
from bot.service import precedents, profiles


@dataclass(frozen=True, slots=True)
class NotSettled:
    """Others can still answer."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """They have no answer in that round, or it is of another league."""


@dataclass(frozen=True, slots=True)
class _Own:
    """Somebody's answer of record in a settled round of free text."""

    round: Round
    question: Question
    player: Player
    answer: Answer
    ruling: Ruling | None


async def mine(
    session: AsyncSession, person: Person, place: Place, post_id: int
) -> Mine | NotSettled | NoAnswer:
    """How somebody's answer to a question did that was asked in `place`'s league."""
    own = await _own(session, person, place, post_id)
    if not isinstance(own, _Own):
        return own
    graded = grade(own.question, own.answer.text)
    ruled = own.ruling is not None and own.ruling.word is not None
    return Mine(
        question=own.question,
        post_id=post_id,
        text=own.answer.text,
        verdict=own.answer.verdict,
        score=own.answer.score,
        sentences=feedback(graded, closed=True),
        asked=not _is_unruled(own),
        by=By(own.ruling.by) if ruled and own.ruling and own.ruling.by else None,
        may_appeal=await _bar(session, own) is None,
    )


async def _own(
    session: AsyncSession, person: Person, place: Place, post_id: int
) -> _Own | NotSettled | NoAnswer:
    about = await posts.errand(session, post_id)
    member = await profiles.find(session, person, place)
    if about is None or member is None or about.league.id != member.league.id:
        return NoAnswer()
    if about.round.settled_at is None:
        return NotSettled()
    answer = await queries.answer_of(session, about.round.id, member.player)
    if member.player is None or answer is None or about.question.face.form is not Form.FREE_TEXT:
        return NoAnswer()
    ruling = await queries.one(session, answer.ruling_id) if answer.ruling_id else None
    return _Own(about.round, about.question, member.player, answer, ruling)


@dataclass(frozen=True, slots=True)
class Appealed:
    """People are asked to rule."""


@dataclass(frozen=True, slots=True)
class AppealedBefore:
    """They appealed in this round already."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case of this answer is open already."""


@dataclass(frozen=True, slots=True)
class Final:
    """An admin has ruled."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No verdict that one could wish better."""


_TO_APPEAL = frozenset({Verdict.PARTLY, Verdict.INCORRECT, Verdict.UNSURE})

Appealing = Appealed | AppealedBefore | Waiting | Final | Nothing


async def appeal(
    session: AsyncSession, person: Person, place: Place, post_id: int, now: datetime
) -> Appealing:
    """Open a case of somebody's answer that was found wrong or partly right: once a round."""
    about = await posts.errand(session, post_id)
    if about is None:
        return Nothing()
    await leagues.locked(session, about.league.id)
    own = await _own(session, person, place, post_id)
    if not isinstance(own, _Own):
        return Nothing()
    if bar := await _bar(session, own):
        return bar
    account = await leagues.account(session, person, about.channel.workspace_id)
    await _open(session, own, account, now)
    return Appealed()


async def _bar(
    session: AsyncSession, own: _Own
) -> AppealedBefore | Waiting | Final | Nothing | None:
    """What is in the way of an appeal."""
    is_unsure = own.answer.verdict == Verdict.UNSURE
    if (own.ruling is not None and own.ruling.open) or (is_unsure and not _is_unruled(own)):
        return Waiting()
    if own.answer.verdict not in _TO_APPEAL or not own.answer.text:
        return Nothing()
    if own.ruling is not None and own.ruling.by == By.ADMIN:
        return Final()
    if await queries.has_appealed(session, own.round.id, own.player.person_id):
        return AppealedBefore()
    return None


def _is_unruled(own: _Own) -> bool:
    """Whether people were asked, and nobody decided in time."""
    return own.ruling is not None and not own.ruling.open and own.ruling.word is None


async def _open(session: AsyncSession, own: _Own, account: Account, now: datetime) -> None:
    on = await precedents.bench(session, own.round, own.question)
    origins = await queries.origins(session, own.round.id)
    of = own.answer, precedents.where(origins, own.answer, own.player)
    if case := own.ruling or on.ruling(own.answer.text):
        await queries.drop_votes(session, case.id)
        await precedents.ask_anew(session, case, own.round, of, now)
    else:
        case = await precedents.open_case(session, own.round, on, of, now)
    case.appealed = True
    await precedents.share(session, case)
    appealed = Appeal(round_id=own.round.id, account_id=account.id, ruling_id=case.id, at=now)
    await queries.add(session, appealed)
