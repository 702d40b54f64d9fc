"""Who watches the playground, and what they are told as it happens (server-sent events)."""

import asyncio
import json
from collections.abc import Callable

BACKLOG = 1000


class Watcher:
    """One open page. A page that reads too slowly is let go; it comes back and reads the state."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.is_open = True
        self._lines: asyncio.Queue[str | None] = asyncio.Queue(BACKLOG)

    def tell(self, kind: str, data: object) -> None:
        """Add an event; never waits."""
        if not self.is_open:
            return
        if self._lines.full():
            self.close()
        else:
            self._lines.put_nowait(f"event: {kind}\ndata: {json.dumps(data)}\n\n")

    def close(self) -> None:
        """Tell the page's stream to end, at once."""
        self.is_open = False
        while not self._lines.empty():
            self._lines.get_nowait()
        self._lines.put_nowait(None)

    async def next(self, patience: float) -> str | None:
        """The next event as it goes over the wire; a comment after `patience` quiet seconds.

        None when the stream is over.
        """
        try:
            return await asyncio.wait_for(self._lines.get(), patience)
        except TimeoutError:
            return ": still here\n\n"


class Stream:
    """Everybody who watches."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()

    def join(self, person: str) -> Watcher:
        """Start to watch as `person`."""
        watcher = Watcher(person)
        self._watchers.add(watcher)
        return watcher

    def leave(self, watcher: Watcher) -> None:
        """Stop watching; leaving twice is harmless."""
        self._watchers.discard(watcher)

    def tell(self, kind: str, data: object) -> None:
        """Tell everybody the same."""
        self.tell_each(kind, lambda _: data)

    def tell_each(self, kind: str, see: Callable[[str], object | None]) -> None:
        """Tell everybody what `see` says that they see; None tells them nothing."""
        for watcher in tuple(self._watchers):
            if (data := see(watcher.person)) is not None:
                watcher.tell(kind, data)

    def close(self) -> None:
        """End every stream."""
        for watcher in tuple(self._watchers):
            watcher.close()
