"""Ruling on answers: who may, what is said, and what it comes to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.events import ReactionChanged
from bot.chat.places import Person, Place
from bot.db.queries import cases, leagues, members, personal, rounds
from bot.db.queries import rulings as queries
from bot.db.tables import Account, Overruling, Ruling, Vote
from bot.quiz.league import Rulings
from bot.quiz.rulings import By, Decision, Word, decide
from bot.service import precedents, profiles

_APART = timedelta(seconds=1)
"""Of a case's words: the second names the message that tells one."""


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
    if not case.open and not _may_overrule(case, voter, ballot):
        return _over(case)
    if refused := await _refused(session, case, voter):
        return refused
    await queries.put_vote(session, _vote(case, voter, ballot))
    decision = decide(
        await queries.votes(session, case.id), await queries.authors(session, case.id)
    )
    if decision is None and case.open:
        return Voted(case.id, ballot.word)
    if decision is None or not _is_news(case, decision):
        return _over(case)
    admin_id = voter.account.id if decision.by is By.ADMIN else None
    await _rule(session, case, decision, admin_id, now)
    return Decided(decision.word)


def _may_overrule(case: Ruling, voter: _Voter, ballot: Ballot) -> bool:
    """Whether a word counts on a case that is over: an admin's does while the answer is known."""
    return voter.admin and ballot.word is not None and bool(case.text)


def _is_news(case: Ruling, decision: Decision) -> bool:
    """Whether a decision changes anything: on a case that is over, an admin's other word does."""
    return case.open or (decision.by is By.ADMIN and decision.word != case.word)


def _over(case: Ruling) -> Over:
    return Over(Word(case.word) if case.word else None)


async def _voter(
    session: AsyncSession, case: Ruling, person: Person, place: Place, *, by_reaction: bool
) -> _Voter | None:
    """Who speaks, if they may be asked here: in a channel of the league, or as its admin."""
    there = await leagues.channel_at(session, place)
    if there is not None and there[1].id == case.league_id:
        account = await leagues.account(session, person, there[0].workspace_id)
        admins = await leagues.admins(session, case.league_id)
        decides = person.may_manage or _speaks(account) in admins
        return _Voter(account, decides and not by_reaction)
    admin = await leagues.admin_of(session, await members.channel(session, case.channel_id))
    return _Voter(admin, not by_reaction) if await _is(session, person, admin) else None


async def league_of(session: AsyncSession, case_id: int) -> int | None:
    """The league in which a case is ruled on; None if there is no such case."""
    case = await queries.one(session, case_id)
    return case.league_id if case else None


async def is_admin(session: AsyncSession, member: profiles.Member) -> bool:
    """Whether one of the league's channels is theirs: then their word decides everywhere."""
    return member.person_id in await leagues.admins(session, member.league.id)


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
    at = max(now, case.ruled_at + _APART) if case.ruled_at else now
    if case.word and case.word != decision.word:
        await queries.add(session, _overruling(case, decision, admin_id, at))
    case.open, case.untold = False, True
    case.word, case.by, case.ruled_at = decision.word, decision.by, at
    case.admin_id = admin_id
    case.step, case.wake_at, case.lease_until, case.attempts = None, None, 0, 0
    await precedents.share(session, case)
    await queries.unsettle(session, case)


def _overruling(case: Ruling, decision: Decision, admin_id: int | None, at: datetime) -> Overruling:
    return Overruling(
        ruling_id=case.id,
        at=at,
        old_word=case.word,
        old_by=case.by,
        old_admin_id=case.admin_id,
        new_word=decision.word,
        new_by=decision.by,
        new_admin_id=admin_id,
    )


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

    None if no open case stands there, or if they say something else meanwhile, or by a button.
    """
    case = await cases.at_message(session, event.message)
    if case is None or not case.open:
        return None
    if event.standing:
        return Ballot(case.id, word, event.at, reacted=True)
    account = await members.account(session, event.person)
    said = await queries.vote_of(session, case.id, account.id) if account else None
    if said is not None and (said.word not in {"", word} or not said.reacted):
        return None
    return Ballot(case.id, None, event.at, reacted=True)
