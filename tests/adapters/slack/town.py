"""A Slack with one workspace, and what of the adapter speaks to it."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Self

import aiohttp

from adapters.slack import calls as wire
from adapters.slack.calls import Calls
from adapters.slack.chat import Slack
from adapters.slack.installations import Bot, OneWorkspace
from adapters.slack.options import Options
from adapters.slack.pacing import Pacer
from bot.chat.places import Place, Workspace
from tests.emulators.slack import deeds
from tests.emulators.slack.emulator import SlackEmulator
from tests.steady import leap


class Hurry:
    """A clock for the pacer that jumps instead of letting anybody wait."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._start = datetime.now(UTC)

    def moment(self) -> datetime:
        """The same clock as Slack may have it."""
        return self._start + timedelta(seconds=self.now)

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


class Town:
    """Acme with Ada, who may manage, Grace, and a channel; we are installed and invited."""

    calls: Calls
    session: aiohttp.ClientSession

    def __init__(self, scopes: Iterable[str] | None = None, *, slack_hurries: bool = False) -> None:
        """Slack's clock runs with the world's, or jumps with the pacer's if it `hurries`."""
        self.time = Hurry()
        self.slack = SlackEmulator(self.time.moment) if slack_hurries else SlackEmulator()
        self.acme = self.slack.workspace("T1", "Acme")
        self.ada = self.acme.person("U1", "ada", "Ada Lovelace", admin=True, zone="Europe/London")
        self.grace = self.acme.person("U2", "grace", "Grace Hopper", zone="America/New_York")
        people = [self.ada, self.grace]
        self.room = self.acme.channel("C1", "ml-interviews", people, creator=self.ada)
        self.grant = self.acme.grant(scopes)
        self.pacer = Pacer(self.time.clock, self.time.sleep)
        self._open = AsyncExitStack()

    @property
    def bot(self) -> Bot:
        user = self.acme.bot
        scopes = frozenset(self.grant.scopes)
        return Bot("T1", "", self.grant.token, user.id, user.bot_id, "A1", scopes)

    @property
    def installations(self) -> OneWorkspace:
        return OneWorkspace(self.bot)

    @property
    def place(self) -> Place:
        return Place(Workspace("slack", "T1"), "C1")

    def chat(self, *, app_token: str = "") -> Slack:
        """The port, not yet logged in; with `app_token` it hears through sockets."""
        options = Options(
            bot_token=self.grant.token,
            app_token=app_token,
            signing_secret=self.slack.app.signing_secret,
            api=self.slack.base_url,
        )
        return Slack(options, None, self.slack.clock.now, self.pacer)

    def seen(self) -> list[str]:
        """What Ada reads in the channel, threads included."""
        return [seen.text for seen in self.ada.sees(self.room)]

    async def erase(self, ts: str) -> None:
        """An admin deletes anybody's message."""
        news = deeds.remove(self.slack.world, self.room.messages[ts])
        await self.slack.world.tell(self.acme, news, self.room)

    async def __aenter__(self) -> Self:
        await self._open.enter_async_context(self.slack)
        self.slack.retry_pauses = ()
        self.session = await self._open.enter_async_context(wire.session())
        self.calls = Calls(self.session, self.slack.base_url, self.installations, self.pacer)
        self._open.push_async_callback(self.calls.aclose)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    def impatient(self) -> AbstractContextManager[None]:
        """In the block, whoever gets no answer at all has waited for it long enough at once."""
        return self.slack.on_silence(lambda: leap(wire.TIMEOUT + 1))
