"""Reactions on a message: putting ours, reading everybody else's and taking them off."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from adapters.discord.calls import Calls, Request
from adapters.discord.errors import NO_SUCH_EMOJI, REACTIONS_FULL, NotAllowed, Refused
from adapters.discord.keys import MESSAGE
from adapters.discord.people import person_of
from bot.chat.places import MessageRef, Person
from bot.chat.port import MessageGone, PlaceGone, Reaction
from bot.chat.recent import Recent

_EMOJI = MESSAGE + "/reactions/{emoji}"
_PAGE = 100
_NORMAL, _SUPER = 0, 1
"""Discord lists the two kinds of reactors apart."""
FORBIDDEN_FOR = 3600.0
"""Seconds until we try again where we may not take reactions off."""

_log = logging.getLogger(__name__)


class Reactions:
    """Reactions by message."""

    def __init__(self, calls: Calls, us: str) -> None:
        self._calls = calls
        self._us = us
        self._ours: Recent[MessageRef, frozenset[str]] = Recent()
        self._forbidden: Recent[str, float] = Recent()
        """The channels where we may not take reactions off, and until when we try no more."""

    async def put(self, message: MessageRef, emojis: Sequence[str]) -> None:
        """Put ours, in this order; what stands costs no call, so that a retry comes to an end.

        Raises `MessageGone`, also where the channel is gone or we may not react.
        """
        for emoji in emojis:
            standing = self._ours.get(message) or frozenset()
            if emoji in standing:
                continue
            try:
                await self._add(message, emoji)
            except PlaceGone as gone:
                raise MessageGone(str(gone)) from gone
            self._ours.put(message, standing | {emoji})

    async def _add(self, message: MessageRef, emoji: str) -> None:
        ids = {"channel_id": message.place.id, "message_id": message.id, "emoji": emoji}
        try:
            await self._calls.call(Request("PUT", _EMOJI + "/@me", ids, gives=object))
        except Refused as refused:
            # A message full of others' has no room.
            if refused.code != REACTIONS_FULL:
                raise

    async def take_off(self, message: MessageRef, person: Person, emojis: Sequence[str]) -> None:
        """Take a person's off; what does not stand, and where we may not, is left.

        Raises `MessageGone`, also where the channel or the person is gone.
        """
        for emoji in emojis:
            if self._is_forbidden(message.place.id):
                return
            try:
                await self._remove(message, person, emoji)
            except NotAllowed:
                self._forbid(message.place.id)
            except PlaceGone as gone:
                raise MessageGone(str(gone)) from gone

    async def _remove(self, message: MessageRef, person: Person, emoji: str) -> None:
        ids = {"channel_id": message.place.id, "message_id": message.id, "emoji": emoji}
        whose = {"user_id": person.id}
        try:
            await self._calls.call(
                Request("DELETE", _EMOJI + "/{user_id}", ids | whose, gives=object)
            )
        except Refused as refused:
            # The person was faster than we.
            if refused.code != NO_SUCH_EMOJI:
                raise

    def _is_forbidden(self, channel: str) -> bool:
        until = self._forbidden.get(channel)
        return until is not None and self._calls.pacer.clock() < until

    def _forbid(self, channel: str) -> None:
        """Say so once, however many calls are refused together."""
        if not self._is_forbidden(channel):
            _log.warning("action=discord.tidy channel=%s: allow Manage Messages there", channel)
        self._forbidden.put(channel, self._calls.pacer.clock() + FORBIDDEN_FOR)

    async def read(self, message: MessageRef) -> list[Reaction]:
        """Everybody's but ours and other bots'. Raises `MessageGone` or `PlaceGone`."""
        found = await self._calls.get(MESSAGE, channel_id=message.place.id, message_id=message.id)
        return [
            Reaction(person_of(user, message.place.workspace), emoji)
            for one in found.get("reactions") or ()
            if (emoji := _emoji(one)) and _is_others_too(one)
            for kind in _kinds(one)
            async for user in self._reactors(message, emoji, kind)
            if str(user["id"]) != self._us and not user.get("bot")
        ]

    async def _reactors(
        self, message: MessageRef, emoji: str, kind: int
    ) -> AsyncIterator[Mapping[str, Any]]:
        after: dict[str, str | int] = {}
        while True:
            page = await self._calls.page(
                _EMOJI,
                {"limit": _PAGE, "type": kind, **after},
                channel_id=message.place.id,
                message_id=message.id,
                emoji=emoji,
            )
            for user in page:
                yield user
            if len(page) < _PAGE:
                return
            after = {"after": str(page[-1]["id"])}


def _emoji(reaction: Mapping[str, Any]) -> str:
    """Its emoji; "" for one that a server has made itself."""
    emoji = reaction["emoji"]
    return "" if emoji.get("id") else str(emoji.get("name") or "")


def _is_others_too(reaction: Mapping[str, Any]) -> bool:
    return int(reaction.get("count") or 0) > bool(reaction.get("me"))


def _kinds(reaction: Mapping[str, Any]) -> Sequence[int]:
    details = reaction.get("count_details") or {}
    return (_NORMAL, _SUPER) if details.get("burst") else (_NORMAL,)
