"""The doors of a question: buttons, forms, reactions, thread replies."""

from contextlib import suppress

from bot.chat.content import Content
from bot.chat.events import ButtonPressed, FormSubmitted, ReactionChanged, ReplyWritten
from bot.chat.port import ChatError
from bot.db.engine import DatabaseTrouble
from bot.handlers.desk import Desk, OnButton, OnForm
from bot.messages import rounds as messages
from bot.service.answers import Noted, Outcome, TooLate, Unreadable, Withdrawn


async def pressed(desk: Desk, event: ButtonPressed) -> None:
    """A letter button: `answer:<post>:<letter>`."""
    post_id, letter = (*event.action.ids, "", "")[:2]
    outcome = await desk.answers.press(event.person, event.message, post_id, letter, event.at)
    await event.reply.say(receipt(outcome))


async def filled(desk: Desk, event: FormSubmitted) -> None:
    """A question's form: `answer-form:<post>`."""
    post_id = (*event.action.ids, "")[0]
    outcome = await desk.answers.fill(
        event.person, event.place, post_id, event.values.get("answer", ""), event.at
    )
    await event.reply.say(receipt(outcome))


async def withdrew(desk: Desk, event: ButtonPressed) -> None:
    """The receipt's button: `withdraw:<post>`."""
    post_id = (*event.action.ids, "")[0]
    outcome = await desk.answers.withdraw(event.person, event.message.place, post_id, event.at)
    await event.reply.replace(receipt(outcome))


async def reacted(desk: Desk, event: ReactionChanged) -> None:
    """Reactions are answered by nothing: the reaction itself is what everybody sees.

    Where the operator wants it, everybody sees the newest alone.
    """
    outcome = await desk.answers.reaction(event)
    if isinstance(outcome, Noted) and outcome.text:
        # The answer is safe already, and what stays on the question harms nobody.
        with suppress(ChatError, DatabaseTrouble):
            await desk.answers.tidy(outcome.post, event)


async def replied(desk: Desk, event: ReplyWritten) -> None:
    """A reply that counts gets a small reaction that says nothing of right or wrong."""
    outcome = await desk.answers.reply(event)
    if isinstance(outcome, Noted) and outcome.text:
        chat = desk.means.chat(event.message.place)
        # The answer is safe already; a mark that fails shall not make it look lost.
        with suppress(ChatError):
            await chat.react(event.message, [messages.ACKNOWLEDGED])


def receipt(outcome: Outcome) -> Content:
    """What somebody is told of an answer that they gave in private."""
    match outcome:
        case Noted(post, text):
            return messages.noted(post.face, post.post_id, text, post.closes_at, post.policy)
        case Withdrawn():
            return messages.withdrawn()
        case TooLate(closes_at):
            return messages.too_late(closes_at)
        case Unreadable(face, text):
            return messages.unreadable(face, text)
        case _:
            return messages.not_open()


BUTTONS: dict[str, OnButton] = {messages.ANSWER: pressed, messages.WITHDRAW: withdrew}
FORMS: dict[str, OnForm] = {messages.ANSWER_FORM: filled}
