"""What was given, and the answers of record that came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Account, Answer, Given, Post
from bot.quiz.answers import Given as Deed


@dataclass(frozen=True, slots=True)
class Claimant:
    """A person's deeds in a round; `channel_id` is where the first of them was done."""

    person_id: int
    channel_id: int
    deeds: tuple[Deed, ...]


PERSON = func.coalesce(Account.linked_to, Account.id)
"""The account that speaks for whoever acted."""


def deed(row: Given) -> Deed:
    return Deed(row.source, row.at, row.text or None, row.sure)


async def claimants(session: AsyncSession, round_id: int) -> list[Claimant]:
    """Everybody who did something in time in a round, each by their own channel's closing."""
    in_time = (
        select(PERSON, Given)
        .join(Account, Given.account_id == Account.id)
        .join(Post, (Post.round_id == Given.round_id) & (Post.channel_id == Given.channel_id))
        .where(Given.round_id == round_id, Given.at < Post.closes_at)
        .order_by(PERSON, Given.at, Given.source, Given.text)
    )
    by_person: dict[int, list[Given]] = {}
    for person_id, row in await session.execute(in_time):
        by_person.setdefault(person_id, []).append(row)
    return [
        Claimant(person_id, rows[0].channel_id, tuple(map(deed, rows)))
        for person_id, rows in by_person.items()
    ]


async def deeds_by_account(
    session: AsyncSession, round_id: int, channel_id: int
) -> dict[str, list[Deed]]:
    """What each account (by its platform's id) did on one post."""
    on_post = (
        select(Account.external_id, Given)
        .join(Account, Given.account_id == Account.id)
        .where(Given.round_id == round_id, Given.channel_id == channel_id)
    )
    found: dict[str, list[Deed]] = {}
    for external_id, row in await session.execute(on_post):
        found.setdefault(external_id, []).append(deed(row))
    return found


async def reactions_of(
    session: AsyncSession, round_id: int, channel_id: int, workspace_id: int, person: str
) -> list[Deed]:
    """What one account (by its platform's id) did on one post by reacting."""
    rows = await session.scalars(
        select(Given)
        .join(Account, Given.account_id == Account.id)
        .where(
            Given.round_id == round_id,
            Given.channel_id == channel_id,
            Account.workspace_id == workspace_id,
            Account.external_id == person,
            Given.source.startswith("reaction:"),
        )
    )
    return [deed(row) for row in rows]


def of_round(round_id: int) -> Select[Answer]:
    return select(Answer).where(Answer.round_id == round_id).order_by(Answer.player_id)


async def recorded(session: AsyncSession, round_id: int) -> Sequence[Answer]:
    """The answers of record of a settled round."""
    return (await session.scalars(of_round(round_id))).all()


async def scores(session: AsyncSession, round_ids: Iterable[int]) -> dict[int, dict[int, float]]:
    """For each round every player's score."""
    rows = await session.execute(
        select(Answer.round_id, Answer.player_id, Answer.score).where(
            Answer.round_id.in_(list(round_ids))
        )
    )
    found: dict[int, dict[int, float]] = {}
    for round_id, player_id, score in rows:
        found.setdefault(round_id, {})[player_id] = score
    return found


async def found_late(session: AsyncSession, round_id: int) -> int:
    """How many reactions are known only from reading the platform back."""
    unsure = select(func.count()).where(
        Given.round_id == round_id, Given.sure.is_(False), Given.text != ""
    )
    return await session.scalar(unsure) or 0
