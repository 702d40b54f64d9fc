"""Questions that members propose: kept until an admin of the league decides about each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Person
from bot.db.queries import leagues, members
from bot.db.queries import suggestions as queries
from bot.db.tables import Suggestion
from bot.messages.suggestions import OWN_SHOWN, REPORTS_SHOWN, Desk, Own, Proposed, Reported
from bot.quiz.drafts import Draft, State
from bot.service.profiles import Member

MOST_WAITING = 5
"""Of one person in one league."""


@dataclass(frozen=True, slots=True)
class Waits:
    """It waits for an admin, with so many of the same person."""

    count: int


@dataclass(frozen=True, slots=True)
class Full:
    """As many of theirs wait as may."""


@dataclass(frozen=True, slots=True)
class Known:
    """The same question was proposed in the league before."""


async def suggest(
    session: AsyncSession, member: Member, person: Person, draft: Draft, now: datetime
) -> Waits | Full | Known:
    """Keep a draft for the league's admins; sent twice it is kept once. Lock the league before."""
    account = await leagues.account(session, person, member.channel.workspace_id)
    ids = await _accounts(session, account.linked_to or account.id)
    waiting = await queries.count_waiting(session, member.league.id, ids)
    before = await queries.same(session, member.league.id, draft.digest)
    if before is not None:
        is_own = before.account_id in ids and before.state == State.WAITING.value
        return Waits(waiting) if is_own else Known()
    if waiting >= MOST_WAITING:
        return Full()
    await queries.add(session, _row(member.league.id, account.id, draft, now))
    return Waits(waiting + 1)


def _row(league_id: int, account_id: int, draft: Draft, now: datetime) -> Suggestion:
    return Suggestion(
        league_id=league_id,
        account_id=account_id,
        at=now,
        topic=draft.topic,
        digest=draft.digest,
        draft=dict(draft.fields),
        state=State.WAITING.value,
    )


async def _accounts(session: AsyncSession, person_id: int) -> list[int]:
    return [one.id for one in await members.accounts_of(session, person_id)]


async def own(session: AsyncSession, member: Member) -> Sequence[Own]:
    """What somebody proposed in the league lately, and what became of it."""
    if member.person_id is None:
        return ()
    ids = await _accounts(session, member.person_id)
    rows = await queries.own(session, ids, member.league.id, OWN_SHOWN)
    return [Own(Draft(row.draft).stem, State(row.state), row.note) for row in rows]


async def desk(session: AsyncSession, league_id: int, first_id: int) -> Desk:
    """What waits for the admins: the first suggestion from `first_id` on, and open reports."""
    found = await queries.next_waiting(session, league_id, first_id)
    return Desk(
        waiting=await queries.count_waiting(session, league_id),
        shown=_proposed(*found) if found else None,
        open=await queries.count_open_reports(session, league_id),
        reports=[
            Reported(report.id, report.question_id or "", report.text, name, report.at)
            for report, name in await queries.open_reports(session, league_id, REPORTS_SHOWN)
        ],
    )


def _proposed(row: Suggestion, name: str) -> Proposed:
    return Proposed(row.id, Draft(row.draft), name, row.at)


@dataclass(frozen=True, slots=True)
class Decided:
    """The first word on a suggestion, which counts."""

    stem: str


@dataclass(frozen=True, slots=True)
class DecidedBefore:
    """Somebody was quicker; `name` is theirs, "" if it is not known any more."""

    state: State
    name: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The league has no such suggestion."""


@dataclass(frozen=True, slots=True)
class Decision:
    suggestion_id: int
    state: State
    at: datetime
    note: str = ""


async def decide(
    session: AsyncSession, member: Member, person: Person, said: Decision
) -> Decided | DecidedBefore | Gone:
    """Accept or decline a suggestion of the league's; of several admins the first decides."""
    account = await leagues.account(session, person, member.channel.workspace_id)
    first = await queries.decide(
        session,
        member.league.id,
        said.suggestion_id,
        state=said.state.value,
        reviewer_id=account.id,
        reviewed_at=said.at,
        note=said.note,
    )
    found = await queries.one(session, member.league.id, said.suggestion_id)
    if found is None:
        return Gone()
    row, name = found
    return Decided(Draft(row.draft).stem) if first else DecidedBefore(State(row.state), name)
