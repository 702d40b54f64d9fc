"""One letter each: what goes, what stays, and that no answer changes by it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from adapters.playground.records import Mark
from bot.chat.events import ReactionChanged
from bot.chat.places import MessageRef, Person
from bot.chat.port import MessageGone, PlaceGone
from bot.db.engine import Database
from bot.handlers.desk import Desk
from bot.handlers.router import Handlers
from bot.quiz.answers import LETTER_EMOJI
from bot.quiz.league import Door, Play, Policy
from bot.quiz.question import Form
from bot.service.answers import Answers
from bot.service.means import Means
from bot.service.tidying import SETTLING, Tidying
from tests.fakes import Before, Fault, down_after, down_before, throttled
from tests.games import HOUR, MINUTE, Game, game, playing
from tests.patience import PATIENCE

RIGHT = {"grace": ("B", "correct")}


def wanted(here: Game) -> Means:
    """The operator wants one letter each."""
    return replace(here.means, tidied=frozenset({"playground"}))


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        means = wanted(opened)
        desk = Desk(means, Answers(means, opened.intake), opened.intake, lambda: None)
        opened.handlers = Handlers(desk)
        yield opened


@pytest.fixture
async def asked(here: Game) -> Game:
    """A single-choice question stands open."""
    await here.start()
    await here.ask()
    return here


async def letters(here: Game, person: str = "grace") -> str:
    """Whose reactions stand on the question, as everybody sees it."""
    found = await here.playground.read_reactions(await here.question())
    emojis = [one.emoji for one in found if one.person.id == person]
    return "".join(letter for letter, emoji in LETTER_EMOJI.items() if emoji in emojis)


async def mark(here: Game, letter: str, *, standing: bool = True) -> None:
    """Grace reacts, and nobody hears of it yet."""
    number = int((await here.question()).id)
    here.playground.store.mark(Mark(number, "grace", LETTER_EMOJI[letter]), standing=standing)


async def tell(here: Game, letter: str, minutes: int, *, standing: bool = True) -> None:
    """It is heard that Grace reacted, or took it off, so many minutes ago."""
    at, who = here.now - minutes * MINUTE, here.person("grace")
    emoji, message = LETTER_EMOJI[letter], await here.question()
    await here.handlers.receive(ReactionChanged(at, who, message, emoji, standing))


async def test_the_newest_letter_stays_alone_and_counts(asked: Game) -> None:
    for letter in "ADCB":
        await asked.react("grace", letter)
        assert await letters(asked) == letter
    await asked.finish()
    assert await asked.answers() == RIGHT


async def test_letters_of_others_and_ours_stay(asked: Game) -> None:
    await asked.react("alan", "A")
    await asked.react("grace", "A")
    await asked.react("grace", "B")
    assert (await letters(asked, "alan"), await letters(asked)) == ("A", "B")
    [seen] = [
        one["reactions"] for one in asked.public() if one["id"] == (await asked.question()).id
    ]
    assert [one["emoji"] for one in seen][:4] == [LETTER_EMOJI[letter] for letter in "ABCD"]


async def test_other_emojis_of_the_player_stay(asked: Game) -> None:
    message = await asked.question()
    await asked.playground.people.react("grace", message.id, "🎉")
    await asked.react("grace", "A")
    await asked.react("grace", "B")
    found = await asked.playground.read_reactions(message)
    assert {one.emoji for one in found} == {"🎉", LETTER_EMOJI["B"]}


async def test_unless_it_is_wanted_both_letters_stay(database: Database) -> None:
    async with game(database) as here:
        await here.start()
        await here.ask()
        await here.react("grace", "A")
        await here.react("grace", "B")
        assert await letters(here) == "AB"
        assert "take_off" not in here.chat.calls


async def test_where_several_letters_count_all_stay(here: Game) -> None:
    await here.start(playing(Form.MULTI_SELECT))
    await here.ask()
    await here.react("grace", "A")
    await here.react("grace", "B")
    assert await letters(here) == "AB"


async def test_where_the_first_answer_counts_all_stay(here: Game) -> None:
    settings = playing(Form.SINGLE_CHOICE)
    play = replace(settings.play, policy=Policy.FIRST, doors=frozenset(Door))
    assert isinstance(play, Play)
    await here.start(replace(settings, play=play))
    await here.ask()
    await here.react("grace", "B")
    await here.react("grace", "A")
    assert await letters(here) == "AB"
    await here.finish()
    assert await here.answers() == RIGHT


async def test_who_takes_the_newest_off_too_has_no_reaction_that_counts(asked: Game) -> None:
    await asked.react("grace", "A")
    await asked.react("grace", "B")
    await asked.unreact("grace", "B")
    await asked.finish()
    assert await asked.answers() == {}


async def test_who_takes_the_newest_off_too_is_back_at_their_other_door(asked: Game) -> None:
    await asked.press("grace", "B")
    await asked.react("grace", "A")
    await asked.react("grace", "C")
    await asked.unreact("grace", "C")
    await asked.finish()
    assert await asked.answers() == RIGHT


async def test_the_older_letter_goes_though_it_is_heard_of_last(asked: Game) -> None:
    await mark(asked, "B")
    await tell(asked, "B", minutes=2)
    await mark(asked, "A")
    await tell(asked, "A", minutes=3)
    assert await letters(asked) == "B"
    await asked.finish()
    assert await asked.answers() == RIGHT


async def test_a_removal_that_is_heard_before_the_newer_letter_takes_nothing_from_it(
    asked: Game,
) -> None:
    await tell(asked, "A", minutes=4)
    await mark(asked, "B")
    await tell(asked, "A", minutes=2, standing=False)
    await tell(asked, "B", minutes=3)
    await tell(asked, "A", minutes=2, standing=False)
    assert await letters(asked) == "B"
    await asked.finish()
    assert await asked.answers() == RIGHT


@pytest.mark.parametrize("heard", [True, False], ids=["heard", "unheard"])
async def test_after_a_restart_the_newest_letter_still_counts(asked: Game, heard: bool) -> None:
    await asked.react("grace", "A")
    if heard:
        await asked.react("grace", "B")
        await asked.go_deaf()
    else:
        asked.chat.fail("take_off", down_before())
        await asked.react("grace", "B")
        await asked.go_deaf()
        await mark(asked, "A", standing=False)
    await asked.go(HOUR)
    await asked.hear()
    assert await letters(asked) == "B"
    await asked.finish()
    assert await asked.answers() == RIGHT
    assert await asked.differences() == []


FAULTS = {
    "lost before": down_before(),
    "lost after": down_after(),
    "throttled": throttled(60),
    "message gone": Before(MessageGone("deleted")),
    "place gone": Before(PlaceGone("closed")),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_fails_the_answer_stands_and_nobody_hears_of_it(
    asked: Game, fault: str
) -> None:
    faults: Fault = FAULTS[fault]
    asked.chat.fail("take_off", faults)
    people, message = asked.playground.people, await asked.question()
    for letter in "AB":
        await people.react("grace", message.id, LETTER_EMOJI[letter])
    await asked.finish()
    assert await asked.answers() == RIGHT


async def test_what_stayed_goes_with_the_next_letter(asked: Game) -> None:
    asked.chat.fail("take_off", throttled(1))
    await asked.react("grace", "A")
    await asked.react("grace", "C")
    assert await letters(asked) == "AC"
    await asked.react("grace", "B")
    assert await letters(asked) == "B"


async def test_a_letter_that_came_too_late_takes_nothing_off(asked: Game) -> None:
    await asked.react("grace", "B")
    asked.sleep_until((await asked.errand()).post.closes_at)
    await asked.react("grace", "A")
    assert await letters(asked) == "AB"
    await asked.finish()
    assert await asked.answers() == RIGHT


class Hands:
    """Takes reactions off when it is let; remembers which."""

    platform = "playground"

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.may = asyncio.Event()

    async def take_off(self, message: MessageRef, person: Person, emojis: Sequence[str]) -> None:
        self.taken += emojis
        await self.may.wait()


async def test_nothing_goes_for_a_letter_that_may_be_going_itself(asked: Game) -> None:
    hands, clock = Hands(), [0.0]
    means = replace(wanted(asked), chats={"playground": hands})  # type: ignore[dict-item]  # hands
    tidying = Tidying(means, lambda: clock[0])
    message, grace = await asked.question(), asked.person("grace")
    going = asyncio.create_task(tidying.leave_first(message, grace, ("B", "A")))
    await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE):
        await tidying.leave_first(message, grace, ("A", "B"))
    hands.may.set()
    await going
    clock[0] += SETTLING / 2
    await tidying.leave_first(message, grace, ("A", "B"))
    assert hands.taken == [LETTER_EMOJI["A"]]
    await tidying.leave_first(message, grace, ("C", "B"))
    await tidying.leave_first(message, asked.person("alan"), ("A", "B"))
    assert hands.taken == [LETTER_EMOJI[letter] for letter in "ABB"]
    clock[0] += SETTLING
    await tidying.leave_first(message, grace, ("A", "C"))
    assert hands.taken[-1] == LETTER_EMOJI["C"]
