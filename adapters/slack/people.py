"""Who somebody is: names, zones and rights, asked of Slack once in a while and remembered."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.slack.calls import Calls
from adapters.slack.errors import NotAllowed, Refused, TokenVoid
from adapters.slack.installations import NotInstalled
from adapters.slack.pacing import Bucket
from bot.chat.places import Person, Workspace
from bot.chat.port import ChatDown, ChatError, PlaceGone, Throttled
from bot.chat.recent import Recent

FRESH = timedelta(minutes=10)
"""So long we take somebody for what they were: an admin may have ceased to be one."""
PATIENCE = 0.7
"""Seconds that a deed waits to learn who did it; Slack waits three in all."""
SOON = timedelta(seconds=30)
"""So long we take it for granted that we may not ask: somebody is about to let us."""
_REMEMBERED = 20_000
_WAITING = 5_000
_IN_BACKGROUND = 60
"""People of one workspace who are asked after in a minute, unless they do something: Slack lets
us ask after 100, and who wants to change a league shall not wait until all others are known.
"""
_LONGEST_PAUSE = 60.0

_log = logging.getLogger(__name__)

Key = tuple[str, str]
"""A workspace, and a person or a channel of it."""


@dataclass(frozen=True, slots=True)
class _Profile:
    """What Slack said of somebody, as one workspace sees them; `name` may be ""."""

    name: str
    zone: str
    is_admin: bool
    is_stranger: bool
    read_at: datetime


class People:
    """The directory of all workspaces; nobody is asked after twice at the same time."""

    def __init__(self, calls: Calls, now: Callable[[], datetime]) -> None:
        self._calls = calls
        self._now = now
        self._profiles: Recent[Key, _Profile] = Recent(_REMEMBERED)
        self._creators: Recent[Key, str] = Recent(_REMEMBERED)
        self._asked: dict[Key, asyncio.Task[Throttled | None]] = {}
        self._wanted: dict[str, dict[Key, None]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._paces: Recent[str, Bucket] = Recent()

    def known(self, team: str, user: str, name: str = "") -> Person:
        """Somebody as far as we know them, at once; `name` is what the deed itself told.

        Who is not known is asked after in the background. May manage nothing.
        """
        key = (team, user)
        if not self._is_fresh(key):
            self._want(key)
        return self._seen(key, name, may_manage=False)

    async def person(
        self, team: str, user: str, *, channel: str = "", name: str = "", patience: float = PATIENCE
    ) -> Person:
        """Somebody with their rights in the channel, waiting at most `patience` seconds.

        What cannot be learnt by then is left out; never raises.
        """
        key, place = (team, user), (team, channel)
        asking = [] if self._is_fresh(key) else [self._ask(key, self._learn_person)]
        if _has_creator(channel) and place not in self._creators:
            asking.append(self._ask(place, self._learn_creator))
        if asking:
            await asyncio.wait(asking, timeout=patience)
        if not self._is_fresh(key):
            self._want(key)
        return self._seen(key, name, may_manage=self._may_manage(key, place))

    def rename(self, team: str, user: Mapping[str, Any]) -> None:
        """Slack told of a change in somebody whom we know: `user` is as users.info has it."""
        id_ = user.get("id")
        # In a large workspace somebody always changes; those who play are few.
        if isinstance(id_, str) and (team, id_) in self._profiles:
            self._profiles.put((team, id_), _profile(team, user, self._now()))

    def forget(self, team: str, user: str) -> None:
        self._profiles.drop((team, user))

    async def aclose(self) -> None:
        """Stop asking."""
        tasks = [*self._asked.values(), *self._workers.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _seen(self, key: Key, name: str, *, may_manage: bool) -> Person:
        team, user = key
        profile = self._profiles.get(key)
        return Person(
            Workspace("slack", team),
            user,
            (profile.name if profile else "") or name,
            may_manage,
            profile.zone if profile else "",
        )

    def _may_manage(self, key: Key, place: Key) -> bool:
        profile = self._profiles.get(key)
        if profile is None or profile.is_stranger:
            return False
        return profile.is_admin or self._creators.get(place) == key[1]

    def _is_fresh(self, key: Key) -> bool:
        profile = self._profiles.get(key)
        return profile is not None and self._now() < profile.read_at + FRESH

    def _ask(
        self, key: Key, learn: Callable[[Key], Coroutine[object, None, Throttled | None]]
    ) -> asyncio.Task[Throttled | None]:
        """The one task that is asking after somebody."""
        self._wanted.get(key[0], {}).pop(key, None)
        if key not in self._asked:
            task = self._asked[key] = asyncio.create_task(learn(key))
            task.add_done_callback(lambda _: self._asked.pop(key, None))
        return self._asked[key]

    async def _learn_person(self, key: Key) -> Throttled | None:
        """Raises nothing; gives the pause that Slack asks for."""
        team, user = key
        try:
            answer = await self._calls.call(team, "users.info", user=user)
        except Throttled as throttled:
            return throttled
        except ChatDown:
            return None
        except (NotAllowed, NotInstalled, TokenVoid):
            self._profiles.put(key, _profile(team, {}, self._now() - FRESH + SOON))
            return None
        except (PlaceGone, Refused):
            answer = {}  # somebody of another organisation, whom we are not shown
        self._profiles.put(key, _profile(team, answer.get("user") or {}, self._now()))
        return None

    async def _learn_creator(self, key: Key) -> Throttled | None:
        team, channel = key
        try:
            answer = await self._calls.call(team, "conversations.info", channel=channel)
        except Throttled as throttled:
            return throttled
        except ChatError:
            return None
        self._creators.put(key, str((answer.get("channel") or {}).get("creator") or ""))
        return None

    def _want(self, key: Key) -> None:
        team = key[0]
        waiting = self._wanted.setdefault(team, {})
        if key in self._asked or len(waiting) >= _WAITING:
            return
        waiting[key] = None
        if team not in self._workers:
            self._workers[team] = asyncio.create_task(self._work(team, waiting))
            self._workers[team].add_done_callback(lambda _: self._workers.pop(team, None))

    async def _work(self, team: str, waiting: dict[Key, None]) -> None:
        """Ask after everybody who is wanted, one after the other; a crowd leaves room for deeds."""
        while waiting:
            await self._pause(team)
            for key in list(waiting)[:1]:  # somebody else may have asked meanwhile
                if throttled := await self._ask(key, self._learn_person):
                    waiting[key] = None
                    _log.info("action=slack.people waiting=%d", len(waiting))
                    await asyncio.sleep(min(throttled.retry_after, _LONGEST_PAUSE))

    async def _pause(self, team: str) -> None:
        pacer = self._calls.pacer
        pace = self._paces.get(team) or Bucket(_IN_BACKGROUND)
        at = pace.earliest(pacer.clock())
        self._paces.put(team, pace.take(at))
        if (early := at - pacer.clock()) > 0:
            await pacer.sleep(early)


def _has_creator(channel: str) -> bool:
    """A direct conversation belongs to nobody."""
    return bool(channel) and not channel.startswith("D")


def _profile(team: str, user: Mapping[str, Any], now: datetime) -> _Profile:
    """What users.info says; nothing at all is what it says of a stranger."""
    is_stranger = bool(user.get("is_stranger")) or team not in _teams(user)
    rights = (user.get(right) for right in ("is_admin", "is_owner", "is_primary_owner"))
    return _Profile(
        _name(user),
        str(user.get("tz") or ""),
        any(rights) and not is_stranger and not user.get("deleted"),
        is_stranger,
        now,
    )


def _teams(user: Mapping[str, Any]) -> set[str]:
    """The workspaces that they belong to; an organisation's people may belong to several."""
    of_organisation = user.get("enterprise_user") or {}
    return {str(user.get("team_id") or ""), *(of_organisation.get("teams") or ())}


def _name(user: Mapping[str, Any]) -> str:
    """The name that people see in Slack."""
    profile = user.get("profile") or {}
    names = (
        profile.get("display_name"),
        profile.get("real_name"),
        user.get("real_name"),
        user.get("name"),
    )
    return next((str(name) for name in names if name), "")
