"""Posts: what is planned, open, and to be done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import MessageRef, Place
from bot.chat.places import Workspace as ChatWorkspace
from bot.db.claims import Epoch, give_back
from bot.db.queries.rounds import play_of
from bot.db.tables import Channel, League, Post, Round, Ruling, Step, Workspace
from bot.quiz.league import LeagueSettings, Play
from bot.quiz.question import Question


@dataclass(frozen=True, slots=True)
class Errand:
    """A post with all that acting on it takes."""

    post: Post
    round: Round
    channel: Channel
    workspace: Workspace
    league: League

    @property
    def place(self) -> Place:
        return place_of(self.workspace, self.channel)

    @property
    def message(self) -> MessageRef:
        """The question as it stands in the channel; only for a post that was posted."""
        assert self.post.message_id is not None, "the post was never posted"
        return MessageRef(self.place, self.post.message_id)

    def key(self, what: str) -> str:
        """Under what a message of it is posted; an id alone may be used again by a later row."""
        return f"{what}:{self.post.id}:{self.round.day}"

    @property
    def settings(self) -> LeagueSettings:
        return LeagueSettings.from_data(self.league.settings)

    @property
    def play(self) -> Play:
        """How the round is played; only for a round whose question was chosen."""
        return play_of(self.round)

    @property
    def question(self) -> Question:
        """The snapshot; only for a round whose question was chosen."""
        assert self.round.snapshot is not None, "the round has no question yet"
        return Question.from_json(self.round.snapshot)


def place_of(workspace: Workspace, channel: Channel) -> Place:
    return Place(ChatWorkspace(workspace.platform, workspace.external_id), channel.external_id)


def _errands() -> Select[Post, Round, Channel, Workspace, League]:
    return (
        select(Post, Round, Channel, Workspace, League)
        .join(Round, Post.round_id == Round.id)
        .join(Channel, Post.channel_id == Channel.id)
        .join(Workspace, Channel.workspace_id == Workspace.id)
        .join(League, Round.league_id == League.id)
    )


async def errand(session: AsyncSession, post_id: int) -> Errand | None:
    row = (await session.execute(_errands().where(Post.id == post_id))).one_or_none()
    return Errand(*row) if row else None


async def errands(session: AsyncSession, post_ids: Iterable[int]) -> dict[int, Errand]:
    """The errands of these posts, by post."""
    rows = await session.execute(_errands().where(Post.id.in_(list(post_ids))))
    return {row[0].id: Errand(*row) for row in rows}


async def held_errands(
    session: AsyncSession, post_ids: Iterable[int], *, wait: bool
) -> dict[int, Errand]:
    """The same, their rounds and leagues held against every other writer.

    Unless one is to `wait`, those that somebody else holds are missing: who holds many and
    waits for more might wait for somebody who waits for them.
    """
    held = (
        _errands()
        .where(Post.id.in_(list(post_ids)))
        .order_by(Post.due_at, Post.id)
        .with_for_update(of=(Round, League), key_share=True, skip_locked=not wait)
    )
    return {row[0].id: Errand(*row) for row in await session.execute(held)}


async def errand_at(session: AsyncSession, message: MessageRef) -> Errand | None:
    """The post that stands as `message`."""
    place = message.place.channel
    found = _errands().where(
        Workspace.platform == place.workspace.platform,
        Workspace.external_id == place.workspace.id,
        Channel.external_id == place.id,
        Post.message_id == message.id,
    )
    row = (await session.execute(found)).one_or_none()
    return Errand(*row) if row else None


async def round_shown_as(session: AsyncSession, message: MessageRef) -> Round | None:
    """The round whose question or answer stands as `message`."""
    place = message.place
    found = (
        select(Round)
        .join(Post, Post.round_id == Round.id)
        .join(Channel, Post.channel_id == Channel.id)
        .join(Workspace, Channel.workspace_id == Workspace.id)
        .where(
            Workspace.platform == place.workspace.platform,
            Workspace.external_id == place.workspace.id,
            Channel.external_id == place.channel.id,
            (Post.message_id == message.id) | (Post.reveal_id == message.id),
        )
    )
    return (await session.scalars(found)).first()


async def unread(session: AsyncSession, platform: str, since: datetime) -> list[tuple[int, int]]:
    """(workspace, post) of what stands open on a platform and was not read back since.

    What closes first comes first.
    """
    found = (
        select(Channel.workspace_id, Post.id)
        .join(Channel, Post.channel_id == Channel.id)
        .join(Workspace, Channel.workspace_id == Workspace.id)
        .where(
            Workspace.platform == platform,
            Post.wake_at.is_not(None),
            Post.step.in_((Step.SEED, Step.REMIND, Step.CLOSE)),
            Post.read_at.is_(None) | (Post.read_at < since),
        )
        .order_by(Post.closes_at, Post.id)
    )
    return [(workspace_id, post_id) for workspace_id, post_id in await session.execute(found)]


async def siblings(session: AsyncSession, round_id: int) -> list[Post]:
    """All posts of a round."""
    return list(await session.scalars(select(Post).where(Post.round_id == round_id)))


async def earlier_thread(session: AsyncSession, post: Post) -> str | None:
    """The message of the channel's question before this one, if it has a thread and is closed.

    None while people are asked there to rule on an answer.
    """
    earlier = (
        select(Post)
        .where(Post.channel_id == post.channel_id, Post.due_at < post.due_at)
        .order_by(Post.due_at.desc())
        .limit(1)
    )
    found = await session.scalar(earlier)
    if found is None or not found.thread_id or not found.closed_at:
        return None
    asked = select(Ruling.id).where(
        Ruling.round_id == found.round_id, Ruling.channel_id == found.channel_id, Ruling.open
    )
    return None if await session.scalar(asked.limit(1)) else found.message_id


async def last_day(session: AsyncSession, channel_id: int) -> date | None:
    """The last day for which a channel has a scheduled post."""
    scheduled = (
        select(func.max(Round.day))
        .join(Post, Post.round_id == Round.id)
        .where(Post.channel_id == channel_id, Round.slot == 0)
    )
    return await session.scalar(scheduled)


async def last_days(session: AsyncSession, channel_ids: Iterable[int]) -> dict[int, date]:
    """The same of each of these channels that has had one."""
    scheduled = (
        select(Post.channel_id, func.max(Round.day))
        .join(Round, Post.round_id == Round.id)
        .where(Post.channel_id.in_(list(channel_ids)), Round.slot == 0)
        .group_by(Post.channel_id)
    )
    return dict((await session.execute(scheduled)).all())


async def pending(session: AsyncSession, channel_ids: Iterable[int]) -> list[tuple[Post, Round]]:
    """The scheduled posts of these channels that are still to be posted."""
    found = (
        select(Post, Round)
        .join(Round, Post.round_id == Round.id)
        .where(
            Post.channel_id.in_(list(channel_ids)),
            Post.wake_at.is_not(None),
            Post.step == Step.POST,
            Round.slot == 0,
        )
        .order_by(Post.due_at)
    )
    return [(post, round_) for post, round_ in await session.execute(found)]


async def unplan(session: AsyncSession, post_ids: Iterable[int]) -> list[int]:
    """Take back planned posts that nobody is posting at this moment; the ids of their rounds."""
    gone = (
        delete(Post)
        .where(
            Post.id.in_(list(post_ids)),
            Post.step == Step.POST,
            Post.lease_until <= Epoch(),
            Post.message_id.is_(None),
        )
        .returning(Post.round_id)
    )
    return list(await session.scalars(gone))


async def drop_empty_rounds(session: AsyncSession, round_ids: Iterable[int]) -> None:
    """Remove rounds that were planned, never asked, and have no post any more."""
    await session.execute(
        delete(Round).where(
            Round.id.in_(list(round_ids)),
            Round.number.is_(None),
            Round.excused.is_(False),
            ~select(Post.id).where(Post.round_id == Round.id).exists(),
        )
    )


async def is_closed(session: AsyncSession, post_id: int) -> bool:
    """Whether a post was read back for the last time."""
    closed = select(Post.id).where(Post.id == post_id, Post.closed_at.is_not(None))
    return await session.scalar(closed) is not None


async def wake(session: AsyncSession, post_ids: Iterable[int], step: Step, at: datetime) -> None:
    """Let the posts that sleep do `step` at `at`, from its first attempt."""
    await session.execute(
        update(Post)
        .where(Post.id.in_(list(post_ids)), Post.wake_at.is_(None))
        .values(step=step, wake_at=at, lease_until=0, attempts=0)
    )


async def put(session: AsyncSession, claimed: Post, **values: object) -> None:
    """Record what was done of a post, and give its lease back. Raises `ClaimLost`."""
    await _give_back(session, claimed, attempts=0, **values)


async def put_all(
    session: AsyncSession, done: Sequence[tuple[Post, dict[str, object]]]
) -> list[bool]:
    """The same for many posts, each with its values; False for those that are somebody else's."""
    held = (
        select(Post.id, Post.lease_until, Post.attempts, Post.step)
        .where(Post.id.in_([claimed.id for claimed, _ in done]))
        .order_by(Post.id)
        .with_for_update()
    )
    claims = {tuple(row) for row in await session.execute(held)}
    ours = [(one.id, one.lease_until, one.attempts, one.step) in claims for one, _ in done]
    rows = [
        {"id": claimed.id, "lease_until": 0, "attempts": 0, **values}
        for (claimed, values), is_ours in zip(done, ours, strict=True)
        if is_ours
    ]
    if rows:
        await session.execute(update(Post), rows)
    return ours


async def retry(
    session: AsyncSession, claimed: Post, at: datetime, *, in_doubt: bool = True
) -> None:
    """Try the same step again at `at`. Raises `ClaimLost`.

    The attempt stays counted while it is `in_doubt` whether it took effect.
    """
    await _give_back(session, claimed, wake_at=at, attempts=claimed.attempts - (not in_doubt))


async def _give_back(session: AsyncSession, claimed: Post, **values: object) -> None:
    await give_back(session, claimed, Post.step == claimed.step, **values)


async def note_read(session: AsyncSession, post_id: int, now: datetime) -> None:
    """Remember that everything up to `now` is known of a post."""
    await session.execute(update(Post).where(Post.id == post_id).values(read_at=now))


async def lock_round(session: AsyncSession, round_id: int) -> None:
    """Let one process at a time decide whether a round's last post has closed."""
    await session.execute(select(Round.id).where(Round.id == round_id).with_for_update())


async def next_closing(session: AsyncSession) -> datetime | None:
    """When the open post that closes first does so."""
    standing = (Step.SEED, Step.REMIND, Step.CLOSE)
    first = select(func.min(Post.closes_at)).where(
        Post.wake_at.is_not(None), Post.step.in_(standing)
    )
    return await session.scalar(first)


async def next_due(session: AsyncSession) -> datetime | None:
    """When the planned post that is due first is due."""
    first = select(func.min(Post.due_at)).where(Post.wake_at.is_not(None), Post.step == Step.POST)
    return await session.scalar(first)
