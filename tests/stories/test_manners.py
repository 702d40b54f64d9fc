"""What Slack has beside a channel: the home page, menus, mentions, and the conversation with us."""

from contextlib import AsyncExitStack

import pytest

from bot.chat.commands import COMMANDS
from bot.db.engine import Database
from bot.quiz.question import Bank
from tests.nine_forms import NineForms
from tests.stories.cast import DAY, EVERY_DAY, HOUR, MINUTE, heard
from tests.stories.company import Company, company, options_of, ready, spoken
from tests.stories.test_week import Days, plain

RIGHT, WRONG = "B", "A"


@pytest.fixture
def bank() -> Bank:
    """A question of one letter each day, so that scenes can be told by letters."""
    return NineForms()


async def with_a_question(acme: Company) -> None:
    await acme.set_up_letters()
    await acme.ask()


async def test_every_command_answers_in_private(acme: Company) -> None:
    await with_a_question(acme)
    for command in COMMANDS:
        before = len([one for one in acme.person("Ada").sees(acme.room) if one.ephemeral])
        await acme.person("Ada").command(acme.room, f"/quiz {command.name}")
        private = [one for one in acme.person("Ada").sees(acme.room) if one.ephemeral]
        assert len(private) > before, command.name
        assert "went wrong" not in private[-1].text
    assert not [one for one in acme.person("Grace").sees(acme.room) if one.ephemeral]


async def test_the_home_page_takes_the_answer_of_who_plays(acme: Company) -> None:
    await with_a_question(acme)
    grace = acme.person("Grace")
    await grace.open_home()
    assert "No daily question in your channels yet?" in home(acme, "Grace")
    await acme.give("Grace", 1, WRONG)
    await grace.open_home()
    assert "You answered A" in home(acme, "Grace")
    await grace.press_home(RIGHT)
    assert "You answered B" in home(acme, "Grace")
    await acme.go(8 * HOUR)
    assert "1 of 1 got it right" in acme.reveal(1)
    await grace.open_home()
    assert "1 day" in home(acme, "Grace")
    await acme.go(16 * HOUR)
    await grace.open_home()
    await grace.press_home(RIGHT)
    assert "You answered B" in home(acme, "Grace")


def home(acme: Company, name: str) -> str:
    """What stands on somebody's home page."""
    shown = [
        one
        for one in acme.slack.transcript.shown
        if one.how == "home" and one.only_for == acme.person(name).id
    ]
    return shown[-1].text


async def test_a_question_kept_for_later_is_practised_tomorrow(acme: Company) -> None:
    await with_a_question(acme)
    grace = acme.person("Grace")
    await grace.shortcut(acme.room, acme.question(1).id, "practise-later")
    assert "Kept!" in acme.receipt("Grace")
    await acme.go(2 * DAY)
    await grace.dm("practice single")
    assert "Practice 1 of" in acme.screen("Grace", grace.direct)


async def test_a_mention_helps_and_answers_where_commands_cannot_be_given(acme: Company) -> None:
    await with_a_question(acme)
    grace, bot = acme.person("Grace"), acme.team.bot_user
    await grace.say(acme.room, f"<@{bot}>")
    assert "/quiz practice" in acme.receipt("Grace")
    ts = acme.question(1).id
    reply = await grace.say(acme.room, f"<@{bot}> {RIGHT}", thread=ts)
    [noted] = [one for one in grace.sees(acme.room) if one.ts == reply]
    assert list(noted.reactions) == ["memo"]
    await acme.go(8 * HOUR)
    assert "1 of 1 got it right" in acme.reveal(1)


async def test_practice_goes_on_in_its_conversation_after_a_restart(
    sqlite_url: str, bank: Bank
) -> None:
    async with (
        Database.connect(sqlite_url) as database,
        company(database, bank, "http") as acme,
        AsyncExitStack() as second,
    ):
        grace = acme.person("Grace")
        await grace.dm("practice single 2")
        await grace.press(grace.direct, acme.sees("Grace", "1 of 2", grace.direct).id, RIGHT)
        assert "Right!" in acme.screen("Grace", grace.direct)
        options = options_of(acme.slack, acme.team.install(), "http")
        chat, _ = await spoken(second, acme.slack, acme.hand, options)
        await heard(second, acme.hand, database, bank, [chat])
        await ready(acme.slack, chat)
        judged = acme.sees("Grace", "Right!", grace.direct)
        await grace.press(grace.direct, judged.id, "Next")
        await grace.press(grace.direct, acme.sees("Grace", "2 of 2", grace.direct).id, RIGHT)
        assert acme.screen("Grace", grace.direct).count("Right!") == 2


async def test_nothing_before_closing_tells_the_key(acme: Company) -> None:
    await acme.set_up(weekdays=EVERY_DAY)
    days = Days(acme)
    for _ in range(3):
        await days.dawn()
        opened = acme.now
        await days.give("Grace", days.right)
        closing = acme.now + DAY / 4
        await days.dusk(1, of=1)
        key = days.question.key
        told = [
            repr(one.payload)
            for one in acme.slack.transcript.shown
            if opened - 6 * MINUTE <= one.at < closing
        ]
        assert told
        for secret in (plain(key.explanation)[:40], *(plain(why)[:40] for why in key.whys if why)):
            assert not any(secret in one for one in told)
