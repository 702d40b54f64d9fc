"""The whole adapter, listening to the town's Slack in either way."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from adapters.slack.chat import Slack
from adapters.slack.http import mount
from adapters.slack.options import Options
from bot.chat.content import Action, Button, Buttons, Content, Entry, Form, Text
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    HomeOpened,
    ShortcutUsed,
)
from bot.chat.places import MessageRef, Place, Workspace
from tests.adapters.ears import Ears, listening
from tests.adapters.slack.town import Town
from tests.emulators.slack.emulator import SlackEmulator

ACME = Workspace("slack", "T1")
ROOM = Place(ACME, "C1")
FORM = Form(Action("answer-form", ("7",)), "Your answer", (Entry("answer", "Answer"),))
QUESTION = Content(
    "a question",
    Text("What is 1 + 1?"),
    Buttons((Button("B", Action("answer", ("7", "B"))), Button("Answer…", FORM))),
)
AGAIN = Content("noted", Text("noted"), Buttons((Button("Take back", Action("withdraw", ("7",))),)))


@dataclass(frozen=True, slots=True)
class Stand:
    """A town, somebody who listens to it, and the adapter between."""

    town: Town
    ears: Ears
    chat: Slack

    async def ask(self) -> MessageRef:
        return await self.chat.post(self.town.place, QUESTION, "round:1")


def answering(stand: Stand, content: Content, *, replace: bool = False) -> None:
    """Everything that wants an answer gets this one."""

    async def answer(event: Event) -> None:
        if isinstance(
            event, CommandGiven | ButtonPressed | FormSubmitted | ShortcutUsed | HomeOpened
        ):
            await (event.reply.replace if replace else event.reply.say)(content)

    stand.ears.then = answer


def private(stand: Stand) -> list[str]:
    """What only Ada sees in the channel."""
    return [seen.text for seen in stand.town.ada.sees(stand.town.room) if seen.ephemeral]


def options(town: Town, *, by_socket: bool) -> Options:
    app = town.slack.app
    return Options(
        bot_token=town.grant.token,
        app_token=app.app_token if by_socket else "",
        signing_secret="" if by_socket else app.signing_secret,
        api=town.slack.base_url,
    )


@asynccontextmanager
async def by_socket(
    town: Town, ears: Ears, now: Callable[[], datetime] | None = None
) -> AsyncIterator[Slack]:
    """Listening through two sockets."""
    settings = options(town, by_socket=True)
    chat = Slack(settings, None, now or town.slack.clock.now, town.pacer)
    async with chat, listening(chat, ears):
        await town.slack.connected(settings.connections)
        yield chat


@asynccontextmanager
async def by_http(town: Town, ears: Ears) -> AsyncIterator[Slack]:
    """Listening to signed requests."""
    chat = Slack(options(town, by_socket=False), None, town.slack.clock.now, town.pacer)
    async with through_http(town.slack, chat, ears):
        yield chat


@asynccontextmanager
async def through_http(slack: SlackEmulator, chat: Slack, ears: Ears) -> AsyncIterator[str]:
    """The same for any adapter; gives the address of the events."""
    async with chat, served(chat) as url, listening(chat, ears):
        slack.events_to(f"{url}/slack/events")
        yield f"{url}/slack/events"
        slack.events_to("")


@asynccontextmanager
async def served(chat: Slack) -> AsyncIterator[str]:
    """The adapter's routes on a port of this machine; gives the address."""
    app = web.Application()
    mount(app, chat)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
