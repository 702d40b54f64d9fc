"""The way back to somebody who just did something."""

from typing import Protocol

from bot.chat.content import Content


class Reply(Protocol):
    """The way back to one deed; always private, good for some minutes, never stored."""

    async def say(self, content: Content) -> None:
        """Show `content` to the person who acted, and to nobody else."""
        ...

    async def replace(self, content: Content) -> None:
        """Redraw the private message whose button was pressed; elsewhere the same as `say`."""
        ...
