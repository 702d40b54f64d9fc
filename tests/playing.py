"""Days of play on a scene: a league, its questions, and who answered what."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from bot.chat.content import Action
from bot.chat.places import Person, Place
from bot.db.queries import leagues as queries
from bot.db.tables import Account, Given, League, Player, Post, Round
from bot.handlers import leagues
from bot.messages import settings_forms as forms
from bot.service.settling import Difference, rebuild
from tests.builders import Scene

HOUR = timedelta(hours=1)
_MOST_STEPS = 50
RIGHT, WRONG = "B", "A"


def somebody(stage: Scene, name: str) -> Person:
    """A member of the playground's workspace by any name."""
    return Person(stage.place.workspace, f"U-{name}", name)


async def set_up(stage: Scene, place: Place | None = None, **values: str) -> None:
    """A league in a channel, with a question on each workday at nine."""
    sent = {**forms.setup_values(), "weekdays": "1 2 3 4 5 6 7", **values}
    await stage.submit(leagues.FORMS, Action(forms.SETUP), sent, place=place)


async def open_post(stage: Scene, place: Place | None = None) -> Post:
    """The channel's open question; time passes until there is one."""
    for _ in range(_MOST_STEPS):
        if found := await _open(stage, place or stage.place):
            return found
        wake = await stage.dispatcher.next_wake()
        assert wake is not None, "no question is planned"
        await stage.wait_until(wake)
    raise AssertionError("no question came")


async def _open(stage: Scene, place: Place) -> Post | None:
    async with stage.means.database.read() as session:
        there = await queries.channel_at(session, place)
        assert there is not None, "no league runs there"
        waiting = select(Post).where(
            Post.channel_id == there[0].id, Post.message_id.is_not(None), Post.closed_at.is_(None)
        )
        return (await session.scalars(waiting.order_by(Post.id))).first()


async def answer(stage: Scene, person: Person, text: str, place: Place | None = None) -> None:
    """Answer the channel's open question now."""
    post = await open_post(stage, place)
    await stage.desk.answers.fill(
        person, place or stage.place, str(post.id), text, stage.clock.instant
    )


async def close(stage: Scene) -> None:
    """Let the open question close and settle."""
    post = await open_post(stage)
    await stage.wait_until(post.closes_at + HOUR)


async def play(stage: Scene, *days: Mapping[Person, str]) -> None:
    """So many days with these answers, each one settled."""
    for given in days:
        await open_post(stage)
        for person, text in given.items():
            await answer(stage, person, text)
        await close(stage)


async def player_of(stage: Scene, person: Person, league: int = 1) -> Player | None:
    async with stage.means.database.read() as session:
        own = (
            select(Player)
            .join(
                Account, (Player.person_id == Account.id) | (Player.person_id == Account.linked_to)
            )
            .where(Account.external_id == person.id, Player.league_id == league)
        )
        return (await session.scalars(own)).one_or_none()


async def differences(stage: Scene) -> list[Difference]:
    """Where kept numbers are not what history says; none, if all is well."""
    found: list[Difference] = []
    async with stage.means.database.write() as session:
        for league in (await session.scalars(select(League))).all():
            found += await rebuild(session, league)
    return found


async def rounds(stage: Scene) -> list[Round]:
    async with stage.means.database.read() as session:
        return list(await session.scalars(select(Round).order_by(Round.id)))


async def deeds(stage: Scene) -> list[Given]:
    async with stage.means.database.read() as session:
        return list(await session.scalars(select(Given)))
