"""Ruling on answers: votes, appeals, and how somebody's own answer did."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.events import ReactionChanged
from bot.chat.places import Person, Place
from bot.db.queries import cases, leagues, members, personal, posts, rounds
from bot.db.queries import rulings as queries
from bot.db.tables import Account, Answer, Appeal, Player, Round, Ruling, Vote
from bot.grading.feedback import feedback
from bot.grading.grade import grade
from bot.grading.result import Verdict
from bot.messages.rulings import Mine
from bot.quiz.league import Rulings
from bot.quiz.question import Form, Question
from bot.quiz.rulings import By, Decision, Word, decide
from bot.service import precedents, profiles


@dataclass(frozen=True, slots=True)
class Ballot:
    """What somebody says on a case; `word` None takes back what they said before."""

    case_id: int
    word: Word | None
    at: datetime
    """The platform's time: of all that a person says, the newest counts."""
    reacted: bool = False
    """Said by a reaction, which is never an admin's last word."""


@dataclass(frozen=True, slots=True)
class Voted:
    """It counts, and decides nothing yet."""

    case_id: int
    word: Word | None


@dataclass(frozen=True, slots=True)
class Decided:
    """That was the word that decided."""

    word: Word


@dataclass(frozen=True, slots=True)
class Over:
    """It was decided before (`word`), or nothing waits any more (None)."""

    word: Word | None


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """Nobody rules on their own answer."""


@dataclass(frozen=True, slots=True)
class AdminsRule:
    """Only admins rule in this league."""


@dataclass(frozen=True, slots=True)
class NoCase:
    """There is no such case in the league of this place."""


Outcome = Voted | Decided | Over | OwnAnswer | AdminsRule | NoCase


@dataclass(frozen=True, slots=True)
class _Voter:
    account: Account
    admin: bool

    @property
    def person_id(self) -> int:
        return _speaks(self.account)


async def vote(
    session: AsyncSession, person: Person, place: Place, ballot: Ballot, now: datetime
) -> Outcome:
    """Count what somebody says on a case of the league in `place`, and decide if that does.

    A repeated or late delivery changes nothing. What is decided is in the scores once the
    dispatcher has judged the round again.
    """
    known = await queries.one(session, ballot.case_id)
    if known is None:
        return NoCase()
    # Two who vote at once vote one after the other.
    await leagues.locked(session, known.league_id)
    case = await queries.one(session, ballot.case_id)
    voter = await _voter(session, case, person, place, by_reaction=ballot.reacted) if case else None
    if case is None or voter is None:
        return NoCase()
    if not case.open:
        return Over(Word(case.word) if case.word else None)
    if refused := await _refused(session, case, voter):
        return refused
    await queries.put_vote(session, _vote(case, voter, ballot))
    decision = decide(
        await queries.votes(session, case.id), await queries.authors(session, case.id)
    )
    if decision is None:
        return Voted(case.id, ballot.word)
    admin_id = voter.account.id if decision.by is By.ADMIN else None
    await _rule(session, case, decision, admin_id, now)
    return Decided(decision.word)


async def _voter(
    session: AsyncSession, case: Ruling, person: Person, place: Place, *, by_reaction: bool
) -> _Voter | None:
    """Who speaks, if they may be asked here: in a channel of the league, or as its admin."""
    admin = await leagues.admin_of(session, await members.channel(session, case.channel_id))
    there = await leagues.channel_at(session, place)
    if there is not None and there[1].id == case.league_id:
        account = await leagues.account(session, person, there[0].workspace_id)
        decides = person.may_manage or _speaks(account) == _speaks(admin)
        return _Voter(account, decides and not by_reaction)
    return _Voter(admin, not by_reaction) if await _is(session, person, admin) else None


async def is_admin(session: AsyncSession, member: profiles.Member) -> bool:
    """Whether somebody's channel is theirs: then their word decides wherever they say it."""
    return member.person_id == _speaks(await leagues.admin_of(session, member.channel))


def _speaks(account: Account) -> int:
    """The person for whom an account speaks."""
    return account.linked_to or account.id


async def _is(session: AsyncSession, person: Person, account: Account) -> bool:
    """Whether somebody who talks to us alone is who has this account."""
    return _speaks(account) in await members.persons(session, person)


async def _refused(
    session: AsyncSession, case: Ruling, voter: _Voter
) -> OwnAnswer | AdminsRule | None:
    if voter.person_id in await queries.authors(session, case.id):
        return OwnAnswer()
    round_ = await personal.round_row(session, case.round_id)
    if rounds.play_of(round_).rulings is Rulings.ADMINS and not voter.admin:
        return AdminsRule()
    return None


def _vote(case: Ruling, voter: _Voter, ballot: Ballot) -> Vote:
    return Vote(
        ruling_id=case.id,
        account_id=voter.account.id,
        word=ballot.word or "",
        at=ballot.at,
        admin=voter.admin,
        reacted=ballot.reacted,
    )


async def _rule(
    session: AsyncSession, case: Ruling, decision: Decision, admin_id: int | None, now: datetime
) -> None:
    """Keep the word, and flag the rounds: whatever happens next, they are judged again."""
    case.open, case.untold = False, True
    case.word, case.by, case.ruled_at = decision.word, decision.by, now
    case.admin_id = admin_id
    case.step, case.wake_at, case.lease_until, case.attempts = None, None, 0, 0
    await precedents.share(session, case)
    await queries.unsettle(session, case)


async def by_model(session: AsyncSession, asked: Ruling, word: Word, now: datetime) -> bool:
    """Keep what a language model said on a case as it was `asked`; whether nobody waits any more.

    What people said meanwhile goes before it, and so does an appeal.
    """
    await leagues.locked(session, asked.league_id)
    case = await queries.one(session, asked.id)
    if case is None or not case.open:
        return True
    if case.appealed or case.opened_at != asked.opened_at or case.text != asked.text:
        return False
    if any(vote.word for vote in await queries.votes(session, case.id)):
        return False
    await _rule(session, case, Decision(word, By.MODEL), None, now)
    return True


async def by_reaction(session: AsyncSession, event: ReactionChanged, word: Word) -> Ballot | None:
    """The ballot that a reaction is: one put on a case says its word, one taken off takes it back.

    None if no open case stands there, or if they say something else meanwhile.
    """
    case = await cases.at_message(session, event.message)
    if case is None or not case.open:
        return None
    if event.standing:
        return Ballot(case.id, word, event.at, reacted=True)
    account = await members.account(session, event.person)
    said = await queries.vote_of(session, case.id, account.id) if account else None
    if said is not None and said.word not in {"", word}:
        return None
    return Ballot(case.id, None, event.at, reacted=True)


# One's own answer


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
