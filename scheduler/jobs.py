"""What a ring does: everything that is due, and then how long until more is."""

from datetime import timedelta

from bot.service.dispatch import Dispatcher
from bot.service.means import Clock


class Work:
    """One look at what is due."""

    def __init__(self, dispatcher: Dispatcher, clock: Clock) -> None:
        self._dispatcher = dispatcher
        self._clock = clock

    async def run(self) -> timedelta | None:
        """Do what is due; gives the time until more is, None if nothing is planned."""
        await self._dispatcher.run_due()
        wake = await self._dispatcher.next_wake()
        return None if wake is None else wake - await self._clock.now()

    def stop(self) -> None:
        """Begin nothing more; a run under way ends with what it has claimed."""
        self._dispatcher.stop()
