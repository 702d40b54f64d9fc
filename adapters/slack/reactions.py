"""Reactions on a message: putting ours, reading everybody else's."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.calls import Calls
from adapters.slack.emoji import emoji_of, name_of
from adapters.slack.errors import Refused
from adapters.slack.installations import Installations
from adapters.slack.people import People
from bot.chat.places import MessageRef
from bot.chat.port import MessageGone, PlaceGone, Reaction
from bot.chat.recent import Recent

_AGAIN = (0.3, 1.0)
"""Seconds before reading again what came incomplete."""
_FULL = frozenset({"too_many_emoji", "too_many_reactions"})


class Reactions:
    """Reactions by message."""

    def __init__(self, calls: Calls, installations: Installations, people: People) -> None:
        self._calls = calls
        self._installations = installations
        self._people = people
        self._ours: Recent[MessageRef, frozenset[str]] = Recent()

    async def put(self, message: MessageRef, emojis: Sequence[str]) -> None:
        """Put ours, in this order; what stands costs no call, so that a retry comes to an end.

        Raises `MessageGone`, also where the channel is gone or the app may not react.
        """
        for name in map(name_of, emojis):
            standing = self._ours.get(message) or frozenset()
            if name in standing:
                continue
            try:
                await self._add(message, name)
            except PlaceGone as gone:
                raise MessageGone(str(gone)) from gone
            self._ours.put(message, standing | {name})

    async def _add(self, message: MessageRef, name: str) -> None:
        try:
            await self._calls.call(
                message.place.workspace.id,
                "reactions.add",
                channel=message.place.channel.id,
                timestamp=message.id,
                name=name,
            )
        except Refused as refused:
            # What stands already is as it should be; a message full of others' has no room.
            if refused.code != "already_reacted" and refused.code not in _FULL:
                raise

    async def read(self, message: MessageRef) -> list[Reaction]:
        """Everybody's but ours. Raises `MessageGone`, also where Slack does not name them all.

        Whoever is left out would seem to have taken the answer back.
        """
        for pause in (*_AGAIN, None):
            found = await self._get(message)
            if all(map(_is_complete, found)):
                return await self._told(message, found)
            if pause:
                await self._calls.pacer.sleep(pause)
        raise MessageGone("Slack does not name everybody who reacted")

    async def _get(self, message: MessageRef) -> list[Mapping[str, Any]]:
        answer = await self._calls.call(
            message.place.workspace.id,
            "reactions.get",
            channel=message.place.channel.id,
            timestamp=message.id,
            full=True,
        )
        return list((answer.get("message") or {}).get("reactions") or [])

    async def _told(
        self, message: MessageRef, found: Sequence[Mapping[str, Any]]
    ) -> list[Reaction]:
        workspace = message.place.workspace
        bot = await self._installations.bot(workspace.id)
        known = self._people.known
        # Two of Slack's names may mean one letter, so a pair may come twice.
        pairs = dict.fromkeys(
            (str(user), emoji_of(str(one["name"])))
            for one in found
            for user in one.get("users", ())
        )
        return [
            Reaction(known(workspace.id, user), emoji) for user, emoji in pairs if user != bot.user
        ]


def _is_complete(reaction: Mapping[str, Any]) -> bool:
    return len(reaction.get("users") or ()) >= int(reaction.get("count") or 0)
