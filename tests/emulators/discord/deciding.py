"""Deeds of a person that want an answer: commands, buttons, dialogs, entries in menus."""

from collections.abc import Mapping

from tests.emulators.discord import wire
from tests.emulators.discord.commanding import CHAT_INPUT, GROUP, ON_MESSAGE, SUBCOMMAND
from tests.emulators.discord.forms import Entry, button, filled, submitted
from tests.emulators.discord.interacting import NotTaken, ask, begin
from tests.emulators.discord.permissions import granted, may
from tests.emulators.discord.responding import OPEN
from tests.emulators.discord.state import (
    COMMAND,
    COMPLETING,
    COMPONENT,
    DIALOG,
    DIRECT,
    Channel,
    Guild,
    Interaction,
    Json,
    Member,
    Message,
    User,
)
from tests.emulators.discord.world import World

_ADMINISTRATOR = 1 << 3


class Deciding(Member):
    """Every deed returns with the app's first response; NotTaken when there was none in time."""

    def __init__(self, world: World, user: User, guild: Guild, nick: str | None = None) -> None:
        super().__init__(user, guild, nick, joined=world.clock.stamp())
        self.world = world
        self.dialog: Json | None = None
        """The `data` of the modal that is open."""
        self._dialog_of: Interaction | None = None

    def __repr__(self) -> str:
        return f"Person({self.guild.id}/{self.id})"

    async def command(self, room: Channel, line: str, **options: Entry) -> None:
        """A slash command with its options; subcommands follow its name after a blank."""
        command, data = self._typed(room, line, options)
        interaction = begin(self.world, self, room, COMMAND, name=command["name"])
        await self._ask(interaction, data)

    async def complete(self, room: Channel, line: str, **options: str) -> list[Json]:
        """The choices that are offered while the last of these options is being typed."""
        typing = list(options)[-1]
        command, data = self._typed(room, line, options, typing)
        interaction = begin(self.world, self, room, COMPLETING, name=command["name"])
        await self._ask(interaction, data)
        return list(interaction.data["choices"])

    async def press(self, room: Channel, message_id: str, name: str) -> None:
        """A button, by its label, emoji or custom_id; or an option of a menu."""
        message = self._visible(room, message_id)
        data = button(message.components, name)
        interaction = begin(self.world, self, message.channel, COMPONENT, message)
        await self._ask(interaction, data)

    async def shortcut(self, room: Channel, message_id: str, name: str) -> None:
        """A command in the menu of a message, under Apps."""
        message = self._standing(room, message_id)
        command = self._find(room, name, ON_MESSAGE)
        data = {
            "id": command["id"],
            "name": command["name"],
            "type": ON_MESSAGE,
            "target_id": message.id,
            "resolved": {"messages": {message.id: wire.message_json(message, self.world.bot.id)}},
        }
        interaction = begin(self.world, self, message.channel, COMMAND, name=name)
        await self._ask(interaction, data)

    async def submit(self, entries: Mapping[str, Entry] | None = None) -> None:
        """Fill in fields by custom_id or label, and send; what is left out stays as it stood."""
        dialog, opener = self.dialog, self._dialog_of
        if dialog is None or opener is None:
            raise NotTaken("no dialog is open")
        data = {
            "custom_id": dialog["custom_id"],
            "components": submitted(dialog, entries or {}),
        }
        interaction = begin(self.world, self, opener.channel, DIALOG, opener.message)
        await self._ask(interaction, data)
        self.dialog = None

    async def close_dialog(self) -> None:
        """The app hears nothing of it."""
        self.dialog = None

    # Within

    async def _ask(self, interaction: Interaction, data: Json) -> None:
        await ask(self.world, self, interaction, data)
        if interaction.callback == OPEN:
            self.dialog, self._dialog_of = interaction.data, interaction

    def _typed(
        self, room: Channel, line: str, options: Mapping[str, Entry], typing: str = ""
    ) -> tuple[Json, Json]:
        """The command of a line, and the `data` that Discord makes of it."""
        name, *path = line.removeprefix("/").split()
        command = self._find(room, name, CHAT_INPUT)
        data: Json = {"id": command["id"], "name": command["name"], "type": CHAT_INPUT}
        if room.guild and command.get("guild_id"):
            data["guild_id"] = room.guild_id
        inner: Json = command
        holders: list[Json] = []
        for step in path:
            inner = _step(inner, step)
            holders.append({"name": step, "type": inner["type"]})
        if any(one["type"] in {SUBCOMMAND, GROUP} for one in inner.get("options") or []):
            raise NotTaken(f"/{line} wants a subcommand")
        entered = filled(inner.get("options") or [], options, typing)
        for holder in reversed(holders):
            entered = [holder | {"options": entered}]
        return command, data | {"options": entered}

    def _find(self, room: Channel, name: str, kind: int) -> Json:
        """The command as this person is offered it there."""
        guild = room.guild
        if guild and not guild.bot_in:
            raise NotTaken("the application is not here")
        self._needs(room, "view_channel", "use_application_commands")
        own = self.world.commands.get(room.guild_id, []) if guild else []
        for command in [*own, *self.world.commands.get("", [])]:
            if command["name"] == name and command["type"] == kind:
                self._may_use(command, room)
                return command
        raise NotTaken(f"there is no command {name!r}")

    def _may_use(self, command: Json, room: Channel) -> None:
        context = 1 if room.kind == DIRECT else 0
        contexts = command["contexts"]
        fits = (
            context in contexts if contexts is not None else command["dm_permission"] or not context
        )
        if not fits:
            raise NotTaken(f"{command['name']!r} is not offered here")
        wanted = command["default_member_permissions"]
        if wanted is None or room.guild is None:
            return
        mine = granted(self, room)
        enough = int(wanted) and mine & int(wanted) == int(wanted)
        if not enough and not mine & _ADMINISTRATOR:
            raise NotTaken(f"you may not use {command['name']!r}")

    def _needs(self, room: Channel, *permissions: str) -> None:
        if room.id not in self.world.channels:
            raise NotTaken("there is no such channel")
        if room.recipient not in (None, self.user):
            raise NotTaken("this conversation is somebody else's")
        if not may(self, room, *permissions):
            raise NotTaken(f"you may not: {', '.join(permissions)}")

    def _visible(self, room: Channel, id: str) -> Message:
        """In the channel or in one of its threads, for all or for us alone."""
        self._needs(room, "view_channel")
        places = [one for one in self.world.channels.values() if one is room or one.parent is room]
        for place in places:
            message = place.messages.get(id)
            if message and message.only_for in ("", self.id):
                return message
        raise NotTaken("there is no such message on the screen")

    def _standing(self, room: Channel, id: str) -> Message:
        message = self._visible(room, id)
        if message.only_for:
            raise NotTaken("this message is for you alone")
        return message


def _step(outer: Json, name: str) -> Json:
    for option in outer.get("options") or []:
        if option["name"] == name and option["type"] in {SUBCOMMAND, GROUP}:
            found: Json = option
            return found
    raise NotTaken(f"{outer['name']!r} has no subcommand {name!r}")
