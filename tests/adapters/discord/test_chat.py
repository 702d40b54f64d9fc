"""What Discord's manners ask of the port: lost answers, limits, missing permissions."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest

from adapters.discord import calls
from adapters.discord.chat import Discord
from bot.chat.content import Action, Button, Buttons, Content, Form, Picture, Text, Title
from bot.chat.places import MessageRef, Person, Place, Workspace
from bot.chat.port import ChatDown, ChatError, EditRefused, MessageGone, PlaceGone, Throttled
from bot.service.saying import say_once
from tests.adapters.discord.town import Town, saying
from tests.emulators.discord.faults import Kind
from tests.emulators.discord.limits import Limits

POST = "POST /channels/{}/messages"
HISTORY = "GET /channels/{}/messages"
EDIT = "PATCH /channels/{}/messages/{}"
REACT = "PUT /channels/{}/messages/{}/reactions/{}/@me"
TAKE_OFF = "DELETE /channels/{}/messages/{}/reactions/{}/{}"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
LETTERS = ["🇦", "🇧", "🇨", "🇩"]
TRIES = len(calls.PAUSES) + 1


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town() as town:
        yield town


@pytest.fixture
async def chat(town: Town) -> AsyncIterator[Discord]:
    async with town.chat() as chat:
        yield chat


# Lost answers

LOST: list[Kind] = ["reset", "timeout", 500, 502, 503, 504]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("kind", LOST, ids=str)
async def test_a_lost_answer_is_asked_for_again_under_the_same_nonce(
    town: Town, chat: Discord, kind: Kind, after: bool
) -> None:
    if after:
        town.discord.fail(POST, after=kind)
    else:
        town.discord.fail(POST, before=kind)
    with town.impatient():
        message = await chat.post(town.place, saying("question"), "round:1")
    assert [(seen.id, seen.text) for seen in town.ada.sees(town.room)] == [(message.id, "question")]
    posts = town.discord.transcript.calls(POST)
    assert len(posts) == 2
    sent = [post.arguments["body"] for post in posts]
    assert len({one["nonce"] for one in sent}) == 1
    assert all(one["enforce_nonce"] and len(one["nonce"]) == 25 for one in sent)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_when_no_answer_comes_at_all_the_next_post_looks_first(
    town: Town, chat: Discord, after: bool
) -> None:
    if after:
        town.discord.fail(POST, after=503, times=TRIES)
    else:
        town.discord.fail(POST, before=503, times=TRIES)
    with pytest.raises(ChatDown):
        await chat.post(town.place, saying("question"), "round:1")
    looked = len(town.discord.transcript.calls(HISTORY))
    message = await chat.post(town.place, saying("question"), "round:1")
    assert town.seen() == ["question"]
    assert len(town.discord.transcript.calls(HISTORY)) == looked + 1
    assert await chat.find(town.place, "round:1") == message
    assert await chat.post(town.place, saying("question"), "round:1") == message
    assert town.seen() == ["question"]


async def test_of_500_lost_answers_none_is_posted_twice_and_none_is_missing(
    town: Town, chat: Discord
) -> None:
    kinds: list[Kind] = ["reset", 502, 503, 504]
    for number in range(500):
        times = TRIES if number % 7 == 0 else 1 + number % 3
        town.discord.fail(POST, after=kinds[number % 4], times=times)
        text = f"question {number}"
        try:
            await say_once(chat, town.place, saying(text), text, attempts=1)
        except ChatDown:
            town.discord.heal()
            await say_once(chat, town.place, saying(text), text, attempts=2)
    assert town.seen() == [f"question {number}" for number in range(500)]


async def test_after_a_restart_a_lost_post_is_found(town: Town, chat: Discord) -> None:
    town.discord.fail(POST, after="reset", times=TRIES)
    with pytest.raises(ChatDown):
        await chat.post(town.place, saying("question"), "round:1")
    async with town.chat() as reborn:
        found = await reborn.find(town.place, "round:1")
    assert found is not None
    assert [seen.id for seen in town.ada.sees(town.room)] == [found.id]


async def test_after_a_restart_and_much_talk_a_lost_post_is_found(
    town: Town, chat: Discord
) -> None:
    message = await chat.post(town.place, saying("question"), "round:1")
    for number in range(250):
        await town.grace.say(town.room, f"talk {number}")
    async with town.chat() as reborn:
        assert await reborn.find(town.place, "round:1") == message
        assert await reborn.find(town.place, "round:2") is None
    assert len(town.discord.transcript.calls(HISTORY)) == 6


async def test_a_lost_reply_in_a_thread_is_found_there(town: Town, chat: Discord) -> None:
    question = await chat.post(town.place, saying("question"), "round:1")
    thread = await chat.thread(question, "Talk")
    town.discord.fail(POST, after=503, times=TRIES)
    with pytest.raises(ChatDown):
        await chat.post(thread, saying("hint"), "hint:1")
    found = await chat.find(thread, "hint:1")
    assert found is not None
    assert await chat.post(thread, saying("hint"), "hint:1") == found
    assert await chat.find(town.place, "hint:1") is None
    assert town.seen().count("hint") == 1


async def test_a_doubt_is_not_ended_by_a_limit(town: Town, chat: Discord) -> None:
    town.discord.fail(POST, after=503)
    town.discord.fail(POST, before=429, retry_after=60)
    with pytest.raises(ChatDown):
        await chat.post(town.place, saying("question"), "round:1")
    assert town.seen() == ["question"]


async def test_a_doubtful_post_waits_until_one_can_look(town: Town, chat: Discord) -> None:
    town.discord.fail(POST, after=503, times=TRIES)
    with pytest.raises(ChatDown):
        await chat.post(town.place, saying("question"), "round:1")
    town.discord.fail(HISTORY, before=503, times=TRIES)
    with pytest.raises(ChatDown):
        await chat.post(town.place, saying("question"), "round:1")
    await chat.post(town.place, saying("question"), "round:1")
    assert town.seen() == ["question"]


Deed = Callable[[Discord, Town, MessageRef], Awaitable[object]]
GRACE = Person(Workspace("discord", "100"), "2", "Grace")
DEEDS: dict[str, tuple[str, Deed]] = {
    "find": (HISTORY, lambda c, t, m: c.find(t.place, "1")),
    "edit": (EDIT, lambda c, t, m: c.edit(m, saying("question"))),
    "retract": ("DELETE /channels/{}/messages/{}", lambda c, t, m: c.retract(m)),
    "direct": ("POST /users/@me/channels", lambda c, t, m: c.direct(GRACE)),
    "thread": ("POST /channels/{}/messages/{}/threads", lambda c, t, m: c.thread(m, "Talk")),
    "close_thread": ("PATCH /channels/{}", lambda c, t, m: c.close_thread(m)),
    "react": (REACT, lambda c, t, m: c.react(m, ["🇦"])),
    "take_off": (TAKE_OFF, lambda c, t, m: c.take_off(m, GRACE, ["🇦"])),
    "read_reactions": ("GET /channels/{}/messages/{}", lambda c, t, m: c.read_reactions(m)),
    "read_replies": (HISTORY, lambda c, t, m: c.read_replies(m)),
    "check": ("GET /channels/{}", lambda c, t, m: c.check(t.place)),
}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("kind", [*LOST, 429], ids=str)
@pytest.mark.parametrize("deed", DEEDS)
async def test_whatever_is_lost_can_be_done_again(
    town: Town, chat: Discord, deed: str, kind: Kind, after: bool
) -> None:
    route, do = DEEDS[deed]
    message = await chat.post(town.place, saying("question"), "1")
    # The library below asks twice for what only reads, removes or stands once.
    times = 1 if kind == 429 else 2 * TRIES
    if after:
        town.discord.fail(route, after=kind, times=times, retry_after=60)
    else:
        town.discord.fail(route, before=kind, times=times, retry_after=60)
    with town.impatient(), pytest.raises(Throttled if kind == 429 else ChatDown):
        await do(chat, town, message)
    town.discord.heal()
    town.time.now += 61
    await do(chat, town, message)
    assert town.seen() == ([] if deed == "retract" else ["question"])


# Keys


async def test_nothing_of_a_key_can_be_read_from_a_message(town: Town, chat: Discord) -> None:
    await chat.post(town.place, Content("s", Title("Today"), Text("question")), "round:1:B")
    [call] = town.discord.transcript.calls(POST)
    assert "round" not in str(call.arguments)
    [seen] = town.ada.sees(town.room)
    [embed] = seen.embeds
    assert "title" not in embed  # it would show as a link
    assert seen.text == embed["description"]
    address, _, mark = embed["url"].partition("#")
    assert address == "https://discord.com/channels/100/200"
    assert len(mark) == 22


async def test_an_edited_message_is_still_found(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await chat.edit(message, saying("closed"))
    async with town.chat() as reborn:
        assert await reborn.find(town.place, "1") == message


async def test_a_message_that_an_admin_deleted_is_posted_anew(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await town.ada.delete(town.room, message.id)
    assert await chat.post(town.place, saying("question"), "1") != message
    assert town.seen() == ["question"]


async def test_what_others_post_under_our_key_is_not_ours(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    town.room.messages[message.id].author = town.grace.user
    assert await chat.find(town.place, "1") is None


# What is sent


async def test_nobody_is_pinged_and_forms_are_kept(town: Town, chat: Discord) -> None:
    form = Form(Action("fill", ("1",)), "A form", ())
    content = Content("s", Text("<@1> @everyone"), Buttons((Button("Fill in", form),)))
    await chat.post(town.place, content, "1")
    [seen] = town.ada.sees(town.room)
    assert seen.pings == []
    [key] = town.kept.forms
    assert f"open:{key}" in str(seen.components)
    assert await town.kept.form(key) == form


async def test_a_picture_survives_a_lost_answer(town: Town, chat: Discord) -> None:
    content = Content("s", Text("Look"), Picture(PNG, "A curve that falls"))
    town.discord.fail(POST, before=502)
    message = await chat.post(town.place, content, "1")
    [seen] = town.ada.sees(town.room)
    [file] = seen.files
    assert file["description"] == "A curve that falls"
    assert town.discord.picture(file["url"]) == PNG
    await chat.edit(message, saying("closed"))
    assert town.ada.sees(town.room)[0].files == []


async def test_edits_that_wait_become_one(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    edits = [chat.edit(message, saying(f"{n}")) for n in range(9)]
    await asyncio.gather(*edits)
    assert town.seen() == ["8"]
    assert len(town.discord.transcript.calls(EDIT)) <= 2


async def test_edits_of_old_messages_that_discord_limits_are_refused_at_once(
    town: Town, chat: Discord
) -> None:
    town.discord.limits = Limits(late_edits=1)
    young = await chat.post(town.place, saying("young"), "1")
    for number in range(3):
        await chat.edit(young, saying(f"{number}"))
    town.discord.clock.advance(timedelta(hours=2))
    await chat.edit(young, saying("old"))
    with pytest.raises(EditRefused) as refused:
        await chat.edit(young, saying("older"))
    assert refused.value.retry_after >= 60
    assert len(town.discord.transcript.calls(EDIT)) == 5
    assert town.seen() == ["old"]


# Permissions and places


@pytest.mark.parametrize("permission", ["send_messages", "view_channel"])
async def test_where_we_may_not_post_the_place_is_gone(
    town: Town, chat: Discord, permission: str
) -> None:
    town.room.deny(permission)
    with pytest.raises(PlaceGone):
        await chat.post(town.place, saying("question"), "1")


async def test_without_reactions_allowed_a_message_takes_none(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    town.room.deny("add_reactions")
    with pytest.raises(MessageGone):
        await chat.react(message, ["🇦"])


async def test_a_server_that_put_us_out_is_gone(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await town.acme.kick_bot()
    with pytest.raises(PlaceGone):
        await chat.post(town.place, saying("another"), "2")
    with pytest.raises(PlaceGone):
        await chat.edit(message, saying("closed"))
    await chat.retract(message)
    await chat.close_thread(message)


async def test_who_takes_no_messages_has_no_place(town: Town, chat: Discord) -> None:
    town.grace.user.accepts_direct = False
    place = await chat.direct(GRACE)
    with pytest.raises(PlaceGone):
        await chat.post(place, saying("psst"), "1")


async def test_a_direct_conversation_belongs_to_no_server(town: Town, chat: Discord) -> None:
    place = await chat.direct(GRACE)
    assert place == Place(Workspace("discord", "@me"), town.grace.direct.id)
    assert await chat.check(place, reactions=True, threads=True) is None
    await chat.post(place, saying("psst"), "1")
    assert await chat.find(place, "1") is not None
    [seen] = town.grace.sees(town.grace.direct)
    assert seen.text == "psst"


@pytest.mark.parametrize(
    ("before", "error"), [({"status": 401, "message": "401: Unauthorized", "code": 0}, PlaceGone),
                          ("reset", ChatDown), ("banned", Throttled)], ids=["401", "reset", "ban"]
)  # fmt: skip
async def test_whoever_is_not_let_in_is_told_why(
    town: Town, before: Kind, error: type[ChatError]
) -> None:
    town.discord.fail("GET /users/@me", before=before, times=9)
    with pytest.raises(error):
        async with town.chat():
            pass


async def test_a_token_that_was_changed_loses_no_channel(town: Town, chat: Discord) -> None:
    town.discord.fail(POST, before={"status": 401, "message": "401: Unauthorized", "code": 0})
    with pytest.raises(ChatDown, match="token"):
        await chat.post(town.place, saying("question"), "1")
    assert len(town.discord.transcript.calls(POST)) == 1


# Threads


async def test_a_thread_is_locked_and_put_away(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await chat.thread(message, "Question 1 " + "x" * 200)
    [thread] = town.room.threads
    assert (thread.id, len(thread.name)) == (message.id, 100)
    await chat.close_thread(message)
    assert (thread.locked, thread.archived) == (True, True)
    await chat.close_thread(message)


async def test_without_the_permission_a_thread_is_only_put_away(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await chat.thread(message, "")
    town.room.deny("manage_threads")
    await chat.close_thread(message)
    [thread] = town.room.threads
    assert (thread.locked, thread.archived) == (False, True)


async def test_a_message_without_a_thread_has_none_to_close(town: Town, chat: Discord) -> None:
    await chat.close_thread(await chat.post(town.place, saying("question"), "1"))
