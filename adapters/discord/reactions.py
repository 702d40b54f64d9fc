"""Reactions on a message: putting ours, reading everybody else's."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from adapters.discord.calls import Calls, Request
from adapters.discord.errors import REACTIONS_FULL, Refused
from adapters.discord.keys import MESSAGE
from adapters.discord.people import person_of
from bot.chat.places import MessageRef
from bot.chat.port import MessageGone, PlaceGone, Reaction
from bot.chat.recent import Recent

_EMOJI = MESSAGE + "/reactions/{emoji}"
_PAGE = 100
_NORMAL, _SUPER = 0, 1
"""Discord lists the two kinds of reactors apart."""


class Reactions:
    """Reactions by message."""

    def __init__(self, calls: Calls, us: str) -> None:
        self._calls = calls
        self._us = us
        self._ours: Recent[MessageRef, frozenset[str]] = Recent()

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
