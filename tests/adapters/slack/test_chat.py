"""What Slack's manners ask of the port: lost answers, limits, missing permissions."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

import pytest

from adapters.slack.chat import Slack
from bot.chat.content import Content, Text
from bot.chat.places import MessageRef, Person
from bot.chat.port import ChatDown, ChatError, MessageGone, PlaceGone, Throttled
from bot.service.saying import say_once
from tests.adapters.slack.town import Town
from tests.emulators.slack.emulator import Limits
from tests.emulators.slack.faults import Kind
from tests.emulators.slack.state import EVERY_SCOPE


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town() as town:
        yield town


@pytest.fixture
async def chat(town: Town) -> AsyncIterator[Slack]:
    async with town.chat() as chat:
        yield chat


T = TypeVar("T")


def saying(text: str) -> Content:
    return Content(text, Text(text))


LETTERS = ["🇦", "🇧", "🇨", "🇩"]

# Lost answers

LOST: list[Kind] = ["reset", "timeout", 500, 503]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("kind", LOST, ids=str)
async def test_a_post_whose_answer_is_lost_stands_once(
    town: Town, chat: Slack, kind: Kind, after: bool
) -> None:
    if after:
        town.slack.fail("chat.postMessage", after=kind)
    else:
        town.slack.fail("chat.postMessage", before=kind)
    with town.impatient(), pytest.raises(ChatDown):
        await chat.post(town.place, saying("question"), "round:1")
    message = await chat.post(town.place, saying("question"), "round:1")
    assert town.seen() == ["question"]
    assert await chat.find(town.place, "round:1") == message
    assert await chat.post(town.place, saying("question"), "round:1") == message
    assert town.seen() == ["question"]


async def test_of_500_lost_answers_none_is_posted_twice_and_none_is_missing(
    town: Town, chat: Slack
) -> None:
    kinds: list[Kind] = ["reset", 500, 503]
    for number in range(500):
        if number % 2:
            town.slack.fail("chat.postMessage", after=kinds[number % 3])
        else:
            town.slack.fail("chat.postMessage", before=kinds[number % 3])
        text = f"question {number}"
        with pytest.raises(ChatDown):
            await say_once(chat, town.place, saying(text), text, attempts=1)
        town.time.now += 61
        await say_once(chat, town.place, saying(text), text, attempts=2)
    assert town.seen() == [f"question {number}" for number in range(500)]


async def test_after_a_restart_a_lost_post_is_found(town: Town, chat: Slack) -> None:
    town.slack.fail("chat.postMessage", after="reset")
    with pytest.raises(ChatDown):
        await chat.post(town.place, saying("question"), "round:1")
    async with town.chat() as reborn:
        found = await reborn.find(town.place, "round:1")
    assert found is not None
    assert [seen.ts for seen in town.ada.sees(town.room)] == [found.id]


async def test_a_lost_reply_in_a_thread_is_found_there(town: Town, chat: Slack) -> None:
    question = await chat.post(town.place, saying("question"), "round:1")
    thread = await chat.thread(question, "")
    for number in range(30):
        await town.grace.say(town.room, f"answer {number}", thread=question.id)
    town.slack.fail("chat.postMessage", after=500)
    with pytest.raises(ChatDown):
        await chat.post(thread, saying("hint"), "hint:1")
    found = await chat.find(thread, "hint:1")
    assert await chat.post(thread, saying("hint"), "hint:1") == found
    assert town.seen().count("hint") == 1


async def test_a_refused_post_leaves_no_doubt(town: Town, chat: Slack) -> None:
    town.slack.fail("chat.postMessage", before=429, retry_after=40)
    with pytest.raises(Throttled):
        await chat.post(town.place, saying("question"), "round:1")
    town.time.now += 40
    await chat.post(town.place, saying("question"), "round:1")
    assert town.slack.transcript.calls("conversations.history") == []
    assert town.seen() == ["question"]


async def test_a_doubtful_post_waits_until_one_can_look(town: Town, chat: Slack) -> None:
    town.slack.fail("chat.postMessage", after=500)
    with pytest.raises(ChatDown):
        await chat.post(town.place, saying("question"), "round:1")
    town.slack.fail("conversations.history", before=500)
    with pytest.raises(ChatDown):
        await chat.post(town.place, saying("question"), "round:1")
    await chat.post(town.place, saying("question"), "round:1")
    assert town.seen() == ["question"]


Deed = Callable[[Slack, Town, MessageRef], Awaitable[object]]
DEEDS: dict[str, tuple[str, Deed]] = {
    "find": ("conversations.history", lambda c, t, m: c.find(t.place, "1")),
    "edit": ("chat.update", lambda c, t, m: c.edit(m, saying("question"))),
    "retract": ("chat.delete", lambda c, t, m: c.retract(m)),
    "direct": ("conversations.open", lambda c, t, m: c.direct(Person(t.place.workspace, "U2", ""))),
    "thread": ("chat.getPermalink", lambda c, t, m: c.thread(m, "")),
    "react": ("reactions.add", lambda c, t, m: c.react(m, ["🇦"])),
    "read_reactions": ("reactions.get", lambda c, t, m: c.read_reactions(m)),
    "read_replies": ("conversations.replies", lambda c, t, m: c.read_replies(m)),
    "check": ("conversations.info", lambda c, t, m: c.check(t.place)),
}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("kind", [*LOST, 429], ids=str)
@pytest.mark.parametrize("deed", DEEDS)
async def test_whatever_is_lost_can_be_done_again(
    town: Town, chat: Slack, deed: str, kind: Kind, after: bool
) -> None:
    method, do = DEEDS[deed]
    message = await chat.post(town.place, saying("question"), "1")
    times = 2 if kind == "reset" else 1  # the library below asks twice for what only reads
    if after:
        town.slack.fail(method, after=kind, times=times, retry_after=60)
    else:
        town.slack.fail(method, before=kind, times=times, retry_after=60)
    with town.impatient(), pytest.raises(Throttled if kind == 429 else ChatDown):
        await do(chat, town, message)
    town.slack.heal()
    town.time.now += 61
    await do(chat, town, message)
    assert town.seen() == ([] if deed == "retract" else ["question"])


# Keys


async def test_what_other_apps_can_read_of_a_key_is_a_hash(town: Town, chat: Slack) -> None:
    await chat.post(town.place, saying("question"), "round:1:B")
    [call] = town.slack.transcript.calls("chat.postMessage")
    metadata = call.arguments["metadata"]
    assert metadata["event_type"] == "quizstreak"
    assert list(metadata["event_payload"]) == ["key"]
    assert len(metadata["event_payload"]["key"]) == 32
    assert "round" not in json.dumps(metadata)
    assert (call.arguments["unfurl_links"], call.arguments["unfurl_media"]) == (False, False)


async def test_a_message_that_an_admin_deleted_is_posted_anew(town: Town, chat: Slack) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await town.erase(message.id)
    assert await chat.post(town.place, saying("question"), "1") != message
    assert town.seen() == ["question"]


async def test_what_others_post_under_our_key_is_not_ours(town: Town, chat: Slack) -> None:
    await chat.post(town.place, saying("question"), "1")
    [message] = town.ada.sees(town.room)
    town.room.messages[message.ts].author = town.grace
    assert await chat.find(town.place, "1") is None


# Permissions and places


async def test_without_history_nothing_is_found_and_no_thread_is_read() -> None:
    allowed = {scope for scope in EVERY_SCOPE if not scope.endswith(":history")}
    async with Town(allowed) as town, town.chat() as chat:
        message = await chat.post(town.place, saying("question"), "1")
        assert await chat.find(town.place, "1") is None
        with pytest.raises(PlaceGone, match="channels:history"):
            await chat.read_replies(message)
        town.slack.fail("chat.postMessage", before=500)
        with pytest.raises(ChatDown):
            await chat.post(town.place, saying("another"), "2")
        await chat.post(town.place, saying("another"), "2")
        assert town.seen() == ["question", "another"]


async def test_a_channel_that_we_were_put_out_of_takes_nothing(town: Town, chat: Slack) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await town.room.kick_bot(town.ada)
    with pytest.raises(PlaceGone):
        await chat.post(town.place, saying("another"), "2")
    with pytest.raises(PlaceGone):
        await chat.edit(message, saying("closed"))
    with pytest.raises(PlaceGone):
        await chat.read_replies(message)
    with pytest.raises(MessageGone):
        await chat.react(message, ["🇦"])
    await chat.retract(message)


async def test_a_workspace_without_us_is_gone(town: Town, chat: Slack) -> None:
    await town.acme.uninstall(town.ada)
    with pytest.raises(PlaceGone):
        await chat.post(town.place, saying("question"), "1")
    assert await chat.check(town.place) is not None


async def test_a_token_that_is_not_valid_keeps_us_from_logging_in(town: Town) -> None:
    town.grant.revoked = True
    with pytest.raises(PlaceGone, match="no longer installed"):
        async with town.chat():
            pass
    town.slack.fail("auth.test", before="reset", times=2)
    with pytest.raises(ChatDown):
        async with town.chat():
            pass


# Limits


async def test_long_waits_are_told_and_not_slept(town: Town, chat: Slack) -> None:
    town.slack.limits = Limits(tiers=True)
    messages = [await chat.post(town.place, saying(f"{n}"), f"{n}") for n in range(20)]
    for message in messages[:12]:
        await chat.react(message, LETTERS)
    with pytest.raises(Throttled) as throttled:
        await chat.react(messages[12], LETTERS)
    assert 3 < throttled.value.retry_after <= 61
    outcomes = {call.outcome for call in town.slack.transcript.calls("reactions.add")}
    assert outcomes == {"ok"}


async def test_reactions_that_were_put_are_not_put_again_after_a_pause(
    town: Town, chat: Slack
) -> None:
    messages = [await chat.post(town.place, saying(f"{n}"), f"{n}") for n in range(30)]
    for message in messages:
        await patiently(town, partial(chat.react, message, LETTERS))
    assert len(town.slack.transcript.calls("reactions.add")) == 120


async def patiently(town: Town, do: Callable[[], Awaitable[T]]) -> T:
    """Come again whenever told to, as the engine does."""
    while True:
        try:
            return await do()
        except Throttled as throttled:
            town.time.now += throttled.retry_after
            town.slack.clock.advance(timedelta(seconds=throttled.retry_after))


async def test_a_long_thread_is_read_in_several_goes_at_one_page_a_minute(
    town: Town, chat: Slack
) -> None:
    town.slack.limits = Limits(slow_history=True)
    message = await chat.post(town.place, saying("question"), "1")
    for number in range(40):
        await town.grace.say(town.room, f"answer {number}", thread=message.id)
    read = await patiently(town, lambda: chat.read_replies(message))
    assert [reply.text for reply in read] == [f"answer {number}" for number in range(40)]
    pages = town.slack.transcript.calls("conversations.replies")
    assert [page.outcome for page in pages] == ["ok", "ratelimited", "ok", "ok"]
    assert [page.arguments["limit"] for page in pages[2:]] == ["15", "15"]


async def test_at_one_page_a_minute_a_lost_post_is_still_found(town: Town, chat: Slack) -> None:
    town.slack.limits = Limits(slow_history=True)
    town.slack.fail("chat.postMessage", after=500)
    with pytest.raises(ChatDown):
        await chat.post(town.place, saying("question"), "1")
    for number in range(40):
        await town.grace.say(town.room, f"talk {number}")
    found = await patiently(town, lambda: chat.find(town.place, "1"))
    assert found == await chat.post(town.place, saying("question"), "1")
    assert town.seen().count("question") == 1


async def test_a_reading_that_was_interrupted_begins_anew_when_it_is_old(
    town: Town, chat: Slack
) -> None:
    town.slack.limits = Limits(slow_history=True)
    message = await chat.post(town.place, saying("question"), "1")
    for number in range(20):
        await town.grace.say(town.room, f"answer {number}", thread=message.id)
    with pytest.raises(Throttled):
        await chat.read_replies(message)
    [first, *_] = [seen for seen in town.ada.sees(town.room) if seen.thread]
    await town.grace.edit(town.room, first.ts, "better")
    town.time.now += 1000
    town.slack.clock.advance(timedelta(seconds=1000))
    read = await patiently(town, lambda: chat.read_replies(message))
    assert [reply.text for reply in read][:2] == ["better", "answer 1"]


# Reactions


async def test_a_list_that_leaves_somebody_out_is_read_again(town: Town, chat: Slack) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await town.ada.react(town.room, message.id, "one")
    await town.grace.react(town.room, message.id, "one")
    town.slack.short_reactions(2)
    read = await chat.read_reactions(message)
    assert {reaction.person.id for reaction in read} == {"U1", "U2"}
    town.slack.short_reactions(3)
    with pytest.raises(MessageGone, match="everybody"):
        await chat.read_reactions(message)


async def test_hundreds_of_reactions_are_read_in_full(town: Town, chat: Slack) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await chat.react(message, ["🇦", "🇧"])
    crowd = [town.acme.person(f"U9{n:04}", f"p{n}") for n in range(300)]
    for n, person in enumerate(crowd):
        town.room.members[person.id] = person
        await person.react(town.room, message.id, "a" if n % 2 else "one")
    read = await chat.read_reactions(message)
    assert len({reaction.person.id for reaction in read}) == 300
    assert {reaction.emoji for reaction in read} == {"🇦"}


async def test_a_full_message_takes_no_more_of_ours(town: Town, chat: Slack) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    error: Kind = {"ok": False, "error": "too_many_emoji"}
    town.slack.fail("reactions.add", before=error)
    await chat.react(message, ["🇦", "🇧"])
    [seen] = town.ada.sees(town.room)
    assert list(seen.reactions) == ["two"]


# Replies


async def test_words_are_read_as_they_were_typed(town: Town, chat: Slack) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    typed = "a < b && b > c, see main.py and <script>, not &lt;"
    await town.grace.say(town.room, typed, thread=message.id)
    [read] = await chat.read_replies(message)
    assert read.text == typed


async def test_a_reply_shown_in_the_channel_too_is_a_reply(town: Town, chat: Slack) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await town.grace.say(town.room, "B", thread=message.id, broadcast=True)
    await town.grace.say(town.room, "not in the thread")
    assert [read.text for read in await chat.read_replies(message)] == ["B"]


async def test_the_thread_of_a_deleted_question_cannot_be_read(town: Town, chat: Slack) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await chat.retract(message)
    with pytest.raises(ChatError):
        await chat.read_replies(message)
