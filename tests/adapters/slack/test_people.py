"""The directory: names, zones and rights, asked of Slack as seldom as can be."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from adapters.slack import people as directory
from adapters.slack.people import FRESH, People
from bot.chat.places import Person, Workspace
from tests.adapters.slack.town import Town
from tests.emulators.slack.state import EVERY_SCOPE
from tests.patience import PATIENCE

ADA = Person(Workspace("slack", "T1"), "U1", "ada", True, "Europe/London")


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town() as town:
        yield town


@pytest.fixture
async def people(town: Town) -> AsyncIterator[People]:
    people = People(town.calls, town.slack.clock.now)
    yield people
    await people.aclose()


def asked(town: Town, method: str = "users.info") -> int:
    return len(town.slack.transcript.calls(method))


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.002)


async def test_somebody_is_asked_after_once(town: Town, people: People) -> None:
    first = await people.person("T1", "U1", channel="C1")
    second = await people.person("T1", "U1", channel="C1")
    assert first == second == ADA
    assert (asked(town), asked(town, "conversations.info")) == (1, 1)


async def test_many_who_want_to_know_the_same_ask_once(town: Town, people: People) -> None:
    patient = (people.person("T1", "U1", channel="C1", patience=PATIENCE) for _ in range(50))
    found = await asyncio.gather(*patient)
    assert set(found) == {ADA}
    assert (asked(town), asked(town, "conversations.info")) == (1, 1)


async def test_who_is_unknown_has_the_deeds_own_name_at_once_and_is_learnt(
    town: Town, people: People
) -> None:
    assert people.known("T1", "U1", "told").name == "told"
    assert people.known("T1", "U1").name == ""
    await until(lambda: people.known("T1", "U1").name == "ada")
    assert people.known("T1", "U1").zone == "Europe/London"
    assert asked(town) == 1


async def test_who_is_only_known_may_manage_nothing(people: People) -> None:
    await people.person("T1", "U1")
    assert not people.known("T1", "U1").may_manage


async def test_who_made_the_channel_may_manage_it_and_no_other(town: Town, people: People) -> None:
    town.acme.channel("C2", "grace's", [town.ada, town.grace], creator=town.grace)
    assert (await people.person("T1", "U2", channel="C2")).may_manage
    assert not (await people.person("T1", "U2", channel="C1")).may_manage
    assert not (await people.person("T1", "U2")).may_manage


async def test_in_a_conversation_of_two_only_admins_manage(town: Town, people: People) -> None:
    assert (await people.person("T1", "U1", channel=town.ada.direct.id)).may_manage
    assert not (await people.person("T1", "U2", channel=town.grace.direct.id)).may_manage
    assert asked(town, "conversations.info") == 0


async def test_strangers_never_manage(town: Town, people: People) -> None:
    """Whatever they are at home, and even if they made the channel."""
    other = town.slack.workspace("T2", "Partner")
    eve = other.person("W9", "eve", admin=True, owner=True)
    town.acme.channel("C3", "shared", [town.ada, eve], creator=eve)
    assert not (await people.person("T1", "W9", channel="C3", name="eve")).may_manage


async def test_who_is_not_shown_to_us_is_asked_after_once(town: Town, people: People) -> None:
    for _ in range(3):
        person = await people.person("T1", "U404", channel="C1", name="somebody")
        assert (person.name, person.may_manage) == ("somebody", False)
    assert asked(town) == 1


async def test_nobody_waits_longer_than_their_patience(town: Town, people: People) -> None:
    town.slack.fail("users.info", before="timeout")
    person = await people.person("T1", "U1", name="told", patience=0.05)
    assert (person.name, person.may_manage) == ("told", False)


async def test_trouble_leaves_what_was_known_before(town: Town, people: People) -> None:
    await people.person("T1", "U1", channel="C1")
    town.slack.clock.advance(FRESH)
    town.slack.fail("users.info", before=500, times=2)
    assert await people.person("T1", "U1", channel="C1") == ADA


async def test_who_was_admin_is_asked_after_again_later(town: Town, people: People) -> None:
    await people.person("T1", "U1")
    town.ada.admin = False
    town.slack.clock.advance(FRESH - timedelta(seconds=1))
    assert (await people.person("T1", "U1")).may_manage
    town.slack.clock.advance(timedelta(seconds=1))
    assert not (await people.person("T1", "U1")).may_manage


async def test_a_rate_limit_only_delays_what_is_learnt(town: Town, people: People) -> None:
    names = [f"U{number}" for number in range(10, 15)]
    for id_ in names:
        town.acme.person(id_, f"name of {id_}")
    town.slack.fail("users.info", before=429, times=3)
    for id_ in names:
        people.known("T1", id_)
    await until(lambda: all(people.known("T1", id_).name for id_ in names))


@pytest.fixture
def sleeping(people: People) -> asyncio.Event:
    """Set once somebody sleeps, which then lasts for good."""
    sleeping = asyncio.Event()

    async def sleep(_: float) -> None:
        sleeping.set()
        await asyncio.Event().wait()

    people._calls.pacer.sleep = sleep
    return sleeping


async def test_a_crowd_keeps_no_admin_from_being_known(
    town: Town, people: People, sleeping: asyncio.Event
) -> None:
    """Slack lets us ask after a hundred people a minute."""
    for number in range(200):
        people.known("T1", f"U9{number}")
    await asyncio.wait_for(sleeping.wait(), PATIENCE)
    assert asked(town) == 60
    assert (await people.person("T1", "U1", channel="C1")).may_manage


async def test_one_workspaces_crowd_holds_up_no_other(
    people: People, sleeping: asyncio.Event
) -> None:
    for number in range(70):
        people.known("T9", f"U9{number}")
    await asyncio.wait_for(sleeping.wait(), PATIENCE)
    people.known("T1", "U1")
    await until(lambda: people.known("T1", "U1").name == "ada")


async def test_a_long_pause_is_waited_for(
    town: Town, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "_LONGEST_PAUSE", 0.01)
    town.slack.fail("users.info", before=429, retry_after=60)
    assert (await people.person("T1", "U1", name="told")).name == "told"
    town.time.now += 60
    await until(lambda: people.known("T1", "U1").name == "ada")


async def test_slack_may_tell_of_a_change(people: People) -> None:
    await people.person("T1", "U1")
    people.rename("T1", {"id": "U1", "team_id": "T1", "profile": {"display_name": "Countess"}})
    person = await people.person("T1", "U1")
    assert (person.name, person.may_manage) == ("Countess", False)


async def test_who_is_forgotten_is_asked_after_again(town: Town, people: People) -> None:
    await people.person("T1", "U1")
    people.forget("T1", "U1")
    await people.person("T1", "U1")
    assert asked(town) == 2


async def test_people_of_an_organisation_belong_to_each_of_its_workspaces(people: People) -> None:
    of_organisation = {
        "id": "W1",
        "team_id": "T7",
        "is_admin": True,
        "enterprise_user": {"enterprise_id": "E1", "teams": ["T1", "T7"]},
        "profile": {"display_name": "", "real_name": "Mary Somerville"},
    }
    await people.person("T1", "W1")
    people.rename("T1", of_organisation)
    person = await people.person("T1", "W1")
    assert (person.name, person.may_manage) == ("Mary Somerville", True)


async def test_an_admin_may_manage_soon_after_the_missing_permission_was_added() -> None:
    async with Town(EVERY_SCOPE - {"users:read"}) as town:
        people = People(town.calls, town.slack.clock.now)
        assert not (await people.person("T1", "U1", name="told")).may_manage
        town.grant.scopes |= {"users:read"}
        assert not (await people.person("T1", "U1")).may_manage, "it is not asked for every time"
        town.slack.clock.advance(directory.SOON)
        assert await people.person("T1", "U1") == ADA
        await people.aclose()


async def test_a_town_full_of_changes_drives_out_nobody_who_plays(
    town: Town, people: People
) -> None:
    await people.person("T1", "U1")
    for number in range(directory._REMEMBERED):
        people.rename("T1", {"id": f"U9{number}", "team_id": "T1", "name": "passer-by"})
    assert people.known("T1", "U1").name == "ada"
    assert people.known("T1", "U91").name == ""
    assert asked(town) == 1
