"""Every event comes in here; all meaning is decided below."""

from dataclasses import replace

from bot.chat.commands import ADMINS_ONLY, Misunderstood, parse
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    HomeOpened,
    OptionTyped,
    PlaceLost,
    ReactionChanged,
    Reconnected,
    ReplyWritten,
    ShortcutUsed,
    WorkspaceJoined,
    WorkspaceLeft,
)
from bot.chat.places import Person, Place
from bot.handlers import (
    answering,
    asking,
    completing,
    home,
    leagues,
    people,
    practising,
    rulings,
    suggestions,
    workspaces,
)
from bot.handlers.desk import Desk, OnButton, OnCommand, OnForm, OnShortcut
from bot.messages import help as messages
from bot.service.whereabouts import meant

COMMANDS: dict[str, OnCommand] = {
    **asking.COMMANDS,
    **leagues.COMMANDS,
    **people.COMMANDS,
    **practising.COMMANDS,
    **rulings.COMMANDS,
    **suggestions.COMMANDS,
}
BUTTONS: dict[str, OnButton] = {
    **answering.BUTTONS,
    **home.BUTTONS,
    **leagues.BUTTONS,
    **people.BUTTONS,
    **practising.BUTTONS,
    **rulings.BUTTONS,
    **suggestions.BUTTONS,
}
FORMS: dict[str, OnForm] = {
    **answering.FORMS,
    **home.FORMS,
    **leagues.FORMS,
    **people.FORMS,
    **practising.FORMS,
    **suggestions.FORMS,
}
SHORTCUTS: dict[str, OnShortcut] = {**practising.SHORTCUTS}

_ABOUT_A_LEAGUE = frozenset(
    {"away", "hide", "leaderboard", "me", "next", "report", "streak", "suggest", "team"}
)
"""What somebody may ask also in the conversation that they have alone with us."""

Deed = CommandGiven | ButtonPressed | FormSubmitted | ShortcutUsed | HomeOpened


class Handlers:
    """The one receiver of everything that any chat tells."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def receive(self, event: Event) -> None:
        """Do what the event asks; returns once everything that must not be lost is committed."""
        match event:
            case ReactionChanged():
                await answering.reacted(self._desk, event)
                await rulings.reacted(self._desk, event)
            case ReplyWritten():
                await answering.replied(self._desk, event)
            case Reconnected() | WorkspaceJoined() | WorkspaceLeft() | PlaceLost():
                await self._line(event)
            case OptionTyped():
                await completing.typed(self._desk, event)
            case _:
                await self._deed(event)

    async def _line(self, event: Reconnected | WorkspaceJoined | WorkspaceLeft | PlaceLost) -> None:
        """Where we are, and whether we hear."""
        match event:
            case Reconnected():
                await workspaces.reconnected(self._desk, event)
            case WorkspaceJoined():
                await workspaces.joined(self._desk, event)
            case WorkspaceLeft():
                await workspaces.left(self._desk, event)
            case PlaceLost():
                await workspaces.place_lost(self._desk, event)

    async def _deed(self, event: Deed) -> None:
        """What somebody did who waits for a reply."""
        match event:
            case CommandGiven():
                await self._command(event)
            case ButtonPressed():
                await self._button(event)
            case FormSubmitted():
                await self._form(event)
            case ShortcutUsed():
                await self._shortcut(event)
            case HomeOpened():
                await home.opened(self._desk, event)

    async def _command(self, event: CommandGiven) -> None:
        try:
            call = parse(event.words)
        except Misunderstood as misunderstood:
            await event.reply.say(messages.misunderstood(misunderstood))
            return
        if call.command in ADMINS_ONLY and not event.person.may_manage:
            await event.reply.say(messages.admins_only(call.command))
            return
        if call.command in _ABOUT_A_LEAGUE:
            who, where = await self._meant(event.person, event.place)
            event = replace(event, person=who, place=where)
        await COMMANDS[call.command](self._desk, event, call)

    async def _meant(self, person: Person, place: Place) -> tuple[Person, Place]:
        """Who asks, and where the league runs that is meant, also where they are alone with us."""
        return await meant(self._desk.means, person, place)

    async def _button(self, event: ButtonPressed) -> None:
        handler = BUTTONS.get(event.action.verb)
        if handler is None:
            await event.reply.say(messages.worn_out())
            return
        if event.action.verb in people.BUTTONS:
            who, where = await self._meant(event.person, event.message.place)
            event = replace(event, person=who, message=replace(event.message, place=where))
        await handler(self._desk, event)

    async def _shortcut(self, event: ShortcutUsed) -> None:
        handler = SHORTCUTS.get(event.shortcut)
        if handler is None:
            await event.reply.say(messages.worn_out())
            return
        await handler(self._desk, event)

    async def _form(self, event: FormSubmitted) -> None:
        handler = FORMS.get(event.action.verb)
        if handler is None:
            await event.reply.say(messages.worn_out())
            return
        if event.action.verb in people.FORMS:
            who, where = await self._meant(event.person, event.place)
            event = replace(event, person=who, place=where)
        await handler(self._desk, event)
