"""The line to the engine: Slack's requests come in, and are acknowledged once they were taken."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack.bolt import bolt_app
from adapters.slack.calls import Calls
from adapters.slack.errors import Removed
from adapters.slack.events import happened
from adapters.slack.forms import modal
from adapters.slack.installations import Installations
from adapters.slack.once import Once
from adapters.slack.options import Options
from adapters.slack.people import People
from adapters.slack.pictures import Pictures
from adapters.slack.reply import Replies
from adapters.slack.socket import Sockets
from adapters.slack.told import (
    Deed,
    Happened,
    Heard,
    Opening,
    Renamed,
    Uninstalled,
    Withheld,
    moment,
    said,
)
from bot.chat.events import Event, Receive, WorkspaceJoined, WorkspaceLeft
from bot.chat.news import NEVER, News
from bot.chat.places import Workspace
from bot.chat.port import ChatError

OPENING = 2.5
"""Seconds for a dialog to open: Slack's leave for it lasts three."""
_ALMOST_A_SECOND = timedelta(microseconds=999_999)

_log = logging.getLogger(__name__)


class NotListening(Exception):
    """Nobody takes events yet, or any more; Slack shall bring this one again."""


class Line:
    """Turns requests that Bolt has checked into events, one `receive` for each deed.

    A request is acknowledged after `receive` returned, which is after everything that must not be
    lost is committed. If it raised, the answer is an error: events come again by themselves, and
    whoever pressed or sent something is told and may do it again. Answers to people go out before
    the acknowledgement, but never fail it.
    """

    def __init__(
        self,
        options: Options,
        calls: Calls,
        installations: Installations,
        people: People,
        pictures: Pictures,
        now: Callable[[], datetime],
    ) -> None:
        self._options = options
        self._calls = calls
        self._installations = installations
        self._people = people
        self._now = now
        self._replies = Replies(calls, pictures)
        self._once = Once()
        self._receive: Receive | None = None
        self._news: News | None = None
        self._sockets: Sockets | None = None
        self._heard_until = NEVER
        self._is_new = True
        self._welcomed: set[str] = set()
        self.bolt = bolt_app(options, installations, self._take, now)

    # Listening

    async def listen(self, receive: Receive) -> None:
        """Deliver to `receive` until cancelled; begins with `Reconnected`."""
        self._receive = receive
        self._news = News("slack", self._deliver, self._now)
        try:
            if self._options.by_socket:
                self._sockets = Sockets(self._options, self._dispatch, self._missed, self._now)
                await self._sockets.run(self._heard_until)
            else:
                self._missed(self._heard_until)
                await asyncio.Event().wait()
        finally:
            self._receive = None
            self._heard_until = self._now()
            await self._news.aclose()
            await self._replies.aclose()

    def healthy(self) -> bool:
        """Does Slack reach us, as far as we can tell?"""
        if self._receive is None:
            return False
        return not self._options.by_socket or bool(self._sockets and self._sockets.alive)

    async def joined(self, team: str, enterprise: str = "") -> None:
        """A workspace has just installed us. Raises `NotListening` if nobody can be told."""
        if self._receive is None:
            raise NotListening
        self._welcomed.discard(team)
        self._welcome(team)

    def _missed(self, since: datetime) -> None:
        assert self._news is not None
        self._news.missed(since)
        if self._is_new:
            self._is_new = False
            self._news.insist(self._welcome_all)

    async def _welcome_all(self) -> None:
        for team in await self._installations.teams():
            # The one of the settings has just been asked whose token it is.
            if not self._options.bot_token and await self._has_removed_us(team):
                await self._leave(Uninstalled(self._now(), team, ""))
            else:
                self._welcome(team)

    async def _has_removed_us(self, team: str) -> bool:
        """Slack tells of it for some minutes only; a process that was down has not heard."""
        try:
            await self._calls.call(team, "auth.test")
        except Removed:
            return True
        except ChatError as trouble:
            _log.info("action=slack.welcome team=%s error=%s", team, type(trouble).__name__)
        return False

    def _welcome(self, team: str) -> None:
        """Say that a workspace is there, once: an organisation tells us not of each of its own."""
        if team not in self._welcomed:
            self._welcomed.add(team)
            self._tell(WorkspaceJoined(self._now(), Workspace("slack", team)))

    async def _dispatch(self, request: SocketModeRequest) -> BoltResponse:
        response = await run_async_bolt_app(self.bolt, request)
        assert isinstance(response, BoltResponse)
        return response

    async def _deliver(self, event: Event) -> None:
        if self._receive is None:
            raise NotListening
        await self._receive(event)

    # Taking

    async def _take(self, request: AsyncBoltRequest) -> BoltResponse:
        heard = self._heard(request)
        try:
            await self._once.take(said(heard.body, "event_id"), lambda: self._hear(heard))
        except Exception:  # noqa: BLE001
            # Whatever it was, Slack and the person learn of it, and everybody else goes on.
            kind, event = said(heard.body, "type"), said(heard.body, "event", "type")
            _log.exception("action=slack.take type=%s event=%s", kind, event)
            return BoltResponse(status=500, body="")
        return BoltResponse(status=200, body="")

    def _heard(self, request: AsyncBoltRequest) -> Heard:
        context = request.context
        [sent_at] = request.headers.get("x-slack-request-timestamp") or [""]
        return Heard(
            request.body,
            context.team_id or "",
            context.enterprise_id or "",
            context.bot_user_id or "",
            _within(self._now(), moment(sent_at)),
        )

    async def _hear(self, heard: Heard) -> None:
        if self._receive is None:
            raise NotListening
        what = happened(heard)
        if heard.bot and what and not isinstance(what, Uninstalled):
            self._welcome(heard.team)
        if heard.bot or isinstance(what, Uninstalled | Withheld):
            await self._act(heard, what)
        elif what:
            _log.info("action=slack.stranger team=%s", heard.team)

    async def _act(self, heard: Heard, what: Happened | None) -> None:
        match what:
            case None:
                return
            case Opening():
                await self._open(heard.team, what)
            case Deed():
                await self._do(what)
            case Renamed(user):
                self._people.rename(heard.team, user)
            case Uninstalled():
                await self._leave(what)
            case Withheld(since):
                _log.warning("action=slack.withheld team=%s", heard.team)
                self._missed(since)
            case _:
                await self._deliver(what)

    async def _open(self, team: str, opening: Opening) -> None:
        """Show a dialog before anything else: Slack's leave for it runs out soon."""
        async with asyncio.timeout(OPENING):
            view = modal(opening.form, opening.origin)
            await self._calls.call(team, "views.open", trigger_id=opening.trigger, view=view)

    async def _do(self, deed: Deed) -> None:
        way, people = deed.way, self._people
        if deed.is_answered:
            person = await people.person(way.team, way.user, channel=way.channel, name=deed.name)
        else:
            person = people.known(way.team, way.user, deed.name)
        await self._deliver(deed.event(person, self._replies.to(way)))

    async def _leave(self, left: Uninstalled) -> None:
        """Tokens are deleted after the engine knows: if that fails, Slack tells again."""
        installed = await self._installations.teams()
        if left.team:
            await self._deliver(_goodbye(left.at, left.team))
        await self._installations.forget(left.team, left.enterprise, before=left.at)
        remaining = await self._installations.teams()
        self._welcomed.intersection_update(remaining)
        if left.team in remaining:
            await self.joined(left.team)  # it was told late, and they are back
        for team in set(installed) - {left.team, *remaining}:
            self._tell(_goodbye(left.at, team))

    def _tell(self, event: Event) -> None:
        if self._news:
            self._news.tell(event)


def _goodbye(at: datetime, team: str) -> WorkspaceLeft:
    return WorkspaceLeft(at, Workspace("slack", team))


def _within(now: datetime, sent_at: datetime | None) -> datetime:
    """Our time, held to the second at which Slack says it sent this (None: it did not say)."""
    if sent_at is None:
        return now
    return max(sent_at, min(now, sent_at + _ALMOST_A_SECOND))
