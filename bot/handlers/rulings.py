"""Ruling on answers that could not be graded surely, and asking how one's own did."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.commands import Call
from bot.chat.content import Content
from bot.chat.events import ButtonPressed, CommandGiven, ReactionChanged
from bot.chat.places import Person, Place
from bot.handlers.desk import Desk, OnButton, OnCommand
from bot.messages import docket as lists
from bot.messages import help as general
from bot.messages import rulings as messages
from bot.messages.docket import PAGE, Listing
from bot.messages.rounds import MINE
from bot.messages.rulings import Mine
from bot.quiz.rulings import Word, word_of
from bot.service import appeals, docket, profiles, rulings
from bot.service.appeals import (
    Appealed,
    AppealedBefore,
    Final,
    NoAnswer,
    NotSettled,
    Waiting,
)
from bot.service.docket import Judge
from bot.service.rulings import (
    AdminsRule,
    Ballot,
    Decided,
    Outcome,
    Over,
    OwnAnswer,
    Voted,
)
from bot.service.whereabouts import everywhere, in_league

_LONGEST_ID = 18
_MOST_PAGES = 10_000


async def listed(desk: Desk, event: CommandGiven, _: Call) -> None:
    """`/quiz rulings`: what waits for the reader's word, and what an admin may overrule."""
    whereabouts = await everywhere(desk.means, event.person, event.place)
    async with desk.means.database.read() as session:
        judges = await _judges(session, whereabouts)
        said = lists.listing(await _listing(session, judges)) if judges else None
    await event.reply.say(said or general.no_league(event.person.may_manage))


async def _judges(
    session: AsyncSession, whereabouts: Iterable[tuple[Person, Place]]
) -> list[Judge]:
    found = []
    for person, place in whereabouts:
        if member := await profiles.find(session, person, place):
            admin = person.may_manage or await rulings.is_admin(session, member)
            found.append(Judge(member.league.id, member.person_id, admin))
    return found


async def _listing(session: AsyncSession, judges: Sequence[Judge]) -> Listing:
    waiting = await docket.waiting(session, judges)
    ruled, _ = await docket.ruled(session, judges)
    learned = await docket.phrasings(session, judges)
    return Listing(waiting.first, waiting.count, bool(ruled), learned)


async def ruled_before(desk: Desk, event: ButtonPressed) -> None:
    """`ruled-before:<page>`: what an admin may overrule."""
    number = (*event.action.ids, "")[0]
    if not _is_id(number):
        await event.reply.say(general.worn_out())
        return
    page = min(int(number), _MOST_PAGES)
    whereabouts = await everywhere(desk.means, event.person, event.message.place)
    async with desk.means.database.read() as session:
        found, more = await docket.ruled(session, await _judges(session, whereabouts), page)
    await event.reply.replace(lists.ruled(found, page + 1 if more else None))


async def ruled(desk: Desk, event: ButtonPressed) -> None:
    """`rule:<case>:<right|partly|wrong>`."""
    case, said = (*event.action.ids, "", "")[:2]
    word = next((word for word in Word if word.value == said), None)
    if word is None or not _is_id(case):
        await event.reply.say(general.worn_out())
        return
    await event.reply.say(await _vote(desk, event, Ballot(int(case), word, event.at)))


async def took_back(desk: Desk, event: ButtonPressed) -> None:
    """`rule-back:<case>`: the receipt's button."""
    case = (*event.action.ids, "")[0]
    if not _is_id(case):
        await event.reply.say(general.worn_out())
        return
    await event.reply.replace(await _vote(desk, event, Ballot(int(case), None, event.at)))


async def _vote(desk: Desk, event: ButtonPressed, ballot: Ballot) -> Content:
    async with desk.means.database.read() as session:
        league_id = await rulings.league_of(session, ballot.case_id)
    if league_id is None:
        return messages.no_case()
    who = event.person, event.message.place
    person, place = await in_league(desk.means, *who, league_id)
    return _said(await _count(desk, person, place, ballot))


async def _count(desk: Desk, person: Person, place: Place, ballot: Ballot) -> Outcome:
    now = await desk.means.clock.now()
    async with desk.means.database.write() as session:
        outcome = await rulings.vote(session, person, place, ballot, now)
    if isinstance(outcome, Decided):
        desk.ring()
    return outcome


async def reacted(desk: Desk, event: ReactionChanged) -> None:
    """A reaction on a case says what its button says; on anything else it is nothing to us."""
    word = word_of(event.emoji)
    if word is None:
        return
    async with desk.means.database.read() as session:
        ballot = await rulings.by_reaction(session, event, word)
    if ballot is not None:
        await _count(desk, event.person, event.message.place, ballot)


def _said(outcome: Outcome) -> Content:
    match outcome:
        case Voted(case_id, word):
            return messages.voted(case_id, word) if word else messages.taken_back()
        case Decided(word):
            return messages.settled_by_you(word)
        case Over(word):
            return messages.over(word)
        case OwnAnswer():
            return messages.own_answer()
        case AdminsRule():
            return messages.admins_rule()
        case _:
            return messages.no_case()


async def asked_own(desk: Desk, event: ButtonPressed) -> None:
    """`mine:<post>`: how the reader's own answer did."""
    post = (*event.action.ids, "")[0]
    found: Mine | NotSettled | NoAnswer = NoAnswer()
    if _is_id(post):
        async with desk.means.database.read() as session:
            found = await appeals.mine(session, event.person, event.message.place, int(post))
    match found:
        case Mine():
            said = messages.mine(found)
        case NotSettled():
            said = messages.not_settled()
        case NoAnswer():
            said = messages.no_answer()
    await event.reply.say(said)


async def appealed(desk: Desk, event: ButtonPressed) -> None:
    """`appeal:<post>`: the button beside one's own verdict."""
    post = (*event.action.ids, "")[0]
    if not _is_id(post):
        await event.reply.say(general.worn_out())
        return
    now: datetime = await desk.means.clock.now()
    person, place = event.person, event.message.place
    async with desk.means.database.write() as session:
        outcome = await appeals.appeal(session, person, place, int(post), now)
    desk.ring()
    await event.reply.say(_came_of(outcome))


def _came_of(outcome: appeals.Appealing) -> Content:
    match outcome:
        case Appealed():
            return messages.appealed()
        case AppealedBefore():
            return messages.appealed_before()
        case Waiting():
            return messages.already_waiting()
        case Final():
            return messages.final()
        case _:
            return messages.nothing_to_appeal()


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID


COMMANDS: dict[str, OnCommand] = {"rulings": listed}
BUTTONS: dict[str, OnButton] = {
    messages.RULE: ruled,
    messages.TAKE_BACK: took_back,
    messages.APPEAL: appealed,
    PAGE: ruled_before,
    MINE: asked_own,
}
