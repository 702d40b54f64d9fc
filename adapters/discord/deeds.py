"""What people do who wait for an answer: taken, and answered in time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from discord import Interaction, InteractionType, Message

from adapters.discord import callbacks, events, forms, interactions
from adapters.discord.callbacks import Callback
from adapters.discord.keeping import Kept
from adapters.discord.reply import SORRY, Answer, Direct, Replies
from bot.chat.content import Choice
from bot.chat.events import CommandGiven, Event
from bot.chat.places import MessageRef, Place
from bot.chat.port import ChatError
from bot.chat.recent import Recent

DEFER_AFTER = 1.5
"""Seconds until we say that it takes longer; Discord waits for three."""
REMEMBERED = 20_000
"""Deeds, so that none is done twice when Discord tells of it again."""
FAREWELL = 3.0
"""Seconds for what is under way when we stop."""

_log = logging.getLogger(__name__)


class Deeds:
    """One `deliver` for each deed; its answer goes out in between, or an apology after it."""

    def __init__(
        self, replies: Replies, kept: Kept, deliver: Callable[[Event], Awaitable[None]]
    ) -> None:
        self._replies = replies
        self._kept = kept
        self._deliver = deliver
        self._under_way: set[asyncio.Task[None]] = set()
        self._taken: Recent[int, bool] = Recent(REMEMBERED)

    async def finish(self) -> None:
        """Let what is under way come to its end, or let it go after a while."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=FAREWELL)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def interaction(self, interaction: Interaction[Any]) -> None:
        """A command, a button, a dialog, an option; raises nothing that the person caused."""
        place = interactions.where(interaction)
        if place is None or interaction.type is InteractionType.ping or self._knows(interaction.id):
            return
        if interaction.type is InteractionType.autocomplete:
            await self._complete(interaction, place)
        else:
            await self._answer(interaction, place)

    async def said(self, message: Message, words: tuple[str, ...]) -> None:
        """A command that was written to us alone."""
        if self._knows(message.id):
            return
        place = events.place(None, message.channel.id)
        reply = Direct(self._replies, MessageRef(place, str(message.id)))
        author = events.person(message.author, None)
        deed = self._start(CommandGiven(message.created_at, author, place, words, reply))
        if await _failed(deed):
            await reply.say(SORRY)

    def _knows(self, deed: int) -> bool:
        """Was it taken already? It is now."""
        was_taken = deed in self._taken
        self._taken.put(deed, True)
        return was_taken

    async def _answer(self, interaction: Interaction[Any], place: Place) -> None:
        callback = Callback(interaction)
        reply = Answer(
            self._replies,
            callback,
            ephemeral=interaction.guild_id is not None,
            redraws=interactions.is_private(interaction),
            pressed=interaction.message is not None,
        )
        try:
            event = await self._event(interaction, place, callback, reply)
        except (ChatError, ValueError) as error:
            # The form cannot be looked up or shown now, or what was sent is not what it asks for.
            _log.warning("action=discord.interaction error=%s", type(error).__name__)
            await reply.say(SORRY)
            return
        if event:
            await self._do(event, reply)

    async def _event(
        self, interaction: Interaction[Any], place: Place, callback: Callback, reply: Answer
    ) -> Event | None:
        """What happened; None for what is nothing, or was answered with a dialog already."""
        if interaction.type is InteractionType.application_command:
            return interactions.commanded(interaction, place, reply)
        key = interactions.form_key(interaction)
        if key is None:
            return interactions.pressed(interaction, place, reply)
        form = await self._kept.form(key)
        if form is None:
            return interactions.worn_out(interaction, place, reply)
        if interaction.type is InteractionType.modal_submit:
            values = forms.submitted(interactions.data(interaction).get("components") or [], form)
            return interactions.submitted(interaction, place, form, values, reply)
        dialog = forms.modal(form, interactions.SENDS + key)
        await callback.first(callbacks.MODAL, dialog)
        return None

    async def _do(self, event: Event, reply: Answer) -> None:
        deed = self._start(event)
        await asyncio.wait([deed], timeout=DEFER_AFTER)
        if not deed.done():
            await reply.defer()
        if await _failed(deed):
            await reply.say(SORRY)
        else:
            await reply.finish()

    def _start(self, event: Event) -> asyncio.Task[None]:
        async def deliver() -> None:
            await self._deliver(event)

        task = asyncio.create_task(deliver())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _complete(self, interaction: Interaction[Any], place: Place) -> None:
        """Nobody is told when this fails: they type on."""
        callback = Callback(interaction)

        async def offer(choices: Sequence[Choice]) -> None:
            told = {"choices": interactions.suggestions(choices)}
            await callback.first(callbacks.COMPLETE, told)

        event = interactions.typing(interaction, place, offer)
        if event and await _failed(self._start(event)):
            _log.info("action=discord.complete option=%s", event.option)


async def _failed(deed: asyncio.Task[None]) -> bool:
    """Wait for it. Whatever went wrong, the person learns of it, and everybody else goes on."""
    try:
        await deed
    except Exception:  # noqa: BLE001
        _log.exception("action=discord.take")
        return True
    return False
