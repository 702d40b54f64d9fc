"""Practice: a question, an answer, what to make of it, the next."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.commands import PRACTISE_LATER, Call
from bot.chat.content import Action, Content
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted, ShortcutUsed
from bot.chat.places import Person
from bot.handlers.desk import Desk, OnButton, OnCommand, OnForm, OnShortcut
from bot.messages import practice as messages
from bot.messages.practice import Asked, Feedback
from bot.service import practice
from bot.service.choosing import topic_named
from bot.service.later import Kept, NoQuestion, Retired, keep
from bot.service.practice import Answered, Dry, Over, Press, Unreadable, Unruled

Answer = Callable[[AsyncSession, Person, Press, datetime], Awaitable[Answered]]


async def practise(desk: Desk, event: CommandGiven, call: Call) -> None:
    """`/quiz practice [topic] [count]`; a number alone is the count."""
    text, count = _wanted(call)
    topics = _topics(desk)
    topic = topic_named(text, topics) if text else ""
    if count is None:
        await event.reply.say(messages.bad_count(practice.MOST))
    elif topic is None:
        await event.reply.say(messages.no_topic(text, topics))
    else:
        await event.reply.say(await _start(desk, event.person, (topic, count), event.at))


def _wanted(call: Call) -> tuple[str, int | None]:
    """The topic's words and the number of questions; None: not a number that can be."""
    said = [call.arguments.get("topic", ""), call.arguments.get("count", "")]
    said = " ".join(said).split()
    number = said.pop() if said and said[-1].lstrip("+-").isdecimal() else str(practice.USUAL)
    count = int(number) if len(number) < 9 else 0
    return " ".join(said), count if 1 <= count <= practice.MOST else None


def _topics(desk: Desk) -> list[str]:
    return sorted({entry.topic for entry in desk.means.bank.entries()})


async def _start(desk: Desk, person: Person, wanted: tuple[str, int], at: datetime) -> Content:
    async with desk.means.database.write() as session:
        found = await practice.start(session, desk.means.bank, person, wanted, at)
    return _said(found)


async def pressed(desk: Desk, event: ButtonPressed) -> None:
    """`practise:<practice>:<serial>:<letter>`."""
    await event.reply.replace(await _answer(desk, event, _press(event.action), practice.press))


async def filled(desk: Desk, event: FormSubmitted) -> None:
    """`practise-form:<practice>:<serial>`."""
    press = _press(event.action, event.values.get("answer", ""))
    await event.reply.replace(await _answer(desk, event, press, practice.fill))


async def ruled(desk: Desk, event: ButtonPressed) -> None:
    """`practise-rule:<practice>:<serial>:<yes|partly|no>`."""
    await event.reply.replace(await _answer(desk, event, _press(event.action), practice.rule))


async def went_on(desk: Desk, event: ButtonPressed) -> None:
    """`practise-next:<practice>:<serial>`: below the feedback, which stays."""
    found: Asked | Dry | Over = Over()
    if press := _press(event.action):
        async with desk.means.database.write() as session:
            found = await practice.go_on(session, desk.means.bank, event.person, press, event.at)
    await event.reply.say(_said(found))


async def again(desk: Desk, event: ButtonPressed) -> None:
    """`practise-again:<topic>`: another session like the one before."""
    topic = (*event.action.ids, "")[0]
    topic = topic if topic in _topics(desk) else ""
    wanted = topic, practice.USUAL
    await event.reply.say(await _start(desk, event.person, wanted, event.at))


async def later(desk: Desk, event: ShortcutUsed) -> None:
    """The entry in a message's menu that keeps its question."""
    async with desk.means.database.write() as session:
        outcome = await keep(session, desk.means.bank, event.person, event.message, event.at)
    match outcome:
        case Kept(due_at):
            said = messages.kept(due_at)
        case Retired():
            said = messages.retired()
        case NoQuestion():
            said = messages.no_question()
    await event.reply.say(said)


async def _answer(
    desk: Desk, event: ButtonPressed | FormSubmitted, press: Press | None, act: Answer
) -> Content:
    if press is None:
        return messages.over()
    async with desk.means.database.write() as session:
        outcome = await act(session, event.person, press, event.at)
    return _said(outcome)


def _press(action: Action, text: str | None = None) -> Press | None:
    """What the action's ids say; None where they are none of ours."""
    practice_id, serial, said = (*action.ids, "", "", "")[:3]
    if not all(id_.isascii() and id_.isdigit() and len(id_) < 19 for id_ in (practice_id, serial)):
        return None
    return Press(int(practice_id), int(serial), said if text is None else text)


def _said(outcome: Asked | Dry | Answered) -> Content:
    match outcome:
        case Asked():
            return messages.question(outcome)
        case Feedback():
            return messages.feedback(outcome)
        case Unruled(press, question, found):
            return messages.ask_ruling(question, found, press.practice_id, press.serial)
        case Unreadable(face, text):
            return messages.not_read(face, text)
        case Dry(topic):
            return messages.dry(topic)
        case Over():
            return messages.over()


COMMANDS: dict[str, OnCommand] = {"practice": practise}
BUTTONS: dict[str, OnButton] = {
    messages.ANSWER: pressed,
    messages.RULE: ruled,
    messages.NEXT: went_on,
    messages.AGAIN: again,
}
FORMS: dict[str, OnForm] = {messages.FORM: filled}
SHORTCUTS: dict[str, OnShortcut] = {PRACTISE_LATER.name: later}
