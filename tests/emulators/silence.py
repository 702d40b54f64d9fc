"""Calls that get no answer, and who wants to know of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Silence:
    """Tells that a call has begun to wait in vain."""

    def __init__(self) -> None:
        self._deeds: list[Callable[[], object]] = []

    @contextmanager
    def told(self, do: Callable[[], object]) -> Iterator[None]:
        """In the block this is done whenever a call is left without an answer."""
        self._deeds.append(do)
        try:
            yield
        finally:
            self._deeds.remove(do)

    def fall(self) -> None:
        for do in self._deeds:
            do()
