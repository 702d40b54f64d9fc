"""Rulings: the cases that wait, the votes on them, and the answers that they are about."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries.answers import PERSON
from bot.db.queries.inserting import insert
from bot.db.tables import (
    Account,
    Answer,
    Appeal,
    Given,
    Overruling,
    Player,
    Regrade,
    Round,
    Ruling,
    Vote,
)
from bot.quiz.rulings import Vote as Said
from bot.quiz.rulings import Word


async def one(session: AsyncSession, ruling_id: int) -> Ruling | None:
    """The ruling as it is now. Lock its league before, to change it."""
    same = select(Ruling).where(Ruling.id == ruling_id)
    return (await session.scalars(same.execution_options(populate_existing=True))).one_or_none()


async def known(
    session: AsyncSession, league_id: int, question_id: str, version: int
) -> dict[str, Ruling]:
    """What a league was asked to rule on the answers to a question, by phrase."""
    rows = await session.scalars(
        select(Ruling).where(
            Ruling.league_id == league_id,
            Ruling.question_id == question_id,
            Ruling.version == version,
        )
    )
    return {row.phrase: row for row in rows}


async def add(session: AsyncSession, row: Ruling | Appeal | Regrade | Overruling) -> None:
    session.add(row)
    await session.flush()


# Whose answers they are

Origins = Mapping[tuple[int, str], tuple[int, str]]
"""Channel and source, by person and text."""


async def origins(session: AsyncSession, round_id: int) -> Origins:
    """Where (channel, source) a person gave a text in a round, the last time that they did."""
    rows = await session.execute(
        select(PERSON, Given.text, Given.channel_id, Given.source)
        .join(Account, Given.account_id == Account.id)
        .where(Given.round_id == round_id, Given.text != "")
        .order_by(Given.at)
    )
    return {(person, text): (channel, source) for person, text, channel, source in rows}


def is_public(origins: Origins, answer: Answer, player: Player) -> bool:
    """Whether all could see who gave an answer: it was a reply in the thread."""
    _, source = origins.get((player.person_id, answer.text), (0, ""))
    return source.startswith("reply:")


async def answers_on(session: AsyncSession, ruling_id: int) -> list[tuple[Answer, Player]]:
    """The answers that a ruling is about, with their players."""
    rows = await session.execute(
        select(Answer, Player)
        .join(Player, Answer.player_id == Player.id)
        .where(Answer.ruling_id == ruling_id)
        .order_by(Answer.round_id, Answer.player_id)
    )
    return [(answer, player) for answer, player in rows]


async def answers_to(
    session: AsyncSession, league_id: int, question_id: str
) -> list[tuple[Answer, str]]:
    """All that a league ever answered to a question, each with the question as it was asked."""
    rows = await session.execute(
        select(Answer, Round.snapshot)
        .join(Round, Answer.round_id == Round.id)
        .where(
            Round.league_id == league_id,
            Round.question_id == question_id,
            Round.settled_at.is_not(None),
            Answer.text != "",
        )
        .order_by(Answer.round_id, Answer.player_id)
    )
    return [(answer, snapshot) for answer, snapshot in rows if snapshot]


async def without_answers(session: AsyncSession, round_id: int) -> Sequence[Ruling]:
    """The open cases of a round about which there is no answer of record any more."""
    about = select(Answer.round_id).where(Answer.ruling_id == Ruling.id)
    empty = select(Ruling).where(Ruling.round_id == round_id, Ruling.open, ~about.exists())
    return (await session.scalars(empty)).all()


async def authors(session: AsyncSession, ruling_id: int) -> frozenset[int]:
    """The people whose answers a ruling is about."""
    return frozenset(player.person_id for _, player in await answers_on(session, ruling_id))


async def players_in(session: AsyncSession, round_id: int) -> list[tuple[Answer, Player]]:
    """A round's answers of record, with their players."""
    rows = await session.execute(
        select(Answer, Player)
        .join(Player, Answer.player_id == Player.id)
        .where(Answer.round_id == round_id)
        .order_by(Answer.player_id)
    )
    return [(answer, player) for answer, player in rows]


async def answer_of(session: AsyncSession, round_id: int, player: Player | None) -> Answer | None:
    """A player's answer of record in a round."""
    return await session.get(Answer, (round_id, player.id)) if player else None


# Votes


async def put_vote(session: AsyncSession, vote: Vote) -> None:
    """Keep what an account says, unless it has said something later."""
    new = insert(session, Vote).values(
        ruling_id=vote.ruling_id,
        account_id=vote.account_id,
        word=vote.word,
        at=vote.at,
        admin=vote.admin,
        reacted=vote.reacted,
    )
    taken = ("word", "at", "admin", "reacted")
    await session.execute(
        new.on_conflict_do_update(
            index_elements=["ruling_id", "account_id"],
            set_={name: new.excluded[name] for name in taken},
            where=Vote.at <= new.excluded.at,
        )
    )


async def vote_of(session: AsyncSession, ruling_id: int, account_id: int) -> Vote | None:
    own = select(Vote).where(Vote.ruling_id == ruling_id, Vote.account_id == account_id)
    return (await session.scalars(own.execution_options(populate_existing=True))).one_or_none()


async def votes(session: AsyncSession, ruling_id: int) -> list[Said]:
    """All that was said on a case, by person."""
    rows = await session.execute(
        select(PERSON, Vote)
        .join(Account, Vote.account_id == Account.id)
        .where(Vote.ruling_id == ruling_id)
        .execution_options(populate_existing=True)
    )
    return [
        Said(person, Word(vote.word) if vote.word else None, vote.at, vote.admin)
        for person, vote in rows
    ]


async def account_votes(session: AsyncSession, ruling_id: int) -> dict[tuple[int, str], Vote]:
    """What each account said last, by workspace and id on the platform."""
    rows = await session.execute(
        select(Account.workspace_id, Account.external_id, Vote)
        .join(Account, Vote.account_id == Account.id)
        .where(Vote.ruling_id == ruling_id)
    )
    return {(workspace_id, external_id): vote for workspace_id, external_id, vote in rows}


async def drop_votes(session: AsyncSession, ruling_id: int) -> None:
    await session.execute(delete(Vote).where(Vote.ruling_id == ruling_id))


# What follows from them


async def unsettle(session: AsyncSession, ruling: Ruling) -> None:
    """Have the rounds judged again in which a ruling changes anything."""
    about = select(Answer.round_id).where(Answer.ruling_id == ruling.id)
    await session.execute(
        update(Round)
        .where(or_(Round.id.in_(about), Round.id == ruling.round_id))
        .values(unsettled=True)
    )


async def regraded(session: AsyncSession, ruling: Ruling) -> Sequence[Regrade]:
    """What the present word of a ruling changed."""
    changed = select(Regrade).where(Regrade.ruling_id == ruling.id, Regrade.at == ruling.ruled_at)
    return (await session.scalars(changed.order_by(Regrade.id))).all()


async def overruled(session: AsyncSession, ruling: Ruling) -> Word | None:
    """The word that gave way to the present word of a ruling; None if that is its first."""
    before = select(Overruling.old_word).where(
        Overruling.ruling_id == ruling.id, Overruling.at == ruling.ruled_at
    )
    word = await session.scalar(before)
    return Word(word) if word else None


async def decided(
    session: AsyncSession, league_ids: Iterable[int], but_of: Iterable[int], span: tuple[int, int]
) -> list[tuple[Ruling, Round]]:
    """What was ruled in leagues, newest first, from place to place of that list.

    Without the answers of some people, and without those whose words are forgotten.
    """
    own = select(Answer.ruling_id).join(Player, Answer.player_id == Player.id)
    own = own.where(Answer.ruling_id == Ruling.id, Player.person_id.in_(list(but_of)))
    start, end = span
    rows = await session.execute(
        select(Ruling, Round)
        .join(Round, Ruling.round_id == Round.id)
        .where(
            Ruling.league_id.in_(list(league_ids)),
            Ruling.open.is_(False),
            Ruling.word.is_not(None),
            Ruling.text != "",
            ~own.exists(),
        )
        .order_by(Ruling.ruled_at.desc(), Ruling.id.desc())
        .offset(start)
        .limit(end - start)
    )
    return [(ruling, round_) for ruling, round_ in rows]


async def phrasings(session: AsyncSession, league_id: int | None = None) -> Sequence[Ruling]:
    """What was ruled to be right or partly right, for authors to learn from; newest first.

    Of one league, or of all. Those whose authors were all forgotten have no text, and are not told.
    """
    ruled = select(Ruling).where(
        Ruling.word.in_((Word.RIGHT, Word.PARTLY)), Ruling.open.is_(False), Ruling.text != ""
    )
    if league_id is not None:
        ruled = ruled.where(Ruling.league_id == league_id)
    return (await session.scalars(ruled.order_by(Ruling.ruled_at.desc(), Ruling.id.desc()))).all()


# Appeals


async def has_appealed(session: AsyncSession, round_id: int, person_id: int) -> bool:
    """Whether somebody appealed in a round, with any of their accounts."""
    own = (
        select(func.count())
        .select_from(Appeal)
        .join(Account, Appeal.account_id == Account.id)
        .where(Appeal.round_id == round_id, PERSON.in_((person_id,)))
    )
    return bool(await session.scalar(own))


# What hangs on people and leagues

_ADMINS = (
    Ruling.admin_id,
    Regrade.admin_id,
    Overruling.old_admin_id,
    Overruling.new_admin_id,
)


async def erase(
    session: AsyncSession, account_ids: Sequence[int], player_ids: Sequence[int]
) -> list[int]:
    """Delete what these people said and take their answers off their cases; which cases those were.

    What was ruled stays, as nobody's.
    """
    for table in (Vote, Appeal):
        await session.execute(delete(table).where(table.account_id.in_(account_ids)))
    for column in _ADMINS:
        await session.execute(
            update(column.class_).where(column.in_(account_ids)).values({column.key: None})
        )
    await session.execute(
        update(Regrade).where(Regrade.person_id.in_(account_ids)).values(person_id=None)
    )
    own = Answer.player_id.in_(player_ids) & Answer.ruling_id.is_not(None)
    cases = set(await session.scalars(select(Answer.ruling_id).where(own)))
    await session.execute(update(Answer).where(own).values(ruling_id=None))
    return sorted(case for case in cases if case is not None)


async def drop_rounds(session: AsyncSession, round_ids: Sequence[int]) -> None:
    """Remove what was ruled in these rounds, and all that hangs on it."""
    ids = select(Ruling.id).where(Ruling.round_id.in_(round_ids)).scalar_subquery()
    await session.execute(update(Answer).where(Answer.ruling_id.in_(ids)).values(ruling_id=None))
    for table in (Appeal, Regrade):
        gone = or_(table.round_id.in_(round_ids), table.ruling_id.in_(ids))
        await session.execute(delete(table).where(gone))
    for on_cases in (Vote, Overruling):
        await session.execute(delete(on_cases).where(on_cases.ruling_id.in_(ids)))
    await session.execute(delete(Ruling).where(Ruling.round_id.in_(round_ids)))


async def records(
    session: AsyncSession, account_ids: Sequence[int], player_ids: Sequence[int]
) -> tuple[Sequence[Vote], Sequence[Appeal], Sequence[Regrade], Sequence[Ruling]]:
    """All that is kept of people in rulings: votes, appeals, changed verdicts, their answers."""
    voted = select(Vote).where(Vote.account_id.in_(account_ids)).order_by(Vote.at.desc())
    appealed = select(Appeal).where(Appeal.account_id.in_(account_ids)).order_by(Appeal.at.desc())
    changed = select(Regrade).where(Regrade.person_id.in_(account_ids)).order_by(Regrade.id.desc())
    answered = select(Answer.ruling_id).where(Answer.player_id.in_(player_ids))
    own = select(Ruling).where(Ruling.id.in_(answered)).order_by(Ruling.opened_at.desc())
    return (
        (await session.scalars(voted)).all(),
        (await session.scalars(appealed)).all(),
        (await session.scalars(changed)).all(),
        (await session.scalars(own)).all(),
    )
