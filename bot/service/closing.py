"""Closing a post: read the platform back, so that nothing in time is lost, then settle."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bot.chat.places import Person
from bot.chat.port import EditRefused, MessageGone, PlaceGone, Reaction, ReplyRead
from bot.db.queries import answers as queries
from bot.db.queries import people as naming
from bot.db.queries import posts
from bot.db.queries.posts import Errand
from bot.db.tables import Step
from bot.grading.reading import read_reply
from bot.messages import rounds as messages
from bot.quiz.answers import Given, letter_of, missed
from bot.quiz.league import Door, Reveal
from bot.quiz.rounds import GRACE
from bot.service.intake import Deed, Intake
from bot.service.means import Means
from bot.service.settling import finish


async def close(means: Means, intake: Intake, errand: Errand, now: datetime) -> None:
    """Close a post; the last one of its round settles the round."""
    if now < errand.post.closes_at + GRACE:
        async with means.database.write() as session:
            await posts.put(session, errand.post, wake_at=errand.post.closes_at + GRACE)
        return
    await read_back(means, intake, errand, now)
    await _show_closed(means, errand)
    await _record(means, errand, now)


async def read_back(
    means: Means, intake: Intake, errand: Errand, now: datetime, since: datetime | None = None
) -> None:
    """Merge what stands on the platform with what we have heard; done twice it adds nothing.

    What is gone, or may not be read, is left: what we have heard of it stays.
    """
    with suppress(MessageGone, PlaceGone):
        for deed in await _missed_replies(means, errand, now):
            await intake.record(deed)
    with suppress(MessageGone, PlaceGone):
        for deed in await _missed_reactions(means, errand, now, since):
            await intake.record(deed)
        async with means.database.write() as session:
            await posts.note_read(session, errand.post.id, now)


async def _missed_reactions(
    means: Means, errand: Errand, now: datetime, since: datetime | None
) -> list[Deed]:
    face, doors = errand.question.face, errand.play.doors
    if Door.REACTIONS not in doors or not face.form.takes_letters:
        return []
    before = await _known(means, errand)
    standing = await means.chat(errand.place).read_reactions(errand.message)
    people = {reaction.person.id: reaction.person for reaction in standing}
    await _name(means, errand, people.values())
    known = await _known(means, errand)
    heard_all_until = max(filter(None, (since, errand.post.read_at, errand.post.posted_at)))
    deeds = []
    for person_id in people.keys() | known.keys():
        letters = _letters(standing, person_id, face.letters)
        person = people.get(person_id) or Person(errand.place.workspace, person_id, "")
        found = missed(
            known.get(person_id, ()), letters, heard_all_until, now, errand.post.closes_at
        )
        # What was heard of a letter while we read is newer than what we read.
        news = set(known.get(person_id, ())).difference(before.get(person_id, ()))
        heard = {one.source for one in news}
        deeds += [_deed(errand, person, one) for one in found if one.source not in heard]
    return deeds


async def _known(means: Means, errand: Errand) -> dict[str, list[Given]]:
    async with means.database.read() as session:
        return await queries.deeds_by_account(session, errand.round.id, errand.channel.id)


async def _name(means: Means, errand: Errand, people: Iterable[Person]) -> None:
    """A reaction may tell nobody's name; by now the platform may know it."""
    names = {one.id: one.name for one in people if one.name}
    async with means.database.read() as session:
        nameless = await naming.nameless(session, errand.workspace.id) & names.keys()
    if nameless:
        async with means.database.write() as session:
            for id_ in sorted(nameless):
                await naming.name(session, errand.workspace.id, id_, names[id_])


def _letters(standing: Iterable[Reaction], person_id: str, letters: str) -> frozenset[str]:
    found = (letter_of(one.emoji) for one in standing if one.person.id == person_id)
    return frozenset(letter for letter in found if letter and letter in letters)


async def _missed_replies(means: Means, errand: Errand, now: datetime) -> list[Deed]:
    """Replies carry their times, so reading them is as good as hearing of them."""
    if Door.THREAD not in errand.play.doors:
        return []
    replies = await means.chat(errand.place).read_replies(errand.message)
    await _name(means, errand, [reply.person for reply in replies])
    found = [(reply, read_reply(errand.question.face, reply.text)) for reply in replies]
    known = await _known(means, errand)
    heard = {given.source for deeds in known.values() for given in deeds}
    written = [
        _reply_deed(errand, reply, text or "")
        for reply, text in found
        if text or _source(reply) in heard
    ]
    # What is gone after closing may have gone after closing.
    in_time = now < errand.post.closes_at
    return [*written, *_deleted(errand, replies, known)] if in_time else written


def _deleted(
    errand: Errand, replies: Sequence[ReplyRead], known: dict[str, list[Given]]
) -> list[Deed]:
    """Replies that we knew and that are gone were taken back, just after we last heard of them."""
    standing = {_source(reply) for reply in replies}
    gone = []
    for person_id, deeds in known.items():
        latest = {one.source: one for one in sorted(deeds, key=lambda one: one.at)}
        for source, one in latest.items():
            if source.startswith("reply:") and source not in standing and one.text:
                emptied = Given(source, one.at + timedelta(microseconds=1), None, sure=False)
                person = Person(errand.place.workspace, person_id, "")
                gone.append(_deed(errand, person, emptied))
    return gone


def _source(reply: ReplyRead) -> str:
    return f"reply:{reply.message.id}"


def _reply_deed(errand: Errand, reply: ReplyRead, text: str) -> Deed:
    return _deed(errand, reply.person, Given(_source(reply), reply.at, text or None))


def _deed(errand: Errand, person: Person, given: Given) -> Deed:
    return Deed(
        round_id=errand.round.id,
        channel_id=errand.channel.id,
        workspace_id=errand.workspace.id,
        person=person.id,
        name=person.name,
        source=given.source,
        at=given.at,
        text=given.text or "",
        sure=given.sure,
    )


async def _show_closed(means: Means, errand: Errand) -> None:
    face, number = errand.question.face, errand.round.number or 0
    content = messages.closed(face, number, errand.round.slot > 0)
    # If it is gone, nothing is left to answer on. If it must stay as it is for now, the answer is
    # posted all the same, and then the question is tried again.
    with suppress(EditRefused, MessageGone, PlaceGone):
        await means.chat(errand.place).edit(errand.message, content)


async def _record(means: Means, errand: Errand, now: datetime) -> None:
    """Mark the post closed; whoever closes the last one settles the round and wakes the reveals."""
    async with means.database.write() as session:
        await posts.lock_round(session, errand.round.id)
        await posts.put(session, errand.post, step=Step.REVEAL, wake_at=None, closed_at=now)
        await finish(session, [errand.round.id], now)
        if errand.play.reveal is Reveal.EACH:
            await posts.wake(session, [errand.post.id], Step.REVEAL, now)
