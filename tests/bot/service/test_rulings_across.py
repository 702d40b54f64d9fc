"""Rulings in a league of two workspaces: who is asked where, and what stays when one leaves."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat.content import Action
from bot.chat.events import ReactionChanged, WorkspaceLeft
from bot.chat.places import MessageRef, Person, Place
from bot.db.engine import Database
from bot.db.tables import Account, Answer, Player, Regrade, Ruling, Table, Vote
from bot.handlers import leagues
from bot.messages import settings_forms as forms
from bot.messages.docket import PAGE
from bot.messages.rulings import RULE
from bot.quiz.question import Form
from bot.service.purging import KEPT, purge_left
from tests.limits import text_of
from tests.ruling import ANSWER, OTHER, SAME, OneQuestion, doubts
from tests.slack_like import ACME, FAR, LOBBY, ROOM, Office, Said, office, who

__all__ = ["doubts"]
pytestmark = pytest.mark.usefixtures("doubts")

GRACE, ALAN = who("grace"), who("alan")
EVE, MALLORY = who("eve", FAR.workspace), who("mallory", FAR.workspace)
FAR_ADMIN = who("farmer", FAR.workspace, may_manage=True)


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Office]:
    async with office(database, OneQuestion()) as opened:
        await opened.set_up(ROOM)
        await _join(opened)
        yield opened


async def _join(here: Office) -> None:
    admin = who("admin", may_manage=True)
    play = {forms.TOPICS: Form.FREE_TEXT.value, forms.DIFFICULTY: "1-5", forms.QUORUM: "1"}
    play |= {forms.DOORS: "buttons reactions thread", forms.RULES: "together-last"}
    assert forms.PLAY in leagues.FORMS
    await here.submit(admin, ROOM, Action(forms.PLAY), **play)
    said = text_of(await here.give(admin, ROOM, "settings"))
    await here.give(FAR_ADMIN, FAR, f"join {said.partition('/quiz join ')[2][:9]}")


async def answered(here: Office, *given: tuple[Person, Place, str]) -> None:
    """One question with these answers, closed and revealed."""
    for person, place, text in given:
        post = await here.ask(place)
        await here.submit(person, place, Action("answer-form", (str(post.id),)), answer=text)
    await here.close(given[0][1])
    await here.wait(timedelta(minutes=5))


def cases(here: Office, channel: Place) -> list[Said]:
    """What asks for a ruling in a channel's threads."""
    said = [one for one in here.slack.said.values() if one.ref.place.channel == channel]
    return [one for one in said if one.key.startswith("case:")]


async def rule(here: Office, person: Person, place: Place, word: str, case: str = "1") -> str:
    """Press a button of what is listed in a place."""
    reply = await here.press(person, MessageRef(place, "private"), Action(RULE, (case, word)))
    await here.dispatcher.run_due()
    return text_of(reply.only)


async def verdicts(here: Office) -> dict[str, str]:
    """By name, of the newest round."""
    async with here.database.read() as session:
        rows = await session.execute(
            select(Account.name, Answer.verdict)
            .join(Player, Answer.player_id == Player.id)
            .join(Account, Player.person_id == Account.id)
            .order_by(Answer.round_id)
        )
        return dict(rows.all())


async def test_peers_of_both_workspaces_rule_together(here: Office) -> None:
    await answered(here, (GRACE, ROOM, ANSWER), (EVE, FAR, OTHER))
    assert [len(cases(here, place)) for place in (ROOM, FAR)] == [1, 1]
    assert ANSWER in text_of(await here.give(EVE, FAR, "rulings"))
    assert "Noted" in await rule(here, EVE, FAR, "right")
    assert "That decides it" in await rule(here, ALAN, ROOM, "right")
    assert await verdicts(here) == {"Grace": "correct", "Eve": "unsure"}


async def test_a_reaction_counts_that_is_told_without_its_thread(here: Office) -> None:
    await answered(here, (GRACE, ROOM, ANSWER))
    [case] = cases(here, ROOM)
    assert case.emojis == ["✅", "🟡", "❌"]
    told = MessageRef(case.ref.place.channel, case.ref.id)
    for person in (ALAN, who("barbara")):
        await here.receive(ReactionChanged(here.now, person, told, "❌", standing=True))
    await here.dispatcher.run_due()
    assert await verdicts(here) == {"Grace": "incorrect"}


async def test_a_reaction_in_another_workspace_is_none_of_ours(here: Office) -> None:
    await answered(here, (GRACE, ROOM, ANSWER))
    told = MessageRef(Place(FAR.workspace, ROOM.id), cases(here, ROOM)[0].ref.id)
    await here.receive(ReactionChanged(here.now, EVE, told, "❌", standing=True))
    async with here.database.read() as session:
        assert (await session.scalars(select(Vote))).all() == []


async def test_an_admin_rules_in_their_direct_conversation(here: Office) -> None:
    admin = who("admin")
    manager = who("admin", may_manage=True)
    await here.submit(manager, ROOM, Action(forms.JUDGES), **{forms.RULINGS: "admins"})
    await answered(here, (GRACE, ROOM, ANSWER))
    direct = await here.slack.direct(admin)
    [case] = cases(here, direct)
    assert "Your word decides" in text_of(case.content)
    assert "find no answer here" in await rule(here, ALAN, await here.slack.direct(ALAN), "right")
    assert "That decides it" in await rule(here, admin, direct, "right")
    assert await verdicts(here) == {"Grace": "correct"}
    assert "Ruled **right** by an admin" in text_of(case.content)


async def test_who_has_the_channel_has_an_admins_list_also_alone_with_us(here: Office) -> None:
    admin = who("admin")
    await answered(here, (GRACE, ROOM, ANSWER), (admin, ROOM, OTHER))
    await rule(here, who("admin", may_manage=True), ROOM, "right", "2")
    direct = await here.slack.direct(admin)
    assert "New phrasings" in text_of(await here.give(admin, direct, "rulings"))
    assert "New phrasings" not in text_of(await here.give(GRACE, ROOM, "rulings"))


async def test_an_admin_who_never_plays_has_their_list_alone_with_us(here: Office) -> None:
    await answered(here, (GRACE, ROOM, ANSWER))
    for admin, place in ((who("admin"), ROOM), (who("farmer", FAR.workspace), FAR)):
        direct = await here.slack.direct(admin)
        assert ANSWER in text_of(await here.give(admin, direct, "rulings")), place
    assert "No daily question" in text_of(
        await here.give(ALAN, await here.slack.direct(ALAN), "rulings")
    )
    assert "That decides it" in await rule(here, who("farmer", FAR.workspace), direct, "right")
    assert await verdicts(here) == {"Grace": "correct"}


async def test_alone_with_us_an_admin_of_two_leagues_has_both_lists(here: Office) -> None:
    await here.set_up(LOBBY)
    manager, admin = who("admin", may_manage=True), who("admin")
    play = {forms.TOPICS: Form.FREE_TEXT.value, forms.DIFFICULTY: "1-5", forms.QUORUM: "1"}
    play |= {forms.DOORS: "buttons reactions thread", forms.RULES: "together-last"}
    await here.submit(manager, LOBBY, Action(forms.PLAY), **play)
    for person, place, text in ((GRACE, ROOM, ANSWER), (ALAN, LOBBY, OTHER)):
        post = await here.ask(place)
        await here.submit(person, place, Action("answer-form", (str(post.id),)), answer=text)
    await here.close(ROOM)
    await here.wait(timedelta(minutes=5))
    direct = await here.slack.direct(admin)
    listed = text_of(await here.give(admin, direct, "rulings"))
    assert ANSWER in listed
    assert OTHER in listed
    for case in ("1", "2"):
        assert "That decides it" in await rule(here, admin, direct, "right", case)
    assert await verdicts(here) == {"Grace": "correct", "Alan": "correct"}
    page = await here.press(admin, MessageRef(direct, "private"), Action(PAGE, ("0",)))
    assert text_of(page.only).count("was ruled **right** by an admin") == 2
    assert "That decides it" in await rule(here, admin, direct, "wrong", "2")
    assert sorted((await verdicts(here)).values()) == ["correct", "incorrect"]


async def test_where_one_workspace_leaves_its_rulings_stay_without_words(here: Office) -> None:
    await answered(here, (GRACE, ROOM, ANSWER), (ALAN, ROOM, OTHER))
    for person in (EVE, MALLORY):
        await rule(here, person, FAR, "right")
    await here.receive(WorkspaceLeft(here.now, ACME))
    here.clock.instant += KEPT + timedelta(days=1)
    assert await purge_left(here.database, here.now)
    await here.dispatcher.run_due()
    async with here.database.read() as session:
        rows = [
            str(row._asdict())
            for table in Table.metadata.sorted_tables
            for row in await session.execute(table.select())
        ]
        ruled = (await session.scalars(select(Ruling).order_by(Ruling.id))).all()
        [trace] = await session.scalars(select(Regrade))
    assert not any("spread" in row or OTHER in row for row in rows)
    assert [(one.word, one.open, one.wake_at, one.message_id) for one in ruled] == [
        ("right", False, None, None),
        (None, False, None, None),
    ]
    assert (trace.person_id, trace.new_verdict) == (None, "correct")
    await answered(here, (EVE, FAR, SAME))
    assert (await verdicts(here))["Eve"] == "correct"
