"""What a member does in a league: look who is ahead, move, rest, hide."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.commands import Call
from bot.chat.content import Content
from bot.chat.events import CommandGiven
from bot.handlers import boards, personal, teams
from bot.handlers.desk import Desk, OnButton, OnCommand, OnForm
from bot.messages import help as help_messages
from bot.messages import people as messages
from bot.service import absences, profiles
from bot.service.profiles import Member


async def streak(desk: Desk, event: CommandGiven, call: Call) -> None:
    """`/quiz streak [why]`."""
    async with desk.means.database.read() as session:
        member = await profiles.find(session, event.person, event.place)
        content = await _streak(session, member, call) if member else _no_league(event)
    await event.reply.say(content)


async def _streak(session: AsyncSession, member: Member, call: Call) -> Content:
    if "why" in call.arguments:
        return messages.streak_days(await profiles.streak_days(session, member))
    return messages.streaks(await profiles.streaks(session, member))


async def me(desk: Desk, event: CommandGiven, _: Call) -> None:
    """`/quiz me`."""
    async with desk.means.database.read() as session:
        member = await profiles.find(session, event.person, event.place)
        mine = await profiles.profile(session, member, event.at) if member else None
    await event.reply.say(messages.profile(mine) if mine else _no_league(event))


async def hide(desk: Desk, event: CommandGiven, call: Call) -> None:
    """`/quiz hide [on|off]`: off the leaderboards, or back on them."""
    hidden = call.arguments.get("switch") != "off"
    async with desk.means.database.write() as session:
        member = await profiles.find(session, event.person, event.place)
        if member and member.player:
            member.player.hidden = hidden
    await event.reply.say(_of_player(event, member) or messages.hidden(hidden))


async def away(desk: Desk, event: CommandGiven, call: Call) -> None:
    """`/quiz away [until DATE | N days | back]`."""
    async with desk.means.database.write() as session:
        member = await profiles.find_locked(session, event.person, event.place)
        content = _of_player(event, member)
        if content is None and member:
            content = await _away(session, member, event, call.arguments.get("until", ""))
    assert content is not None, "who is no player is told so"
    await event.reply.say(content)


async def _away(session: AsyncSession, member: Member, event: CommandGiven, text: str) -> Content:
    assert member.player is not None, "only a player can be away"
    today = member.today(event.at)
    if not text:
        return messages.away(await absences.ahead(session, member.player, today))
    if text.strip().lower() == "back":
        return messages.back(await absences.back(session, member.player, today))
    try:
        last = absences.last_day(text, today)
        return messages.away(await absences.leave(session, member.player, last, today))
    except absences.Misdated as misdated:
        return messages.misdated(str(misdated))


def _of_player(event: CommandGiven, member: Member | None) -> Content | None:
    """What somebody is told who is no player here."""
    if member is None:
        return _no_league(event)
    return messages.not_playing() if member.player is None else None


def _no_league(event: CommandGiven) -> Content:
    return help_messages.no_league(event.person.may_manage)


COMMANDS: dict[str, OnCommand] = {
    "streak": streak,
    "me": me,
    "hide": hide,
    "away": away,
    **boards.COMMANDS,
    **teams.COMMANDS,
    **personal.COMMANDS,
}
BUTTONS: dict[str, OnButton] = {**boards.BUTTONS, **personal.BUTTONS}
FORMS: dict[str, OnForm] = {**personal.FORMS}
