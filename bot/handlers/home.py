"""The page that somebody has alone with us, and the answers given on it."""

from bot.chat.events import ButtonPressed, FormSubmitted, HomeOpened
from bot.chat.places import MessageRef
from bot.handlers.answering import receipt
from bot.handlers.desk import Desk, OnButton, OnForm
from bot.messages import home as messages
from bot.service import home
from bot.service.answers import Noted, NotOpen, Outcome, Withdrawn


async def opened(desk: Desk, event: HomeOpened) -> None:
    """Somebody looks at their page."""
    await _draw(desk, event)


async def pressed(desk: Desk, event: ButtonPressed) -> None:
    """`home-answer:<post>:<letter>`."""
    post_id, letter = (*event.action.ids, "", "")[:2]
    outcome: Outcome = NotOpen()
    if message := await _message(desk, event):
        outcome = await desk.answers.press(event.person, message, post_id, letter, event.at)
    await _tell(desk, event, outcome)


async def filled(desk: Desk, event: FormSubmitted) -> None:
    """`home-form:<post>`."""
    outcome: Outcome = NotOpen()
    if message := await _message(desk, event):
        post_id, said = event.action.ids[0], event.values.get("answer", "")
        outcome = await desk.answers.fill(event.person, message.place, post_id, said, event.at)
    await _tell(desk, event, outcome)


async def withdrew(desk: Desk, event: ButtonPressed) -> None:
    """`home-withdraw:<post>`."""
    outcome: Outcome = NotOpen()
    if message := await _message(desk, event):
        post_id = event.action.ids[0]
        outcome = await desk.answers.withdraw(event.person, message.place, post_id, event.at)
    await _tell(desk, event, outcome)


async def _message(desk: Desk, event: ButtonPressed | FormSubmitted) -> MessageRef | None:
    """The question that the action names, if it is this person's to answer here."""
    post_id = (*event.action.ids, "")[0]
    async with desk.means.database.read() as session:
        return await home.question_at(session, event.person, post_id)


async def _tell(desk: Desk, event: ButtonPressed | FormSubmitted, outcome: Outcome) -> None:
    """The page shows an answer that is noted; what went wrong is said beside it."""
    if not isinstance(outcome, Noted | Withdrawn):
        await event.reply.say(receipt(outcome))
    await _draw(desk, event)


async def _draw(desk: Desk, event: HomeOpened | ButtonPressed | FormSubmitted) -> None:
    now = await desk.means.clock.now()
    async with desk.means.database.read() as session:
        found = await home.look(session, event.person, now)
    await event.reply.replace(messages.page(found))


BUTTONS: dict[str, OnButton] = {messages.ANSWER: pressed, messages.WITHDRAW: withdrew}
FORMS: dict[str, OnForm] = {messages.FORM: filled}
