"""What a person can do in the playground: the page's doors, and pretend teammates' too.

Every deed is stored, then delivered; a door returns after both. All doors raise `Refused`.
"""

from collections.abc import Mapping

from adapters.playground import reading
from adapters.playground.answering import PrivateReply
from adapters.playground.errors import Forbidden, NotNow, Refused, Unknown
from adapters.playground.forms import Value, checked
from adapters.playground.line import Line
from adapters.playground.records import WORKSPACE, Draft, Mark, Member, Message, Spot
from adapters.playground.wire import ChannelJSON, MessageJSON
from adapters.playground.world import World, spot_in
from bot.chat.commands import split
from bot.chat.content import Action
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    PlaceLost,
    ReactionChanged,
    ReplyWritten,
)
from bot.chat.places import MessageRef, Place

TEXT_LIMIT = 2000
NAME_LIMIT = 40
EMOJI_LIMIT = 16
COMMAND = "/quiz"


class People:
    """The doors. People, channels and messages are named by their ids."""

    def __init__(self, world: World, line: Line) -> None:
        self._world = world
        self._line = line

    # Looking

    def messages(self, person: str, channel: str) -> list[MessageJSON]:
        """What the person sees in the channel, oldest first, threads included."""
        self._world.member(person)
        return self._world.messages(self._world.channel(channel, person).id, person)

    def message(self, person: str, message: str) -> MessageJSON:
        """One message as the person sees it."""
        [seen] = self._world.draw([self._world.message(message, person)], person)
        return seen

    def channels(self, person: str) -> list[ChannelJSON]:
        """The channels that the person sees, their conversation with the bot last."""
        return self._world.channels(self._world.member(person).id)

    def everybody(self) -> list[Member]:
        """All people, in the order of their coming."""
        return self._world.store.people()

    # Talking

    async def say(self, person: str, channel: str, text: str, thread: str | None = None) -> str:
        """Write in a channel or in the thread under a message; `/quiz …` in a channel is a command.

        Gives the id of the message.
        """
        member, spot = self._world.member(person), self._spot(person, channel, thread)
        _check_text(text)
        if spot.thread is None and _is_command(text):
            return await self._command(member, spot, text)
        message = self._world.show(Draft(spot, self._line.instant(), member.id, text))
        await self._tell_reply(message)
        return str(message.id)

    async def edit(self, person: str, message: str, text: str) -> None:
        """Change one's own words."""
        old = self._world.message(message, self._world.member(person).id)
        if old.author != person or old.private_for:
            raise Forbidden("You can edit only what you wrote for others to read.")
        self._check_alive(old)
        _check_text(text)
        new = self._world.store.write_text(old.id, text, self._line.instant())
        self._world.changed(new)
        await self._tell_reply(new)

    async def delete(self, person: str, message: str) -> None:
        """Delete one's own message, or dismiss a private one; an admin may delete any public one.

        Again after a failure is right: the deletion is then told again.
        """
        member, old = self._world.member(person), self._world.any_message(message)
        if old is None or not self._world.is_seen_by(old, person):
            raise Unknown("This message is gone.")
        if person not in (old.author, old.private_for) and not member.admin:
            raise Forbidden("You can delete only what you wrote.")
        if not old.deleted:
            self._world.remove(old)
        await self._tell_reply(old, deleted=True)

    async def react(self, person: str, message: str, emoji: str) -> None:
        """Put a reaction on a message."""
        await self._mark(person, message, emoji, standing=True)

    async def unreact(self, person: str, message: str, emoji: str) -> None:
        """Take a reaction of one's own off."""
        await self._mark(person, message, emoji, standing=False)

    # Buttons and forms

    async def press(self, person: str, message: str, action: str) -> None:
        """Press the button of a message that does `action`; one just redrawn still hears of it."""
        member, pressed = self._world.member(person), self._pressable(person, message)
        if not any(action in reading.actions(old) for old in self._world.pressable(pressed)):
            raise Unknown("This button is gone.")
        await self._line.deliver(
            ButtonPressed(
                self._line.instant(),
                member.person,
                pressed.ref,
                Action.parse(action),
                self._reply(person, pressed.spot, pressed),
            )
        )

    async def submit(
        self, person: str, message: str, action: str, values: Mapping[str, Value]
    ) -> None:
        """Send the form that a button of the message declares; its rules are checked first."""
        member, pressed = self._world.member(person), self._pressable(person, message)
        found = (reading.form(old, action) for old in self._world.pressable(pressed))
        form = next(filter(None, found), None)
        if form is None:
            raise Unknown("This form is gone.")
        await self._line.deliver(
            FormSubmitted(
                self._line.instant(),
                member.person,
                pressed.spot.place,
                Action.parse(action),
                checked(form, values),
                self._reply(person, pressed.spot, pressed),
            )
        )

    # Running the place

    async def archive(self, person: str, channel: str) -> None:
        """An admin archives a channel: nobody can write there, neither can the bot."""
        self._keep_channel(person, channel, lost=True)
        await self._line.deliver(PlaceLost(self._line.instant(), Place(WORKSPACE, channel)))

    async def restore(self, person: str, channel: str) -> None:
        """An admin takes a channel out of the archive."""
        self._keep_channel(person, channel, lost=False)

    def add(self, name: str) -> str:
        """A new person comes; gives their id."""
        if not name.strip() or len(name) > NAME_LIMIT:
            raise Refused(f"A name has 1 to {NAME_LIMIT} characters.")
        member = Member(f"person-{len(self.everybody()) + 1}", name.strip(), admin=False)
        self._world.welcome(member)
        return member.id

    # How it is done

    async def _command(self, member: Member, spot: Spot, text: str) -> str:
        at = self._line.instant()
        said = self._world.show(Draft(spot, at, member.id, text, private_for=member.id))
        words = split(text.strip().removeprefix(COMMAND))
        reply = self._reply(member.id, spot)
        await self._line.deliver(CommandGiven(at, member.person, spot.place, words, reply))
        return str(said.id)

    async def _tell_reply(self, message: Message, deleted: bool = False) -> None:
        if event := self._reply_written(message, deleted):
            await self._line.deliver(event)

    def _reply_written(self, message: Message, deleted: bool) -> Event | None:
        author = self._world.store.person(message.author) if message.author else None
        if message.spot.thread is None or message.private_for or author is None:
            return None
        parent = MessageRef(message.ref.place.channel, str(message.spot.thread))
        at = self._line.instant() if deleted else message.edited_at or message.at
        text = None if deleted else message.text
        return ReplyWritten(at, author.person, message.ref, parent, text)

    async def _mark(self, person: str, message: str, emoji: str, standing: bool) -> None:
        member, marked = self._world.member(person), self._world.message(message, person)
        self._check_alive(marked)
        _check_emoji(emoji)
        if marked.private_for:
            raise Refused("Nobody can react to a message that only one person sees.")
        at = self._line.instant()
        self._world.store.mark(Mark(marked.id, person, emoji), standing)
        self._world.changed(marked)
        event = ReactionChanged(at, member.person, marked.ref, emoji, standing)
        await self._line.deliver(event)

    def _pressable(self, person: str, number: str) -> Message:
        message = self._world.message(number, person)
        self._check_alive(message)
        return message

    def _reply(self, person: str, spot: Spot, pressed: Message | None = None) -> PrivateReply:
        return PrivateReply(self._world, self._line, person, spot, pressed)

    def _spot(self, person: str, channel: str, thread: str | None) -> Spot:
        if self._world.channel(channel, person).lost:
            raise NotNow("This channel is archived.")
        if thread is None:
            return Spot(channel)
        parent = self._world.message(thread, person)
        if parent.spot != Spot(channel) or parent.private_for:
            raise Refused("A thread hangs only under a public message of the channel itself.")
        return spot_in(parent)

    def _check_alive(self, message: Message) -> None:
        channel = self._world.store.channel(message.spot.channel)
        if channel is None or channel.lost:
            raise NotNow("This channel is archived.")

    def _keep_channel(self, person: str, channel: str, lost: bool) -> None:
        if not self._world.member(person).admin:
            raise Forbidden("Only an admin can do that.")
        if self._world.channel(channel, person).owner:
            raise Refused("A direct conversation cannot be archived.")
        self._world.store.lose(channel, lost)
        self._world.call_back()


def _is_command(text: str) -> bool:
    return text.split(maxsplit=1)[0] == COMMAND


def _check_text(text: str) -> None:
    if not text.strip():
        raise Refused("Write something first.")
    if len(text) > TEXT_LIMIT:
        raise Refused(f"A message has at most {TEXT_LIMIT} characters, this has {len(text)}.")


def _check_emoji(emoji: str) -> None:
    if not emoji or len(emoji) > EMOJI_LIMIT or emoji.isascii() or any(map(str.isspace, emoji)):
        raise Refused("That is no emoji.")
