"""One letter each: a player's older reactions are taken off, where the operator wants that."""

import time
from collections.abc import Callable, Iterable

from bot.chat.places import MessageRef, Person
from bot.chat.recent import Recent
from bot.quiz.answers import LETTER_EMOJI
from bot.service.means import Means

SETTLING = 2.0
"""Seconds after a letter was taken off in which we may still hear that it was put on before."""

_Reaction = tuple[MessageRef, str, str]
"""A message, a person's id and a letter."""


class Tidying:
    """Takes letters off. What goes is a deed as any other, which changes no newer answer.

    Nobody knows whether a letter that is put on again while we take it off stands in the end. So
    nothing else goes for its sake: else the player could be left without any.
    """

    def __init__(self, means: Means, clock: Callable[[], float] = time.monotonic) -> None:
        self._means = means
        self._clock = clock
        self._unsettled: Recent[_Reaction, float] = Recent()

    def is_wanted(self, message: MessageRef) -> bool:
        """Does the operator want it where this message stands?"""
        return message.place.workspace.platform in self._means.tidied

    async def leave_first(
        self, message: MessageRef, person: Person, letters: tuple[str, ...]
    ) -> None:
        """Take all of these letters off but the first. Raises `ChatError`."""
        older = letters[1:]
        if not older or self._is_unsettled(message, person, letters[0]):
            return
        self._unsettle(message, person, older, float("inf"))
        try:
            emojis = [LETTER_EMOJI[letter] for letter in older]
            await self._means.chat(message.place).take_off(message, person, emojis)
        finally:
            self._unsettle(message, person, older, self._clock() + SETTLING)

    def _is_unsettled(self, message: MessageRef, person: Person, letter: str) -> bool:
        until = self._unsettled.get((message, person.id, letter))
        return until is not None and self._clock() < until

    def _unsettle(
        self, message: MessageRef, person: Person, letters: Iterable[str], until: float
    ) -> None:
        for letter in letters:
            self._unsettled.put((message, person.id, letter), until)
