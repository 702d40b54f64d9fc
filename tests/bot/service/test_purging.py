"""A month after a workspace left nothing of it is there, and others' leagues go on unharmed."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.chat.content import Action
from bot.chat.events import WorkspaceJoined, WorkspaceLeft
from bot.chat.places import Person, Place
from bot.db.engine import Database, DatabaseTrouble
from bot.db.queries import leagues as queries
from bot.db.tables import Account, Card, League, Player, Post, Report, Table, Total, Workspace
from bot.messages import suggestions as messages
from bot.service import answers, dispatch, intake, privacy, purging
from bot.service.dispatch import Dispatcher
from bot.service.purging import KEPT, purge_left
from bot.service.settling import Difference, rebuild
from tests.limits import text_of
from tests.slack_like import ACME, FAR, GLOBEX, LOBBY, ROOM, Office, office, who

GRACE, ADMIN = who("grace"), who("admin", may_manage=True)
EVE, EVE_AT_HOME = who("eve", GLOBEX), who("evelyn")
FAR_ADMIN = who("farmer", GLOBEX, may_manage=True)
VALUES = {
    messages.TOPIC: "evaluation",
    messages.RIGHT: "The F1 score",
    messages.WRONG: "The accuracy\nThe ROC curve\nCohen's kappa",
    messages.WHY: "So it is.",
}
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        yield opened


async def live(here: Office, person: Person, place: Place) -> None:
    """Leave traces of every kind."""
    await here.answer(person, "A", place)
    for text in ("practice 2", "link", "report It is <wrong>", "away 3", "team create Owls"):
        await here.give(person, place, text)
    await suggest(here, person, place)
    await here.close(place)
    await here.answer(person, "B", place)


async def suggest(here: Office, person: Person, place: Place) -> None:
    values = {**VALUES, messages.STEM: f"What does {person.name} know?"}
    sent = await here.submit(person, place, Action(messages.SUGGEST), **values)
    assert "Thank you" in text_of(sent.only)


async def join(here: Office, place: Place, person: Person) -> None:
    said = text_of(await here.give(ADMIN, ROOM, "settings"))
    assert "Welcome" in text_of(
        await here.give(person, place, f"join {said.partition('/quiz join ')[2][:9]}")
    )


async def link(here: Office, person: Person, other: Person, places: tuple[Place, Place]) -> None:
    """Make the two one; the first speaks for both."""
    said = text_of(await here.give(person, places[0], "link"))
    [code] = [word for word in said.replace("`", " ").split() if len(word) == 9 and word[4] == "-"]
    assert "one" in text_of(await here.give(other, places[1], f"link {code}"))


async def leave(here: Office, *, days: float = 31) -> None:
    await here.receive(WorkspaceLeft(here.now, ACME))
    here.clock.instant += days * DAY


async def purge(here: Office) -> int:
    return await purge_left(here.database, here.now)


async def count(here: Office) -> dict[str, int]:
    """How many rows each table has that has any."""
    async with here.database.read() as session:
        found = {
            table.name: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in Table.metadata.sorted_tables
        }
    return {name: number for name, number in found.items() if number}


async def everything(here: Office) -> str:
    async with here.database.read() as session:
        rows = [
            f"{table.name} {row._asdict()}"
            for table in Table.metadata.sorted_tables
            for row in await session.execute(table.select())
        ]
    return "\n".join(rows)


async def rows_of(here: Office, person: Person) -> set[str]:
    """Everything that hangs on a person's account or league."""
    async with here.database.read() as session:
        account = (
            await session.scalars(select(Account).where(Account.external_id == person.id))
        ).one()
        player = (await session.scalars(select(Player).where(Player.person_id == account.id))).one()
    marks = (
        f"'account_id': {account.id},",
        f"'person_id': {account.id},",
        f"'player_id': {player.id},",
        f"'league_id': {player.league_id},",
        f"'channel_id': {player.channel_id},",
    )
    lines = (await everything(here)).splitlines()
    return {line for line in lines if any(mark in line for mark in marks)}


async def differences(here: Office, league_id: int | None = None) -> list[Difference]:
    """Where kept numbers are not what history says; none, if all is well."""
    found: list[Difference] = []
    async with here.database.write() as session:
        for league in (await session.scalars(select(League))).all():
            if league_id in {None, league.id}:
                found += await rebuild(session, league)
    return found


async def standings(here: Office) -> list[tuple[str, int, int]]:
    async with here.database.read() as session:
        rows = await session.scalars(select(Total).where(Total.window == "all"))
        return sorted((row.kind.value, row.points, row.answered) for row in rows)


async def test_a_workspace_that_was_alone_leaves_nothing(here: Office) -> None:
    await here.set_up()
    await here.set_up(LOBBY)
    await live(here, GRACE, ROOM)
    await here.answer(GRACE, "B", LOBBY)
    await leave(here)
    await purge(here)
    assert set(await count(here)) == {"question_ratings"}


async def test_for_thirty_days_all_of_it_is_kept(here: Office) -> None:
    await here.set_up()
    await live(here, GRACE, ROOM)
    await here.close()
    await leave(here, days=29)
    before = await everything(here)
    assert await purge(here) == 0
    assert await everything(here) == before
    await here.receive(WorkspaceJoined(here.now, ACME))
    here.clock.instant += 5 * DAY
    assert await purge(here) == 0
    assert "Here we go again" in text_of(await here.give(ADMIN, ROOM, "resume"))
    await here.answer(GRACE, "B")
    assert await differences(here) == []


async def test_who_comes_back_later_starts_anew(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In this test a month takes no time.
    monkeypatch.setattr(answers, "_SECONDS_REMEMBERED", 0.0)
    monkeypatch.setattr(intake, "SECONDS_REMEMBERED", -1.0)
    await here.set_up()
    await live(here, GRACE, ROOM)
    await leave(here)
    await purge(here)
    await here.receive(WorkspaceJoined(here.now, ACME))
    assert "Done!" in text_of(await here.set_up())
    await here.answer(GRACE, "B")
    await here.close()
    assert (await count(here))["players"] == 1
    keys = [one.key for one in here.slack.in_(ROOM) if one.key.startswith("round:")]
    assert len(keys) == len(set(keys)) == 3


async def test_other_workspaces_are_not_touched(here: Office) -> None:
    await here.set_up(FAR)
    await live(here, EVE, FAR)
    await here.close(FAR)
    await here.set_up(ROOM)
    await here.answer(GRACE, "B")
    await here.close(ROOM)
    await here.receive(WorkspaceLeft(here.now, ACME))
    before = set((await everything(here)).splitlines())
    here.clock.instant += 31 * DAY
    await purge(here)
    gone = before - set((await everything(here)).splitlines())
    eve = await rows_of(here, EVE)
    assert eve
    assert not gone & eve
    assert await differences(here) == []


async def test_a_league_of_several_workspaces_keeps_its_scores_without_names(
    here: Office,
) -> None:
    await here.set_up()
    await join(here, FAR, FAR_ADMIN)
    await here.answer(EVE, "B", FAR)
    await live(here, GRACE, ROOM)
    await here.answer(EVE, "B", FAR)
    await here.close()
    before = await standings(here)
    await leave(here)
    await here.dispatcher.run_due()
    await purge(here)
    assert await standings(here) == before
    assert await differences(here) == []
    left = await everything(here)
    for trace in ("Grace", "U0GRACE", "T0ACME", "C0ROOM", "Admin", "U0ADMIN"):
        assert trace not in left
    assert "Eve" in left
    async with here.database.read() as session:
        names = set(await session.scalars(select(Account.name)))
        reporters = set(await session.scalars(select(Report.account_id)))
    assert names == {"someone", "Eve", "Farmer"}
    assert reporters <= {None}
    await here.answer(EVE, "B", FAR)
    await here.close(FAR)
    assert await differences(here) == []


async def test_days_left_out_in_its_channel_stay_excused(here: Office) -> None:
    await here.set_up()
    await join(here, FAR, FAR_ADMIN)
    await here.answer(GRACE, "B")
    await here.answer(EVE, "B", FAR)
    await here.close(FAR)
    here.slack.gone.add(ROOM)
    await here.answer(EVE, "B", FAR)
    await here.close(FAR)
    await leave(here)
    await purge(here)
    async with here.database.read() as session:
        skipped = await session.scalars(select(Post).where(Post.skipped.is_not(None)))
        assert len(skipped.all()) == 1
    assert await differences(here) == []


async def test_who_has_an_account_elsewhere_goes_on_with_it(here: Office) -> None:
    await here.set_up()
    await join(here, FAR, FAR_ADMIN)
    await here.answer(EVE_AT_HOME, "A")
    await here.close()
    await link(here, EVE_AT_HOME, EVE, (ROOM, FAR))
    await here.answer(EVE_AT_HOME, "B")
    await here.close()
    await leave(here)
    await purge(here)
    left = await everything(here)
    assert "Evelyn" not in left
    async with here.database.read() as session:
        [eve] = (await session.scalars(select(Account).where(Account.name == "Eve"))).all()
        players = (await session.scalars(select(Player))).all()
        cards = (await session.scalars(select(Card.person_id))).all()
    assert eve.linked_to is None
    assert [player.person_id for player in players] == [eve.id]
    assert not players[0].hidden
    assert set(cards) == {eve.id}
    assert await differences(here) == []


async def test_an_account_that_only_spoke_along_is_taken_from_its_person(here: Office) -> None:
    await here.set_up()
    await join(here, FAR, FAR_ADMIN)
    await here.answer(EVE, "B", FAR)
    await here.close(FAR)
    await link(here, EVE, EVE_AT_HOME, (FAR, ROOM))
    await here.answer(EVE_AT_HOME, "B")
    await here.close()
    before = await standings(here)
    await leave(here)
    await purge(here)
    assert await standings(here) == before
    assert await differences(here) == []
    assert "Evelyn" not in await everything(here)
    assert "2 of 2" in text_of(await here.give(EVE, FAR, "me"))


async def test_people_forgotten_before_stand_in_nobody_s_way(here: Office) -> None:
    await here.set_up()
    await join(here, FAR, FAR_ADMIN)
    await here.answer(EVE_AT_HOME, "A")
    await link(here, EVE_AT_HOME, EVE, (ROOM, FAR))
    await here.close()
    async with here.database.write() as session:
        await privacy.forget(session, EVE, here.now)
    await leave(here)
    await purge(here)
    assert await purge(here) == 0
    assert await differences(here) == []


async def test_the_last_to_leave_takes_what_the_others_left(here: Office) -> None:
    await here.set_up()
    await join(here, FAR, FAR_ADMIN)
    await here.answer(GRACE, "B")
    await here.answer(EVE, "B", FAR)
    await here.close()
    await leave(here)
    await purge(here)
    async with here.database.read() as session:
        [kept] = (await session.scalars(select(Workspace).where(Workspace.id == 1))).all()
    assert kept.external_id.startswith(queries.GONE)
    assert kept.left_at is None
    await here.receive(WorkspaceLeft(here.now, GLOBEX))
    here.clock.instant += 31 * DAY
    await purge(here)
    assert set(await count(here)) == {"question_ratings"}


async def test_it_goes_on_after_every_interruption(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "STEPS", 1)
    monkeypatch.setattr(purging, "_ROUNDS", 1)
    monkeypatch.setattr(purging, "_PEOPLE", 1)
    await here.set_up()
    await join(here, FAR, FAR_ADMIN)
    shared = 1
    await here.set_up(LOBBY)
    for person in (GRACE, who("alan")):
        await here.answer(person, "B")
        await here.answer(person, "B", LOBBY)
    await here.answer(EVE, "B", FAR)
    await here.close()
    await leave(here)
    rounds = 0
    while await purge(here):
        rounds += 1
        assert await differences(here, shared) == []
    assert rounds > 8
    assert await differences(here) == []
    assert "Grace" not in await everything(here)


async def test_the_dispatcher_purges_at_most_once_an_hour(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []

    async def look(_: Database, now: object) -> int:
        looked.append(now)
        return 0

    monkeypatch.setattr(dispatch, "purge_left", look)
    start = here.now
    for minutes in (0, 1, 59, 60, 61, 120):
        here.clock.instant = start + minutes * MINUTE
        await here.dispatcher.run_due()
    assert looked == [start + minutes * MINUTE for minutes in (0, 60, 120)]


async def test_a_purge_that_fails_stops_nothing_else(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: Database, __: object) -> int:
        raise DatabaseTrouble("the disk is full")

    monkeypatch.setattr(dispatch, "purge_left", fail)
    await here.set_up()
    assert await here.dispatcher.run_due() == 0
    await here.ask()


async def test_the_dispatcher_really_purges(here: Office) -> None:
    await here.set_up()
    await here.answer(GRACE, "B")
    await leave(here)
    here.clock.instant += KEPT
    await Dispatcher(here.desk.means, here.desk.intake).run_due()
    await here.dispatcher.run_due()
    assert "accounts" not in await count(here)
