"""Discord as a whole: its state, its clock, its memory of what passed, and the news it spreads."""

from datetime import timedelta
from itertools import count
from typing import Protocol

from tests.emulators.discord.clock import Clock
from tests.emulators.discord.state import (
    App,
    Channel,
    Guild,
    Interaction,
    Json,
    Message,
    User,
)
from tests.emulators.discord.transcript import Delivery, Shown, Transcript
from tests.emulators.discord.wire import message_json
from tests.patience import PATIENCE

TOKEN_LIFE = timedelta(minutes=15)
NONCE_LIFE = timedelta(minutes=5)


class Gateway(Protocol):
    """Carries news to the app's sockets."""

    def dispatch(self, event: str, payload: Json, guild_id: str) -> None:
        """`guild_id` is "" for what belongs to no guild."""
        ...


class World:
    """What every part of the emulator shares."""

    def __init__(self, clock: Clock, app: App) -> None:
        self.clock = clock
        self.app = app
        self.transcript = Transcript()
        self.bot = User(app.bot_id, "quizstreak", app.name, bot=True)
        self.users: dict[str, User] = {app.bot_id: self.bot}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        """Every channel, thread and direct conversation, by id."""
        self.interactions: dict[str, Interaction] = {}
        """By token."""
        self.commands: dict[str, list[Json]] = {}
        """By the guild's id; "" holds the global ones."""
        self.commands_made = 0
        self.nonces: dict[str, Message] = {}
        self.files: dict[str, bytes] = {}
        """What was uploaded, by address."""
        self.base_url = ""
        self.gateway: Gateway | None = None
        self.shards = 1
        """So many are recommended."""
        self.max_concurrency = 1
        """So many shards may identify at once, every five seconds."""
        self.identifies_left = 1000
        self.privileged = 0
        """Bits of the privileged intents that are switched on on the app's page."""
        self.late_edits: int | None = None
        """So many edits are allowed of a message that is older than an hour."""
        self.patience: float = PATIENCE
        """Real seconds in which an interaction has to be answered."""
        self._serial = count(1)

    @property
    def gateway_url(self) -> str:
        return f"{self.base_url}/gateway".replace("http", "ws", 1)

    def serial(self) -> int:
        return next(self._serial)

    def direct(self, user: User) -> Channel:
        """The bot's conversation with a person, as it is or new."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.clock.snowflake(), "", None, kind=1, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def guilds_of_bot(self) -> list[Guild]:
        return [guild for guild in self.guilds.values() if guild.bot_in]

    def dispatch(self, event: str, payload: Json, guild_id: str = "") -> None:
        """Tell the app, if it listens; a guild without the bot has nothing to tell."""
        guild = self.guilds.get(guild_id)
        if guild and not guild.bot_in:
            return
        self.transcript.add(Delivery(self.clock.now(), event, guild_id, payload))
        if self.gateway:
            self.gateway.dispatch(event, payload, guild_id)

    def show(self, how: str, message: Message, payload: Json | None = None) -> None:
        body = message_json(message) if payload is None else payload
        self.transcript.add(
            Shown(
                self.clock.now(),
                how,
                message.channel.guild_id,
                message.channel.id,
                body,
                message.author.id,
                message.only_for,
                message.id,
            )
        )

    def show_to(self, how: str, interaction: Interaction, payload: Json) -> None:
        """A dialog or choices: one person's alone."""
        channel, user = interaction.channel, interaction.user.id
        self.transcript.add(
            Shown(self.clock.now(), how, channel.guild_id, channel.id, payload, only_for=user)
        )
