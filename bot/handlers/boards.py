"""Leaderboards: shown in private, shared on request."""

from bot.chat.commands import WINDOWS, Call
from bot.chat.events import ButtonPressed, CommandGiven
from bot.chat.places import Place
from bot.chat.port import PlaceGone
from bot.handlers.desk import Desk, OnButton, OnCommand
from bot.messages import boards as messages
from bot.messages import help as help_messages
from bot.messages.boards import Board
from bot.service import profiles, standings


async def leaderboard(desk: Desk, event: CommandGiven, call: Call) -> None:
    """`/quiz leaderboard [window] [players|teams]`."""
    window = call.arguments.get("window", "week")
    board = await _board(desk, event, event.place, window, call.arguments.get("of", "players"))
    if board is None:
        await event.reply.say(help_messages.no_league(event.person.may_manage))
        return
    await event.reply.say(messages.board(board))


async def switch(desk: Desk, event: ButtonPressed) -> None:
    """`board:<window>:<players|teams>`: the same card for another window."""
    board = await _asked(desk, event)
    await event.reply.replace(messages.board(board) if board else help_messages.worn_out())


async def share(desk: Desk, event: ButtonPressed) -> None:
    """`share:<window>:<players|teams>`: the card for everybody; pressed twice it is said once."""
    board = await _asked(desk, event)
    if board is None:
        await event.reply.say(help_messages.worn_out())
        return
    place, content = event.message.place.channel, messages.shared(board, event.person.name)
    try:
        key = f"share:{event.message.id}:{board.window}:{board.of}"
        await desk.means.chat(place).post(place, content, key)
    except PlaceGone:
        await event.reply.say(messages.cannot_share())
        return
    await event.reply.say(messages.was_shared())


async def _asked(desk: Desk, event: ButtonPressed) -> Board | None:
    """The board that a button asks for; None if there is no such one (any more)."""
    window, of = (*event.action.ids, "", "")[:2]
    if window not in WINDOWS or of not in (messages.PLAYERS, messages.TEAMS):
        return None
    return await _board(desk, event, event.message.place, window, of)


async def _board(
    desk: Desk, event: CommandGiven | ButtonPressed, place: Place, window: str, of: str
) -> Board | None:
    async with desk.means.database.read() as session:
        member = await profiles.find(session, event.person, place)
        if member is None:
            return None
        return await standings.board(session, member, window, of, event.at)


COMMANDS: dict[str, OnCommand] = {"leaderboard": leaderboard}
BUTTONS: dict[str, OnButton] = {messages.SHOW: switch, messages.SHARE: share}
