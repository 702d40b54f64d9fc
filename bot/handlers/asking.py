"""What anybody may ask: what the bot can do, and when the next questions come."""

from bot.chat.commands import Call
from bot.chat.events import CommandGiven
from bot.handlers.desk import Desk, OnCommand
from bot.messages import help as general
from bot.messages import leagues as messages
from bot.service.leagues import here
from bot.service.outlook import outlook


async def help_(desk: Desk, event: CommandGiven, _: Call) -> None:
    async with desk.means.database.read() as session:
        running = await here(session, event.place) is not None
    await event.reply.say(general.overview(event.person.may_manage, running))


async def next_(desk: Desk, event: CommandGiven, _: Call) -> None:
    now = await desk.means.clock.now()
    async with desk.means.database.read() as session:
        found = await here(session, event.place)
        if found is None:
            said = general.no_league(event.person.may_manage)
        else:
            said = messages.outlook(await outlook(session, found, now))
    await event.reply.say(said)


COMMANDS: dict[str, OnCommand] = {"help": help_, "next": next_}
