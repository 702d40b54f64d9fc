"""Posting a due round: say its question once, plan the next."""

from contextlib import suppress
from datetime import datetime, timedelta

from bot.chat.content import Content
from bot.chat.places import MessageRef, Person, Place
from bot.chat.port import MessageGone, PlaceGone
from bot.db.queries import leagues, posts
from bot.db.queries.posts import Errand
from bot.db.tables import Step
from bot.messages import notices
from bot.messages import rounds as messages
from bot.metrics import LATENESS
from bot.quiz.answers import LETTER_EMOJI
from bot.quiz.league import Door
from bot.quiz.rounds import remind_at, still_worth_posting
from bot.service.clerk import Clerk
from bot.service.means import Means
from bot.service.planning import plan
from bot.service.saying import say_once
from bot.service.settling import finish

_PUNCTUAL = timedelta(minutes=15)


async def post(means: Means, clerk: Clerk, errand: Errand, now: datetime) -> None:
    """Post the round's question, unless too little of its window is left, or it has none."""
    if not still_worth_posting(errand.post.due_at, errand.post.closes_at, now):
        await skip(means, errand, now, notices.TOO_LATE)
        return
    if errand.round.snapshot is None:
        await skip(means, errand, now, notices.NO_QUESTION)
        return
    try:
        message = await _say(means, errand, now)
    except PlaceGone:
        await lose(means, errand, now)
        return
    LATENESS.observe((now - errand.post.due_at).total_seconds())
    # Only what must not be lost: others wait for the database to ask their own.
    await clerk.put(
        errand.post,
        step=Step.SEED,
        wake_at=now,
        message_id=message.id,
        posted_at=now,
        read_at=now,
    )


async def _say(means: Means, errand: Errand, now: datetime) -> MessageRef:
    chat, key = means.chat(errand.place), errand.key("round")
    content = _content(errand, now, chat.reply_note)
    return await say_once(chat, errand.place, content, key, errand.post.attempts)


def _content(errand: Errand, now: datetime, reply_note: str) -> Content:
    play = errand.play
    return messages.question(
        messages.Asked(
            face=errand.question.face,
            post_id=errand.post.id,
            number=errand.round.number or 0,
            closes_at=errand.post.closes_at,
            doors=play.doors,
            policy=play.policy,
            bonus=errand.round.slot > 0,
            late=now - errand.post.due_at > _PUNCTUAL,
            reply_note=reply_note,
        )
    )


async def seed(means: Means, clerk: Clerk, errand: Errand, now: datetime) -> None:
    """Plan the next question; then letter reactions and the thread, where the league wants them."""
    await clerk.plan(errand.league.id, now)
    await _close_earlier(means, errand)
    thread = None
    # Under a question that is gone there is nothing to prepare; it closes as any other.
    with suppress(MessageGone, PlaceGone):
        thread = await _doors(means, errand)
    due = remind_at(errand.post.due_at, errand.post.closes_at)
    reminding = due is not None and due > now
    await clerk.put(
        errand.post,
        step=Step.REMIND if reminding else Step.CLOSE,
        wake_at=due if reminding else errand.post.closes_at,
        thread_id=thread.id if thread else None,
    )


async def _close_earlier(means: Means, errand: Errand) -> None:
    """People talk about an answer until the next question comes."""
    async with means.database.read() as session:
        message_id = await posts.earlier_thread(session, errand.post)
    if message_id:
        # A thread that we may not lock stays open, which harms nobody.
        with suppress(PlaceGone):
            await means.chat(errand.place).close_thread(MessageRef(errand.place, message_id))


async def _doors(means: Means, errand: Errand) -> Place | None:
    """Open the public doors; gives the thread if there is one."""
    doors, chat = errand.play.doors, means.chat(errand.place)
    face = errand.question.face
    if Door.REACTIONS in doors and face.form.takes_letters:
        # Where we may not react any more, people still reply in the thread.
        with suppress(MessageGone):
            await chat.react(errand.message, [LETTER_EMOJI[letter] for letter in face.letters])
    if Door.THREAD not in doors:
        return None
    return await chat.thread(errand.message, f"Question {errand.round.number}")


async def skip(means: Means, errand: Errand, now: datetime, reason: str) -> None:
    """Leave this post out, say why in the ledger, plan the next, and let the admin know.

    Of a channel that was lost before, the admin knows.
    """
    known = errand.channel.lost_at is not None
    async with means.database.write() as session:
        await posts.lock_round(session, errand.round.id)
        league = await leagues.locked(session, errand.league.id)
        await posts.put(
            session,
            errand.post,
            step=None if known else Step.TELL,
            wake_at=None if known else now,
            skipped=reason,
        )
        await finish(session, [errand.round.id], now)
        await plan(session, league, now)


async def lose(means: Means, errand: Errand, now: datetime) -> None:
    """The channel is gone: stop posting there until an admin sets it up again."""
    async with means.database.write() as session:
        await leagues.lose_channel(session, errand.channel.id, now)
    await skip(means, errand, now, notices.PLACE_GONE)


async def tell(means: Means, errand: Errand) -> None:
    """Tell the admin, once, that a question was not posted."""
    async with means.database.read() as session:
        admin = await leagues.admin_of(session, errand.channel)
    person = Person(errand.place.workspace, admin.external_id, admin.name)
    chat = means.chat(errand.place)
    content = notices.not_posted(errand.post.due_at, errand.post.skipped or "")
    # With nobody left to tell, the ledger keeps the reason.
    with suppress(PlaceGone):
        place, key = await chat.direct(person), errand.key("tell")
        await say_once(chat, place, content, key, errand.post.attempts)
    async with means.database.write() as session:
        await posts.put(session, errand.post, step=None, wake_at=None)
