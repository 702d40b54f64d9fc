"""Cases in the chat: asking people to rule on an answer, and telling what came of it."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.content import Content
from bot.chat.places import MessageRef, Person, Place
from bot.chat.port import EditRefused, MessageGone, PlaceGone, Reaction
from bot.db.claims import ClaimLost
from bot.db.queries import cases as waiting
from bot.db.queries import leagues, posts
from bot.db.queries import rulings as queries
from bot.db.queries.cases import CaseErrand
from bot.db.queries.leagues import GONE
from bot.db.queries.posts import Errand
from bot.db.tables import CaseStep, Vote
from bot.messages import rounds
from bot.messages import rulings as messages
from bot.quiz.league import Door, Rulings
from bot.quiz.rulings import EMOJI, By, Word, word_of
from bot.service import revealing
from bot.service.docket import posted_case
from bot.service.judging import is_decided
from bot.service.means import Means
from bot.service.rulings import Ballot, vote
from bot.service.saying import say_once

READ_FOR = timedelta(days=3)
"""How long after it was opened a case's reactions are read back when we were away."""
ASKED_AT_ONCE = 5
"""So many cases of a post, and so many appeals, come into its thread; the rest is listed only."""
WAITS_FOR = timedelta(days=30)
"""How long people are asked; then the answer stays without points."""
_EDITED_WITHIN = timedelta(days=1)
"""How long after a ruling a message is still worth changing."""

_Act = Callable[[Means, CaseErrand, datetime], Awaitable[CaseStep | None]]


async def act(means: Means, errand: CaseErrand, now: datetime) -> None:
    """Do what a claimed case needs next, and record it. Raises `ClaimLost`."""
    then = None
    gone = errand.about.workspace.external_id.startswith(GONE)
    if errand.case.step is CaseStep.ASK and not gone and await is_decided(means, errand, now):
        return  # deciding took the case off our hands
    if errand.case.step is not None and not gone:
        then = await _ACTS[errand.case.step](means, errand, now)
    try:
        async with means.database.write() as session:
            await waiting.put(session, errand.case, step=then, wake_at=now if then else None)
    except ClaimLost:
        # What was read back may have decided the case.
        if errand.case.step is not CaseStep.READ:
            raise


async def end_old(means: Means, now: datetime) -> None:
    """End the cases that nobody decided in time."""
    async with means.database.read() as session:
        if not await waiting.is_any_older(session, now - WAITS_FOR):
            return
    async with means.database.write() as session:
        await waiting.end(session, now - WAITS_FOR, now)


async def ask(means: Means, errand: CaseErrand, _: datetime) -> CaseStep | None:
    """Post the case into the question's thread, or send it to the channel's admin."""
    if not await _is_said(means, errand):
        return None  # `/quiz rulings` lists it
    by_admins = errand.about.play.rulings is Rulings.ADMINS
    try:
        alone = await _to_admin(means, errand) if by_admins else None
        message = alone or await _to_thread(means, errand)
    except (MessageGone, PlaceGone):
        return None  # `/quiz rulings` still lists it
    async with means.database.write() as session:
        place_id = None if alone else message.place.id
        await waiting.note_message(session, errand.case, place_id, message.id)
    seeded = Door.REACTIONS in errand.about.play.doors and not by_admins
    return CaseStep.SEED if seeded else None


async def _is_the_admins_own(means: Means, errand: CaseErrand) -> bool:
    async with means.database.read() as session:
        admin = await leagues.admin_of(session, errand.about.channel)
        return (admin.linked_to or admin.id) in await queries.authors(session, errand.case.id)


async def _is_said(means: Means, errand: CaseErrand) -> bool:
    """Whether a case is among the few of its post that are talked about: a thread is no list."""
    async with means.database.read() as session:
        earlier, _ = await waiting.beside(session, errand.case)
    return earlier < ASKED_AT_ONCE


async def _to_thread(means: Means, errand: CaseErrand) -> MessageRef:
    place = await _thread(means, errand.about)
    return await _say(means, errand, place)


async def _thread(means: Means, about: Errand) -> Place:
    return await means.chat(about.place).thread(about.message, f"Question {about.round.number}")


async def _to_admin(means: Means, errand: CaseErrand) -> MessageRef | None:
    """None: the answer is the admin's own, or they take no messages; the thread reaches others."""
    if await _is_the_admins_own(means, errand):
        return None
    with suppress(PlaceGone):
        return await _say(means, errand, await _admins_place(means, errand.about), alone=True)
    return None


async def _admins_place(means: Means, about: Errand) -> Place:
    async with means.database.read() as session:
        admin = await leagues.admin_of(session, about.channel)
    person = Person(about.place.workspace, admin.external_id, admin.name)
    return await means.chat(about.place).direct(person)


async def _say(
    means: Means, errand: CaseErrand, place: Place, *, alone: bool = False
) -> MessageRef:
    async with means.database.read() as session:
        now = await queries.one(session, errand.case.id)
        if now is None or not now.open or now.text != errand.case.text:
            raise ClaimLost  # decided, or forgotten, while a model or the chat kept us waiting
        earlier, later = await waiting.beside(session, errand.case)
        shown = await posted_case(session, errand.case, errand.about)
    more = later if earlier == ASKED_AT_ONCE - 1 else 0
    content = messages.case(replace(shown, more=more, alone=alone))
    chat, key = means.chat(errand.about.place), errand.key("case", errand.case.opened_at)
    return await say_once(chat, place, content, key, errand.case.attempts)


async def seed(means: Means, errand: CaseErrand, _: datetime) -> CaseStep | None:
    """Put a reaction on the case for each word that one can say."""
    if errand.message:
        # Where we may not react, the buttons are still there.
        with suppress(MessageGone, PlaceGone):
            await means.chat(errand.about.place).react(errand.message, list(EMOJI.values()))
    return None


async def read(means: Means, errand: CaseErrand, now: datetime) -> CaseStep | None:
    """Merge the reactions that stand on the case with what we have heard.

    A word that was taken back or changed by a button since is not said again.
    """
    if errand.message is None:
        return None
    try:
        standing = await means.chat(errand.about.place).read_reactions(errand.message)
    except (MessageGone, PlaceGone):
        return None
    async with means.database.read() as session:
        known = await queries.account_votes(session, errand.case.id)
    heard = {id_: said for (home, id_), said in known.items() if home == errand.about.workspace.id}
    for person, word in _unheard(errand, standing, heard):
        ballot = Ballot(errand.case.id, word, now, reacted=True)
        async with means.database.write() as session:
            await vote(session, person, errand.about.place, ballot, now)
    return None


def _unheard(
    errand: CaseErrand, standing: Iterable[Reaction], heard: Mapping[str, Vote]
) -> Iterator[tuple[Person, Word | None]]:
    """Who reacted without our hearing of it; and (None) whose reaction is gone."""
    words: dict[str, set[Word]] = defaultdict(set)
    people: dict[str, Person] = {}
    for one in standing:
        if word := word_of(one.emoji):
            words[one.person.id].add(word)
            people[one.person.id] = one.person
    # First what ends: the next word may decide.
    for id_, vote_ in heard.items():
        if vote_.reacted and vote_.word and vote_.word not in words[id_]:
            yield Person(errand.about.place.workspace, id_, ""), None
    for id_, person in people.items():
        # Of two, nothing tells which is meant.
        if id_ not in heard and len(words[id_]) == 1:
            yield person, next(iter(words[id_]))


async def tell(means: Means, errand: CaseErrand, _: datetime) -> CaseStep | None:
    """Tell the thread what was ruled, in one sentence."""
    case = errand.case
    if not case.word or not case.by or not case.text:
        return CaseStep.MEND
    if not await _is_said(means, errand):
        return CaseStep.MEND
    async with means.database.read() as session:
        changed = len(await queries.regraded(session, case))
        before = await queries.overruled(session, case)
    content = messages.ruled(case.text, Word(case.word), By(case.by), changed, before)
    chat, key = means.chat(errand.about.place), errand.key("ruled", case.ruled_at)
    # Under a question that is gone nobody waits for it.
    with suppress(MessageGone, PlaceGone):
        await say_once(chat, await _thread(means, errand.about), content, key, case.attempts)
    return CaseStep.MEND


async def mend(means: Means, errand: CaseErrand, now: datetime) -> CaseStep | None:
    """Put what was ruled into the messages that stand; done twice it changes nothing."""
    until = (errand.case.ruled_at or errand.case.opened_at) + _EDITED_WITHIN
    patient = now < until
    with suppress(MessageGone, PlaceGone):
        if message := await _standing(means, errand):
            await _edit(means, message, await _ended(means, errand), patient=patient)
    async with means.database.read() as session:
        about = {one.round_id for one in await queries.regraded(session, errand.case)}
        shown = await waiting.reveals(session, about)
    for post_id in shown:
        await _mend_reveal(means, post_id, patient=patient)
    return None


async def _standing(means: Means, errand: CaseErrand) -> MessageRef | None:
    """The case's message, unless people are asked there again. Raises `PlaceGone`."""
    if errand.case.open or errand.case.message_id is None:
        return None
    if errand.message:
        return errand.message
    return MessageRef(await _admins_place(means, errand.about), errand.case.message_id)


async def _ended(means: Means, errand: CaseErrand) -> Content:
    """What a case says that nobody rules on any more."""
    case = errand.case
    if not case.text:
        return messages.dropped(errand.about.round.number or 0)
    if not case.word or not case.by:
        return messages.expired(errand.about.round.number or 0)
    async with means.database.read() as session:
        shown = await posted_case(session, case, errand.about)
    return messages.decided(shown, Word(case.word), By(case.by))


async def _mend_reveal(means: Means, post_id: int, *, patient: bool) -> None:
    """Correct the tally of an answer that was shown."""
    async with means.database.read() as session:
        about = await posts.errand(session, post_id)
        if about is None or about.post.reveal_id is None:
            return
        content = rounds.reveal(await revealing.result(session, about))
    with suppress(MessageGone, PlaceGone):
        message = MessageRef(about.place, about.post.reveal_id)
        await _edit(means, message, content, patient=patient)


async def _edit(means: Means, message: MessageRef, content: Content, *, patient: bool) -> None:
    """Redraw; what may not be changed for now is tried again while that is worth it."""
    try:
        await means.chat(message.place).edit(message, content)
    except EditRefused:
        if patient:
            raise


_ACTS: dict[CaseStep, _Act] = {
    CaseStep.ASK: ask,
    CaseStep.SEED: seed,
    CaseStep.READ: read,
    CaseStep.TELL: tell,
    CaseStep.MEND: mend,
}
