"""What people can do in the playground, and what they are refused."""

from collections.abc import Awaitable

import pytest

from adapters.playground.chat import Playground
from adapters.playground.errors import Forbidden, NotNow, Refused, Unheard, Unknown
from adapters.playground.people import TEXT_LIMIT
from bot.chat.content import Action, Button, Buttons, Content, Text
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted, PlaceLost, ReplyWritten
from bot.chat.places import MessageRef
from tests.adapters.ears import Ears

CHANNEL = "ml-interviews"


async def refused(deed: Awaitable[object], kind: type[Refused]) -> str:
    with pytest.raises(kind) as caught:
        await deed
    assert type(caught.value) is kind
    return str(caught.value)


async def test_ada_is_the_only_admin_at_first(playground: Playground) -> None:
    assert [m.id for m in playground.people.everybody() if m.admin] == ["ada"]


async def test_each_person_sees_two_channels_and_their_own_talk_with_the_bot(
    playground: Playground,
) -> None:
    kinds = [(c["name"], c["kind"]) for c in playground.people.channels("grace")]
    assert kinds == [
        ("ml-interviews", "channel"),
        ("data-team", "channel"),
        ("Quizstreak", "direct"),
    ]


async def test_ordinary_talk_is_shown_but_not_told(playground: Playground, ears: Ears) -> None:
    told = len(ears.heard)
    await playground.people.say("grace", CHANNEL, "/quizzes are fun, /quiz is a command")
    assert [m["text"] for m in playground.people.messages("ada", CHANNEL)]
    assert len(ears.heard) == told


async def test_a_command_and_its_answer_are_private(playground: Playground, ears: Ears) -> None:
    await playground.people.say("grace", CHANNEL, "/quiz me")
    await ears.only(CommandGiven).reply.say(Content("You: 10 points", Text("You: 10 points")))
    seen = playground.people.messages("grace", CHANNEL)
    assert [(m["text"], m["summary"], m["private"]) for m in seen] == [
        ("/quiz me", "/quiz me", True),
        ("", "You: 10 points", True),
    ]
    assert playground.people.messages("ada", CHANNEL) == []


async def test_a_command_works_in_the_direct_conversation(
    playground: Playground, ears: Ears
) -> None:
    await playground.people.say("grace", "direct-grace", "/quiz interview")
    assert ears.only(CommandGiven).place.id == "direct-grace"
    [seen] = playground.people.messages("grace", "direct-grace")
    assert seen["private"] is False


async def test_in_a_thread_a_command_is_just_a_reply(
    playground: Playground, ears: Ears, asked: MessageRef
) -> None:
    await playground.people.say("grace", CHANNEL, "/quiz me", asked.id)
    assert ears.only(ReplyWritten).text == "/quiz me"


async def test_nobody_can_touch_a_private_message_of_another(
    playground: Playground, ears: Ears
) -> None:
    people = playground.people
    command = await people.say("grace", CHANNEL, "/quiz practice")
    buttons = Buttons((Button("A", Action("try", ("A",))),))
    await ears.only(CommandGiven).reply.say(Content("Try", buttons))
    private = people.messages("grace", CHANNEL)[-1]["id"]
    assert await refused(people.press("ada", private, "try:A"), Unknown)
    assert await refused(people.delete("ada", private), Unknown)
    assert await refused(people.react("ada", command, "👍"), Unknown)
    assert ears.all(ButtonPressed) == []


async def test_another_persons_direct_conversation_does_not_exist(playground: Playground) -> None:
    await playground.people.say("grace", "direct-grace", "hello")
    with pytest.raises(Unknown):
        playground.people.messages("ada", "direct-grace")
    await refused(playground.people.say("ada", "direct-grace", "boo"), Unknown)


async def test_a_private_message_can_be_dismissed_by_its_reader(
    playground: Playground, ears: Ears
) -> None:
    command = await playground.people.say("grace", CHANNEL, "/quiz")
    await playground.people.delete("grace", command)
    assert playground.people.messages("grace", CHANNEL) == []


async def test_a_private_message_takes_no_reaction(playground: Playground, ears: Ears) -> None:
    command = await playground.people.say("grace", CHANNEL, "/quiz")
    await refused(playground.people.react("grace", command, "👍"), Refused)


async def test_a_button_that_never_was_there_cannot_be_pressed(
    playground: Playground, ears: Ears, asked: MessageRef
) -> None:
    await refused(playground.people.press("grace", asked.id, "answer:1:Z"), Unknown)
    assert ears.all(ButtonPressed) == []


async def test_the_bot_hears_of_a_button_or_form_that_it_has_just_taken_away(
    playground: Playground, ears: Ears, asked: MessageRef
) -> None:
    await playground.edit(asked, Content("Closed", Text("Closed")))
    await playground.edit(asked, Content("Revealed", Text("Revealed")))
    await playground.people.press("grace", asked.id, "answer:1:A")
    await playground.people.submit("grace", asked.id, "answer-form:1", {"answer": "1"})
    assert ears.only(ButtonPressed).action.ids == ("1", "A")
    assert ears.only(FormSubmitted).values["answer"] == "1"


async def test_a_form_is_held_against_its_declaration(
    playground: Playground, ears: Ears, asked: MessageRef
) -> None:
    def sent(**values: str | list[str]) -> Awaitable[None]:
        return playground.people.submit("grace", asked.id, "answer-form:1", values)

    assert await refused(sent(answer=" "), Refused) == "“Answer” must not be empty."
    assert "at most 10" in await refused(sent(answer="x" * 11), Refused)
    assert "one choice" in await refused(sent(answer="1", sure=["1", "2"]), Refused)
    assert "no such choice" in await refused(sent(answer="1", sure="3"), Refused)
    assert "no field 'key'" in await refused(sent(answer="1", key="B"), Refused)
    await sent(answer="0.5", sure=["2"])
    assert ears.only(FormSubmitted).values == {"answer": "0.5", "note": "", "sure": "2"}


async def test_too_long_or_empty_texts_are_refused(playground: Playground) -> None:
    people = playground.people
    assert "2001" in await refused(people.say("ada", CHANNEL, "x" * (TEXT_LIMIT + 1)), Refused)
    await refused(people.say("ada", CHANNEL, " \n"), Refused)
    assert playground.people.messages("ada", CHANNEL) == []


@pytest.mark.parametrize("word", ["", "B", "two words", "🇦" * 20, "🇦 🇧"])
async def test_only_an_emoji_is_a_reaction(
    playground: Playground, ears: Ears, asked: MessageRef, word: str
) -> None:
    await refused(playground.people.react("ada", asked.id, word), Refused)


@pytest.mark.parametrize("message", ["", "0", "999", "-1", "١", "9" * 30, "1 OR 1=1"])
async def test_an_unknown_message_is_unknown(
    playground: Playground, asked: MessageRef, message: str
) -> None:
    await refused(playground.people.react("ada", message, "👍"), Unknown)


async def test_people_change_only_what_is_theirs(
    playground: Playground, ears: Ears, asked: MessageRef
) -> None:
    people = playground.people
    reply = await people.say("grace", CHANNEL, "B", asked.id)
    await refused(people.edit("alan", reply, "C"), Forbidden)
    await refused(people.delete("alan", reply), Forbidden)
    await refused(people.edit("ada", asked.id, "mine now"), Forbidden)
    await people.delete("ada", reply)
    assert ears.all(ReplyWritten)[-1].text is None
    assert ears.all(ReplyWritten)[-1].person.id == "grace"


async def test_a_thread_hangs_only_under_a_message_of_the_channel(
    playground: Playground, ears: Ears, asked: MessageRef
) -> None:
    people = playground.people
    reply = await people.say("grace", CHANNEL, "B", asked.id)
    await refused(people.say("grace", CHANNEL, "C", reply), Refused)
    await refused(people.say("grace", "data-team", "C", asked.id), Refused)


async def test_only_an_admin_archives_and_then_nobody_writes(
    playground: Playground, ears: Ears, asked: MessageRef
) -> None:
    people = playground.people
    await refused(people.archive("grace", CHANNEL), Forbidden)
    await people.archive("ada", CHANNEL)
    assert ears.only(PlaceLost).place.id == CHANNEL
    await refused(people.say("grace", CHANNEL, "hello?"), NotNow)
    await refused(people.react("grace", asked.id, "👍"), NotNow)
    await refused(people.press("grace", asked.id, "answer:1:A"), NotNow)
    await people.restore("ada", CHANNEL)
    await people.press("grace", asked.id, "answer:1:A")


async def test_while_nobody_listens_a_reaction_stands_and_its_person_is_told(
    playground: Playground, asked: MessageRef
) -> None:
    sentence = await refused(playground.people.react("grace", asked.id, "🇧"), Unheard)
    assert "Try again" in sentence
    assert [r.emoji for r in await playground.read_reactions(asked)] == ["🇧"]


async def test_a_deletion_that_was_not_heard_can_be_told_again(
    playground: Playground, asked: MessageRef
) -> None:
    with pytest.raises(Unheard):
        await playground.people.say("grace", CHANNEL, "B", asked.id)
    reply = playground.people.messages("grace", CHANNEL)[-1]["id"]
    await refused(playground.people.delete("grace", reply), Unheard)
    await refused(playground.people.delete("grace", reply), Unheard)
    assert list(await playground.read_replies(asked)) == []


async def test_a_hostile_name_is_a_name_and_nothing_else(
    playground: Playground, ears: Ears
) -> None:
    name = "<b>@everyone</b> **x**"
    person = playground.people.add(name)
    await playground.people.say(person, CHANNEL, "<script>alert(1)</script>")
    [seen] = playground.people.messages("ada", CHANNEL)
    assert seen["author"] == {"id": person, "name": name, "bot": False}
    assert seen["text"] == "<script>alert(1)</script>"
    assert seen["blocks"] == []


async def test_a_newcomer_has_a_name_and_a_talk_with_the_bot(playground: Playground) -> None:
    person = playground.people.add(" Margaret ")
    assert playground.people.everybody()[-1].name == "Margaret"
    assert playground.people.channels(person)[-1]["kind"] == "direct"
    with pytest.raises(Refused):
        playground.people.add("x" * 41)


async def test_unread_counts_what_others_wrote_since_one_looked(playground: Playground) -> None:
    async def unread(person: str) -> int:
        return playground.people.channels(person)[0]["unread"]

    await playground.people.say("grace", CHANNEL, "one")
    await playground.people.say("grace", CHANNEL, "two")
    assert (await unread("ada"), await unread("grace")) == (2, 0)
    playground.store.saw("ada", CHANNEL)
    await playground.people.say("grace", CHANNEL, "three")
    assert await unread("ada") == 1
