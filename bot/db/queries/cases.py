"""Cases: what waits to be ruled on, where it stands, and what is to be said of it next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import MessageRef, Place
from bot.db.claims import give_back
from bot.db.queries.answers import PERSON
from bot.db.queries.posts import Errand
from bot.db.tables import (
    Account,
    Answer,
    CaseStep,
    Channel,
    League,
    Player,
    Post,
    Round,
    Ruling,
    Vote,
    Workspace,
)

Concern = set[tuple[int, int]]
"""(case, person)."""


@dataclass(frozen=True, slots=True)
class CaseErrand:
    """A case with all that acting on it takes; `about` is the post under which it is ruled on."""

    case: Ruling
    about: Errand

    @property
    def message(self) -> MessageRef | None:
        """The case where it stands in a thread; None if it stands nowhere, or with an admin."""
        if self.case.message_id is None or self.case.place_id is None:
            return None
        channel = self.about.place
        place = channel
        if self.case.place_id != channel.id:
            place = Place(channel.workspace, self.case.place_id, channel.id)
        return MessageRef(place, self.case.message_id)

    def key(self, what: str, at: datetime | None) -> str:
        """Under what a message of it is posted: once for each time that the case was opened."""
        return f"{what}:{self.case.id}:{int(at.timestamp()) if at else 0}"


async def errand(session: AsyncSession, ruling_id: int) -> CaseErrand | None:
    found = (
        select(Ruling, Post, Round, Channel, Workspace, League)
        .join(Round, Ruling.round_id == Round.id)
        .join(Channel, Ruling.channel_id == Channel.id)
        .join(Post, (Post.round_id == Ruling.round_id) & (Post.channel_id == Ruling.channel_id))
        .join(Workspace, Channel.workspace_id == Workspace.id)
        .join(League, Ruling.league_id == League.id)
        .where(Ruling.id == ruling_id)
    )
    row = (await session.execute(found)).one_or_none()
    return CaseErrand(row[0], Errand(*row[1:])) if row else None


async def at_message(session: AsyncSession, message: MessageRef) -> Ruling | None:
    """The case that stands as `message`."""
    place = message.place
    found = (
        select(Ruling)
        .join(Channel, Ruling.channel_id == Channel.id)
        .join(Workspace, Channel.workspace_id == Workspace.id)
        .where(
            Workspace.platform == place.workspace.platform,
            Workspace.external_id == place.workspace.id,
            Ruling.message_id == message.id,
            or_(Channel.external_id == place.channel.id, Ruling.place_id == place.id),
        )
    )
    return (await session.scalars(found)).first()


async def wake_untold(session: AsyncSession, league_id: int) -> None:
    """The scores hold what was ruled: have it told. Who worked on the case lets go of it."""
    await session.execute(
        update(Ruling)
        .where(Ruling.league_id == league_id, Ruling.untold)
        .values(
            step=CaseStep.TELL, wake_at=Ruling.ruled_at, lease_until=0, attempts=0, untold=False
        )
    )


async def reveals(session: AsyncSession, round_ids: Iterable[int]) -> list[int]:
    """The posts of these rounds whose answer was shown."""
    shown = select(Post.id).where(Post.round_id.in_(list(round_ids)), Post.reveal_id.is_not(None))
    return list(await session.scalars(shown.order_by(Post.id)))


async def waiting(session: AsyncSession, league_id: int) -> Sequence[tuple[Ruling, Round]]:
    """A league's open cases whose answer was shown already, the newest first."""
    rows = await session.execute(
        select(Ruling, Round)
        .join(Round, Ruling.round_id == Round.id)
        .join(Post, (Post.round_id == Ruling.round_id) & (Post.channel_id == Ruling.channel_id))
        .where(Ruling.league_id == league_id, Ruling.open, Post.revealed_at.is_not(None))
        .order_by(Ruling.opened_at.desc(), Ruling.id.desc())
    )
    return [(ruling, round_) for ruling, round_ in rows]


async def concerned(session: AsyncSession, league_id: int) -> tuple[Concern, Concern]:
    """Who gave an answer that waits in a league, and who voted on one."""
    authors_ = await session.execute(
        select(Ruling.id, Player.person_id)
        .join(Answer, Answer.ruling_id == Ruling.id)
        .join(Player, Answer.player_id == Player.id)
        .where(Ruling.league_id == league_id, Ruling.open)
    )
    voters = await session.execute(
        select(Ruling.id, PERSON)
        .join(Vote, Vote.ruling_id == Ruling.id)
        .join(Account, Vote.account_id == Account.id)
        .where(Ruling.league_id == league_id, Ruling.open, Vote.word != "")
    )
    return {(case, who) for case, who in authors_}, {(case, who) for case, who in voters}


async def beside(session: AsyncSession, case: Ruling) -> tuple[int, int]:
    """How many cases of the same post and kind (appealed or not) were there before and after it."""
    kin = (
        Ruling.round_id == case.round_id,
        Ruling.channel_id == case.channel_id,
        Ruling.appealed == case.appealed,
    )
    earlier = select(func.count()).select_from(Ruling).where(*kin, Ruling.id < case.id)
    later = select(func.count()).select_from(Ruling).where(*kin, Ruling.id > case.id, Ruling.open)
    return await session.scalar(earlier) or 0, await session.scalar(later) or 0


async def is_any_older(session: AsyncSession, opened_before: datetime) -> bool:
    """Whether an open case waits for so long."""
    old = select(Ruling.id).where(Ruling.open, Ruling.opened_at <= opened_before).limit(1)
    return await session.scalar(old) is not None


async def end(session: AsyncSession, opened_before: datetime, now: datetime) -> None:
    """End the cases that nobody decided; what was ruled on them before holds."""
    await session.execute(
        update(Ruling)
        .where(Ruling.open, Ruling.opened_at <= opened_before)
        .values(open=False, step=CaseStep.MEND, wake_at=now, lease_until=0, attempts=0)
    )


async def is_revealed(session: AsyncSession, round_id: int, channel_id: int) -> bool:
    """Whether a round's answer was shown in a channel."""
    shown = select(Post.id).where(
        Post.round_id == round_id, Post.channel_id == channel_id, Post.revealed_at.is_not(None)
    )
    return await session.scalar(shown) is not None


async def wake(session: AsyncSession, round_id: int, channel_id: int, now: datetime) -> None:
    """The answer is shown: ask the people about the cases of a post."""
    await session.execute(
        update(Ruling)
        .where(
            Ruling.round_id == round_id,
            Ruling.channel_id == channel_id,
            Ruling.open,
            Ruling.message_id.is_(None),
            Ruling.wake_at.is_(None),
        )
        .values(step=CaseStep.ASK, wake_at=now, lease_until=0, attempts=0)
    )


async def wake_reading(
    session: AsyncSession, platform: str, opened_since: datetime, now: datetime
) -> None:
    """Have the reactions on a platform's open cases read back."""
    there = select(Channel.id).join(Workspace).where(Workspace.platform == platform)
    await session.execute(
        update(Ruling)
        .where(
            Ruling.open,
            Ruling.opened_at >= opened_since,
            Ruling.channel_id.in_(there),
            Ruling.place_id.is_not(None),
            Ruling.message_id.is_not(None),
            Ruling.wake_at.is_(None),
        )
        .values(step=CaseStep.READ, wake_at=now, lease_until=0, attempts=0)
    )


async def first_to_ask(session: AsyncSession, claimed: Ruling, now: datetime) -> bool:
    """Whether no model was asked about a case before. Whoever is told so asks it."""
    first = (
        update(Ruling)
        .where(Ruling.id == claimed.id, Ruling.model_asked_at.is_(None))
        .values(model_asked_at=now)
        .returning(Ruling.id)
    )
    return await session.scalar(first) is not None


async def note_message(
    session: AsyncSession, case: Ruling, place_id: str | None, message_id: str
) -> None:
    """Remember where a case stands, whoever works on it meanwhile."""
    await session.execute(
        update(Ruling)
        .where(Ruling.id == case.id, Ruling.opened_at == case.opened_at)
        .values(place_id=place_id, message_id=message_id)
    )


async def put(session: AsyncSession, claimed: Ruling, **values: object) -> None:
    """Record what was done of a case, and give its lease back. Raises `ClaimLost`."""
    await give_back(session, claimed, Ruling.step == claimed.step, attempts=0, **values)


async def retry(
    session: AsyncSession, claimed: Ruling, at: datetime, *, in_doubt: bool = True
) -> None:
    """Try the same step again at `at`. Raises `ClaimLost`.

    The attempt stays counted while it is `in_doubt` whether it took effect.
    """
    attempts = claimed.attempts - (not in_doubt)
    same = Ruling.step == claimed.step
    await give_back(session, claimed, same, wake_at=at, attempts=attempts)


async def quiet(session: AsyncSession, workspace_id: int) -> None:
    """Nothing more is said on cases in a workspace that is gone."""
    there = select(Channel.id).where(Channel.workspace_id == workspace_id)
    await session.execute(
        update(Ruling)
        .where(Ruling.channel_id.in_(there))
        .values(step=None, wake_at=None, place_id=None, message_id=None)
    )
