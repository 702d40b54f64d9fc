"""The private way back to one deed."""

from adapters.playground.line import Line
from adapters.playground.records import Draft, Message, Spot
from adapters.playground.world import World, drawn
from bot.chat.content import Content
from bot.chat.port import PlaceGone


class PrivateReply:
    """Shows messages to the one person who acted, where they acted."""

    def __init__(
        self, world: World, line: Line, person: str, spot: Spot, pressed: Message | None = None
    ) -> None:
        self._world = world
        self._line = line
        self._person = person
        self._spot = spot
        self._pressed = pressed

    async def say(self, content: Content) -> None:
        """Show `content` to that person only. Raises `PlaceGone` if the channel is lost."""
        channel = self._world.store.channel(self._spot.channel)
        if channel is None or channel.lost:
            raise PlaceGone(f"{self._spot.channel} is archived")
        draft = Draft(
            self._spot,
            self._line.instant(),
            content=drawn(content),
            private_for=self._person,
        )
        self._world.show(draft, content)

    async def replace(self, content: Content) -> None:
        """Redraw the private message whose button was pressed, if it stands; else `say`."""
        standing = self._pressed and self._world.store.message(self._pressed.id)
        if standing and standing.private_for and not standing.deleted:
            self._world.redraw(standing, content, self._line.instant())
        else:
            await self.say(content)
