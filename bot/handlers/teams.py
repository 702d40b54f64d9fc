"""Teams: see, make, join, leave."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.commands import Call
from bot.chat.content import Content
from bot.chat.events import CommandGiven
from bot.handlers.desk import Desk, OnCommand
from bot.messages import help as help_messages
from bot.messages import teams as messages
from bot.service import profiles, teams
from bot.service.profiles import Member


async def team(desk: Desk, event: CommandGiven, call: Call) -> None:
    """`/quiz team [list | create NAME | join NAME | leave]`."""
    deed, name = call.arguments.get("deed", ""), call.arguments.get("name", "")
    if (deed in {"create", "join"} and not name) or (name and not deed):
        await event.reply.say(messages.which())
    elif deed in {"create", "join", "leave"}:
        await event.reply.say(await _move(desk, event, deed, name))
    else:
        await event.reply.say(await _list(desk, event))


async def _list(desk: Desk, event: CommandGiven) -> Content:
    async with desk.means.database.read() as session:
        member = await profiles.find(session, event.person, event.place)
        if member is None:
            return help_messages.no_league(event.person.may_manage)
        return messages.listing(await teams.listing(session, member))


async def _move(desk: Desk, event: CommandGiven, deed: str, name: str) -> Content:
    async with desk.means.database.write() as session:
        member = await profiles.find_locked(session, event.person, event.place)
        if member is None:
            return help_messages.no_league(event.person.may_manage)
        return _said(await _done(session, member, event, deed, name))


async def _done(
    session: AsyncSession, member: Member, event: CommandGiven, deed: str, name: str
) -> teams.Outcome:
    if deed == "create":
        return await teams.create(session, member, event.person, name)
    if deed == "join":
        return await teams.join(session, member, event.person, name)
    return await teams.leave(session, member, event.person)


def _said(outcome: teams.Outcome) -> Content:
    match outcome:
        case teams.Moved(name, made):
            return messages.moved(name, made)
        case teams.There(name):
            return messages.there(name)
        case teams.NoSuchTeam(name, nearest):
            return messages.no_such(name, nearest)
        case teams.NameTaken(name):
            return messages.taken(name)
        case teams.BadName():
            return messages.bad_name()
        case teams.EnoughTeams():
            return messages.enough()


COMMANDS: dict[str, OnCommand] = {"team": team}
