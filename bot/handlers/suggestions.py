"""Proposing a question, and what admins say to what was proposed and reported."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.commands import Call
from bot.chat.content import Action, Content, Piece
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted
from bot.chat.places import Person, Place
from bot.db.queries import suggestions as queries
from bot.handlers.desk import Desk, OnButton, OnCommand, OnForm
from bot.messages import help as general
from bot.messages import suggestions as messages
from bot.quiz.drafts import Draft, Proposal, State
from bot.service import profiles, suggestions
from bot.service.profiles import Member
from bot.service.suggestions import Decided, DecidedBefore, Decision, Full, Gone, Known, Waits
from bot.service.whereabouts import meant

_LONGEST_ID = 18
_LONGEST_NOTE = 300
_LINKS = ("http://", "https://")


async def suggest(desk: Desk, event: CommandGiven, _: Call) -> None:
    """`/quiz suggest`: the form, and what became of earlier ones."""
    async with desk.means.database.read() as session:
        member = await profiles.find(session, event.person, event.place)
        own = await suggestions.own(session, member) if member else ()
    if member is None:
        await event.reply.say(general.no_league(event.person.may_manage))
        return
    empty = messages.form({}, desk.means.drafts.topics)
    await event.reply.say(messages.card(own, empty, suggestions.MOST_WAITING))


async def suggested(desk: Desk, event: FormSubmitted) -> None:
    """The form was sent."""
    draft = await asyncio.to_thread(desk.means.drafts.draft, _proposal(event.values))
    if isinstance(draft, Draft):
        await event.reply.say(await _keep(desk, event, draft))
        return
    again = messages.form(event.values, desk.means.drafts.topics)
    await event.reply.say(messages.objections(draft, event.values, again))


def _proposal(values: Mapping[str, str]) -> Proposal:
    """What was typed; a link that stands last in the explanation is the reference."""
    why, _, last = values.get(messages.WHY, "").strip().rpartition("\n")
    is_link = last.strip().lower().startswith(_LINKS) and len(last.split()) == 1
    return Proposal(
        topic=values.get(messages.TOPIC, ""),
        stem=values.get(messages.STEM, ""),
        right=values.get(messages.RIGHT, ""),
        wrong=tuple(values.get(messages.WRONG, "").splitlines()),
        why=why if is_link else values.get(messages.WHY, ""),
        reference=last if is_link else "",
    )


async def _keep(desk: Desk, event: FormSubmitted, draft: Draft) -> Content:
    person, place = await meant(desk.means, event.person, event.place)
    now = await desk.means.clock.now()
    async with desk.means.database.write() as session:
        member = await profiles.find_locked(session, person, place)
        if member is None:
            return general.no_league(person.may_manage)
        outcome = await suggestions.suggest(session, member, person, draft, now)
    match outcome:
        case Waits(count):
            return messages.suggested(count, suggestions.MOST_WAITING)
        case Known():
            return messages.known()
        case Full():
            again = messages.form(event.values, desk.means.drafts.topics)
            return messages.full(suggestions.MOST_WAITING, event.values, again)


async def review(desk: Desk, event: CommandGiven, _: Call) -> None:
    """`/quiz review`: the first that waits, and the open reports."""
    await event.reply.say(await _desk(desk, event.person, event.place))


async def turn(desk: Desk, event: ButtonPressed) -> None:
    """`suggestion-next:<id>`: the first that waits from there on."""
    first_id = _id(event.action, 0)
    said = _admins_only(event.person)
    said = said or await _desk(desk, event.person, event.message.place, first_id or 0)
    await event.reply.replace(said)


async def accepted(desk: Desk, event: ButtonPressed) -> None:
    """`suggestion-accept:<id>`."""
    now = await desk.means.clock.now()
    decision = Decision(_id(event.action, 0) or 0, State.ACCEPTED, now)
    await event.reply.replace(await _decide(desk, event.person, event.message.place, decision))


async def declined(desk: Desk, event: FormSubmitted) -> None:
    """`suggestion-decline:<id>`, with or without a reason."""
    note = event.values.get(messages.NOTE, "").replace("\0", "").strip()[:_LONGEST_NOTE]
    now = await desk.means.clock.now()
    decision = Decision(_id(event.action, 0) or 0, State.DECLINED, now, note)
    await event.reply.say(await _decide(desk, event.person, event.place, decision))


async def _decide(desk: Desk, person: Person, place: Place, decision: Decision) -> Content:
    if refused := _admins_only(person):
        return refused
    async with desk.means.database.write() as session:
        member = await profiles.find(session, person, place)
        if member is None:
            return general.no_league(may_manage=True)
        outcome = await suggestions.decide(session, member, person, decision)
    lead = _lead(outcome, decision.state)
    return await _desk(desk, person, place, decision.suggestion_id, lead)


def _lead(outcome: Decided | DecidedBefore | Gone, state: State) -> list[Piece]:
    match outcome:
        case Decided(stem):
            return messages.decided(stem, state)
        case DecidedBefore(state, name):
            return messages.decided_before(state, name)
        case Gone():
            return messages.gone()


async def looked_after(desk: Desk, event: ButtonPressed) -> None:
    """`report-done:<report>:<suggestion that is shown>`."""
    person, place = event.person, event.message.place
    said = _admins_only(person)
    if said is None:
        lead = await _finish(desk, person, place, _id(event.action, 0) or 0)
        said = await _desk(desk, person, place, _id(event.action, 1) or 0, lead)
    await event.reply.replace(said)


async def _finish(desk: Desk, person: Person, place: Place, report_id: int) -> list[Piece]:
    now: datetime = await desk.means.clock.now()
    async with desk.means.database.write() as session:
        member = await profiles.find(session, person, place)
        first = member is not None and await queries.finish_report(
            session, member.league.id, report_id, now
        )
    return messages.report_done(first)


async def _desk(
    desk: Desk, person: Person, place: Place, first_id: int = 0, lead: list[Piece] | None = None
) -> Content:
    async with desk.means.database.read() as session:
        member = await profiles.find(session, person, place)
        found = await _found(session, member, first_id) if member else None
    if found is None:
        return general.no_league(may_manage=True)
    if found.shown is not None:
        notes = await asyncio.to_thread(desk.means.drafts.notes, found.shown.draft)
        found = replace(found, shown=replace(found.shown, notes=notes))
    return messages.desk(found, *(lead or []))


async def _found(session: AsyncSession, member: Member, first_id: int) -> messages.Desk:
    return await suggestions.desk(session, member.league.id, first_id)


def _admins_only(person: Person) -> Content | None:
    return None if person.may_manage else general.admins_only("review")


def _id(action: Action, place: int) -> int | None:
    text = action.ids[place] if place < len(action.ids) else ""
    is_id = text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
    return int(text) if is_id else None


COMMANDS: dict[str, OnCommand] = {"suggest": suggest, "review": review}
BUTTONS: dict[str, OnButton] = {
    messages.ACCEPT: accepted,
    messages.NEXT: turn,
    messages.DONE: looked_after,
}
FORMS: dict[str, OnForm] = {messages.SUGGEST: suggested, messages.DECLINE: declined}
