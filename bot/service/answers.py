"""Taking answers: every door leads to a deed that is written before anybody hears of it."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from bot.chat.events import ReactionChanged, ReplyWritten
from bot.chat.places import MessageRef, Person, Place
from bot.db.queries import answers as queries
from bot.db.queries import posts
from bot.db.queries.posts import Errand
from bot.grading.reading import read, read_reply
from bot.quiz.answers import letter_of, letters_standing
from bot.quiz.league import Door, Policy
from bot.quiz.question import Face
from bot.service.intake import Deed, Intake
from bot.service.means import Means
from bot.service.tidying import Tidying

_REMEMBERED = 20_000
_SECONDS_REMEMBERED = 30.0
_LONGEST_ID = 18
"""Digits that every database's integers can hold."""


@dataclass(frozen=True, slots=True)
class OpenPost:
    """What taking an answer needs to know of a post; none of it changes while the post is open."""

    post_id: int
    round_id: int
    channel_id: int
    workspace_id: int
    place: Place
    message_id: str | None
    """None while the message is on its way: who is quick may answer it before we know its id."""
    face: Face
    closes_at: datetime
    doors: frozenset[Door]
    policy: Policy


@dataclass(frozen=True, slots=True)
class Noted:
    """The answer is safe."""

    post: OpenPost
    text: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    pass


@dataclass(frozen=True, slots=True)
class TooLate:
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class NotOpen:
    """There is no such question in this channel."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What was typed is no answer to the question."""

    face: Face
    text: str


Outcome = Noted | Withdrawn | TooLate | NotOpen | Unreadable


class Answers:
    """The doors. Whatever they return was committed before."""

    def __init__(self, means: Means, intake: Intake) -> None:
        self._means = means
        self._intake = intake
        self._tidying = Tidying(means)
        self._known: OrderedDict[int | MessageRef, tuple[float, OpenPost]] = OrderedDict()

    async def press(
        self, person: Person, message: MessageRef, post_id: str, letter: str, at: datetime
    ) -> Outcome:
        """A letter button of a question."""
        post = await self._by_id(post_id)
        if post is None or not _stands_as(post, message) or not _takes_tap(post, letter):
            return NotOpen()
        return await self._give(post, person, "button", at, letter)

    async def fill(
        self, person: Person, place: Place, post_id: str, text: str, at: datetime
    ) -> Outcome:
        """A question's form, sent from the channel where it was asked."""
        post = await self._by_id(post_id)
        if post is None or post.place != place.channel:
            return NotOpen()
        answer = read(post.face, text)
        if answer is None:
            return Unreadable(post.face, text)
        return await self._give(post, person, "form", at, answer)

    async def withdraw(self, person: Person, place: Place, post_id: str, at: datetime) -> Outcome:
        """Take back whatever was answered before `at`."""
        post = await self._by_id(post_id)
        if post is None or post.place != place.channel:
            return NotOpen()
        outcome = await self._give(post, person, "withdrawal", at, "")
        return Withdrawn() if isinstance(outcome, Noted) else outcome

    async def reaction(self, event: ReactionChanged) -> Outcome:
        """A reaction on a message; one that is no answer is left alone."""
        letter = letter_of(event.emoji)
        # Most reactions of a chat are none of our letters: nothing is looked up for those.
        post = await self._at(event.message) if letter else None
        if post is None or letter is None or not _takes_reaction(post, letter):
            return NotOpen()
        text = letter if event.standing else ""
        source = f"reaction:{letter}"
        outcome = await self._give(post, event.person, source, event.at, text)
        if isinstance(outcome, TooLate) and not await self._is_closed(post):
            # Closing reads what stands, and shall know that this came too late.
            await self._intake.record(_deed(post, event.person, source, event.at, text))
        return outcome

    async def tidy(self, post: OpenPost, event: ReactionChanged) -> None:
        """After a letter was noted: take those off that it replaced, if the operator wants that.

        Raises `ChatError` or `DatabaseTrouble`; whatever fails, the answer stands.
        """
        if not self._tidying.is_wanted(event.message) or not _keeps_one_letter(post):
            return
        async with self._means.database.read() as session:
            deeds = await queries.reactions_of(
                session, post.round_id, post.channel_id, post.workspace_id, event.person.id
            )
        letters = letters_standing(deeds, post.closes_at)
        await self._tidying.leave_first(event.message, event.person, letters)

    async def reply(self, event: ReplyWritten) -> Outcome:
        """A thread reply, its edit or deletion; talk takes back what the same reply said."""
        post = await self._at(event.parent)
        if post is None or Door.THREAD not in post.doors:
            return NotOpen()
        text = read_reply(post.face, event.text) if event.text else None
        source = f"reply:{event.message.id}"
        return await self._give(post, event.person, source, event.at, text or "")

    async def _give(
        self, post: OpenPost, person: Person, source: str, at: datetime, text: str
    ) -> Outcome:
        if at >= post.closes_at:
            return TooLate(post.closes_at)
        await self._intake.record(_deed(post, person, source, at, text))
        return Noted(post, text)

    async def _is_closed(self, post: OpenPost) -> bool:
        async with self._means.database.read() as session:
            return await posts.is_closed(session, post.post_id)

    async def _by_id(self, post_id: str) -> OpenPost | None:
        if not post_id.isascii() or not post_id.isdigit() or len(post_id) > _LONGEST_ID:
            return None
        if known := self._recall(int(post_id)):
            return known
        async with self._means.database.read() as session:
            errand = await posts.errand(session, int(post_id))
        return self._remember(errand) if errand and _is_out(errand) else None

    async def _at(self, message: MessageRef) -> OpenPost | None:
        if known := self._recall(message):
            return known
        async with self._means.database.read() as session:
            errand = await posts.errand_at(session, message)
        return self._remember(errand) if errand else None

    def _recall(self, key: int | MessageRef) -> OpenPost | None:
        """Posts are remembered for a little while: nothing else is looked up so often."""
        known = self._known.get(key)
        return known[1] if known and time.monotonic() - known[0] < _SECONDS_REMEMBERED else None

    def _remember(self, errand: Errand) -> OpenPost:
        post = open_post(errand)
        if errand.post.message_id is None:
            return post
        self._known[post.post_id] = self._known[errand.message] = (time.monotonic(), post)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return post


def _is_out(errand: Errand) -> bool:
    """Whether the question stands in its channel, or may stand there already."""
    on_its_way = errand.post.attempts > 0 and errand.post.skipped is None
    return errand.round.snapshot is not None and (errand.post.message_id is not None or on_its_way)


def _deed(post: OpenPost, person: Person, source: str, at: datetime, text: str) -> Deed:
    return Deed(
        round_id=post.round_id,
        channel_id=post.channel_id,
        workspace_id=post.workspace_id,
        person=person.id,
        name=person.name,
        source=source,
        at=at,
        text=text,
    )


def _stands_as(post: OpenPost, message: MessageRef) -> bool:
    return post.place == message.place.channel and post.message_id in {None, message.id}


def open_post(errand: Errand) -> OpenPost:
    play = errand.play
    return OpenPost(
        post_id=errand.post.id,
        round_id=errand.round.id,
        channel_id=errand.channel.id,
        workspace_id=errand.workspace.id,
        place=errand.place,
        message_id=errand.post.message_id,
        face=errand.question.face,
        closes_at=errand.post.closes_at,
        doors=play.doors,
        policy=play.policy,
    )


def _takes_tap(post: OpenPost, letter: str) -> bool:
    # Whether a string is in a string would let "" and "AB" through.
    return post.face.form.takes_one_letter and letter in tuple(post.face.letters)


def _keeps_one_letter(post: OpenPost) -> bool:
    return post.face.form.takes_one_letter and post.policy is Policy.LAST


def _takes_reaction(post: OpenPost, letter: str) -> bool:
    return (
        Door.REACTIONS in post.doors
        and post.face.form.takes_letters
        and letter in post.face.letters
    )
