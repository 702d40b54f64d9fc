"""What a person does in Slack, and what the app hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.emulators.slack import deeds
from tests.emulators.slack.asking import check_reaction, known_emoji
from tests.emulators.slack.blocks import text_of
from tests.emulators.slack.calls import Refusal
from tests.emulators.slack.deeds import Draft
from tests.emulators.slack.delivery import Courier, NotTaken
from tests.emulators.slack.forms import Entry, button, filled
from tests.emulators.slack.responding import LIFE, Hook, Responses
from tests.emulators.slack.state import Channel, Json, Message, Team, User
from tests.emulators.slack.typed import typed
from tests.emulators.slack.viewing import check_view, put_on, replace
from tests.emulators.slack.wire import message_json
from tests.emulators.slack.world import World

CANONICAL = {"thumbsup": "+1", "thumbsdown": "-1", "pencil": "memo"}
"""Second names; what the app hears is the first one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message on somebody's screen; `text` is everything that can be read in it."""

    ts: str
    author: str
    text: str
    blocks: list[Json]
    ephemeral: bool
    thread: str
    reactions: dict[str, list[str]]
    edited: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What every person's deeds pass through."""

    world: World
    courier: Courier
    responses: Responses


class Person(User):
    """A user with hands; every deed returns when the app has acknowledged it.

    Deeds that want an answer (commands, buttons, dialogs, shortcuts) raise NotTaken when the app
    failed. What the app only hears of as an event is done in any case.
    """

    def __init__(self, desk: Desk, id: str, name: str, real_name: str, team: Team) -> None:
        super().__init__(id, name, real_name, team)
        self._desk = desk
        self._world = desk.world
        self.errors: dict[str, str] = {}
        """What the open dialog complains about, by block_id."""

    def __repr__(self) -> str:
        return f"Person({self.team.id}/{self.id})"

    # Messages

    async def say(
        self, room: Channel, text: str, *, thread: str | None = None, broadcast: bool = False
    ) -> str:
        """Write to a channel or a thread; gives the ts."""
        self._must_be_in(room)
        draft = Draft(typed(text), thread=thread or "", broadcast=broadcast)
        message, news = deeds.write(self._world, room, self, draft)
        await self._world.tell(room.team, news, room)
        return message.ts

    async def edit(self, room: Channel, ts: str, text: str) -> None:
        message = self._own(room, ts)
        news = deeds.rewrite(self._world, message, typed(text), [])
        await self._world.tell(room.team, news, room)

    async def delete(self, room: Channel, ts: str) -> None:
        """One's own message; an admin may delete anybody's."""
        may = self._standing if self.admin or self.owner else self._own
        news = deeds.remove(self._world, may(room, ts))
        await self._world.tell(room.team, news, room)

    async def react(self, room: Channel, ts: str, name: str) -> None:
        """Raises NotTaken for an emoji that does not exist or stands already."""
        self._must_be_in(room)
        message = self._standing(room, ts)
        name = canonical(name)
        if not known_emoji(room.team, name):
            raise NotTaken(f"there is no emoji :{name}:")
        try:
            check_reaction(message, self.id, name)
        except Refusal as refusal:
            raise NotTaken(refusal.code) from refusal
        news = deeds.put_reaction(self._world, message, self, name)
        await self._world.tell(room.team, news, room)

    async def unreact(self, room: Channel, ts: str, name: str) -> None:
        message = self._standing(room, ts)
        name = canonical(name)
        if self.id not in message.reactions.get(name, []):
            raise NotTaken(f"no :{name}: of yours stands there")
        news = deeds.take_reaction(self._world, message, self, name)
        await self._world.tell(room.team, news, room)

    @property
    def direct(self) -> Channel:
        """The conversation with the app's bot."""
        return deeds.open_direct(self._world, self)

    async def dm(self, text: str, *, thread: str | None = None) -> str:
        """Write to the bot in private; gives the ts."""
        return await self.say(self.direct, text, thread=thread)

    # Deeds that want an answer

    async def command(self, room: Channel, line: str) -> None:
        """A slash command as it was typed; an answer that came with the acknowledgement shows."""
        self._must_be_in(room)
        grant = self._world.grant_of(room.team)
        if grant is None or "commands" not in grant.scopes:
            raise NotTaken(f"{line.split(maxsplit=1)[0]} is not a valid command.")
        url = self._desk.responses.url(self, room)
        payload = self._command(room, line) | {"response_url": url}
        answer = await self._desk.courier.ask("slash_commands", room.team, payload)
        if isinstance(answer, dict) and (answer.get("text") or answer.get("blocks")):
            hook = Hook(self, room, self._world.clock.now() + LIFE)
            if self._desk.responses.speak(hook, answer):
                raise NotTaken("the command's answer was invalid")

    def _command(self, room: Channel, line: str) -> Json:
        word, _, text = line.partition(" ")
        name = "directmessage" if room.direct else "privategroup" if room.private else room.name
        payload = {
            "token": self._world.app.verification,
            "team_id": room.team.id,
            "team_domain": room.team.domain,
            "channel_id": room.id,
            "channel_name": name,
            "user_id": self.id,
            "user_name": self.name,
            "command": word,
            "text": text.strip(),
            "api_app_id": self._world.app.app_id,
            "is_enterprise_install": "true" if self._org(room.team) else "false",
            "trigger_id": self._world.trigger(self, room.team),
        }
        return payload | ({"enterprise_id": room.team.enterprise} if room.team.enterprise else {})

    async def press(self, room: Channel, ts: str, name: str) -> None:
        """A button of a message, by its label or value; or an option of a menu in it."""
        message = room.messages.get(ts)
        if message is None or message.only_for not in ("", self.id) or message.tombstone:
            raise NotTaken("there is no such message on the screen")
        container: Json = {
            "type": "message",
            "message_ts": ts,
            "channel_id": room.id,
            "is_ephemeral": bool(message.only_for),
        }
        if message.thread:
            container["thread_ts"] = message.thread
        more: Json = {
            "container": container,
            "channel": {"id": room.id, "name": room.name or "directmessage"},
            "response_url": self._desk.responses.url(self, room, message),
        }
        if not message.only_for:
            more["message"] = message_json(message, thread=True)
        await self._press(room.team, message.blocks, name, more)

    async def press_home(self, name: str) -> None:
        """A button of the app's home page."""
        if self.home is None:
            raise NotTaken("the home page is empty")
        await self._press_view(self.home, name)

    async def press_dialog(self, name: str) -> None:
        """A button within the open dialog."""
        await self._press_view(self._open_dialog(), name)

    async def _press_view(self, view: Json, name: str) -> None:
        container = {"type": "view", "view_id": view["id"]}
        team = self._world.teams[view["team_id"]]
        await self._press(team, view["blocks"], name, {"container": container, "view": view})

    async def _press(self, team: Team, blocks: list[Json], name: str, more: Json) -> None:
        _, action = button(blocks, name)
        action["action_ts"] = self._world.clock.stamp()
        payload = self._deed("block_actions", team) | more
        payload |= {"actions": [action], "state": {"values": {}}}
        await self._desk.courier.ask("interactive", team, payload)

    async def shortcut(self, room: Channel, ts: str, callback_id: str) -> None:
        """A shortcut in a message's menu."""
        message = self._standing(room, ts)
        payload = self._deed("message_action", room.team) | {
            "callback_id": callback_id,
            "action_ts": self._world.clock.stamp(),
            "message_ts": ts,
            "channel": {"id": room.id, "name": room.name or "directmessage"},
            "message": message_json(message, thread=True),
            "response_url": self._desk.responses.url(self, room),
        }
        await self._desk.courier.ask("interactive", room.team, payload)

    async def global_shortcut(self, callback_id: str) -> None:
        """A shortcut in the menu beside the message field."""
        payload = self._deed("shortcut", self.team) | {
            "callback_id": callback_id,
            "action_ts": self._world.clock.stamp(),
        }
        await self._desk.courier.ask("interactive", self.team, payload)

    async def open_home(self) -> None:
        """Look at the app's home page; the app hears of it."""
        event: Json = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": self.direct.id,
            "tab": "home",
            "event_ts": self._world.clock.stamp(),
        }
        if self.home:
            event["view"] = self.home
        await self._world.tell(self.team, [event], self.direct)

    # Dialogs

    @property
    def dialog(self) -> Json | None:
        """The dialog on top."""
        return self.dialogs[-1] if self.dialogs else None

    def _open_dialog(self) -> Json:
        if not self.dialogs:
            raise NotTaken("no dialog is open")
        return self.dialogs[-1]

    async def submit(self, entries: Mapping[str, Entry] | None = None) -> None:
        """Fill in fields by block_id, action_id or label, and send.

        What the app complains about is in `errors` afterwards.
        """
        view = self._open_dialog()
        if not view.get("submit"):
            raise NotTaken("the dialog has nothing to submit")
        values = filled(view, entries or {})
        team = self._world.teams[view["team_id"]]
        payload = self._deed("view_submission", team) | {
            "view": view | {"state": {"values": values}},
            "response_urls": [],
        }
        self.errors = {}
        answer = await self._desk.courier.ask("interactive", team, payload)
        self._react_to(answer, view, team)

    async def close_dialog(self) -> None:
        self._open_dialog()
        self.dialogs.pop()
        self.errors = {}

    def _react_to(self, answer: Any, view: Json, team: Team) -> None:
        if not answer:
            self.dialogs.remove(view)
            return
        trouble = NotTaken("We had some trouble connecting. Try again?")
        if not isinstance(answer, dict):
            raise trouble
        try:
            self._obey(answer, view, team)
        except (Refusal, KeyError) as error:
            raise trouble from error

    def _obey(self, answer: Json, view: Json, team: Team) -> None:
        action = answer["response_action"]
        if action == "clear":
            self.dialogs.clear()
        elif action == "errors":
            self._complain(answer["errors"], view)
        elif action in {"update", "push"}:
            check_view(self._world, team, answer["view"], "modal")
            if action == "push":
                put_on(self._world, team, self, answer["view"])
            else:
                replace(self._world, team, self, view, answer["view"])
        else:
            raise KeyError(action)

    def _complain(self, errors: dict[str, str], view: Json) -> None:
        known = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
        if not errors or set(errors) - known:
            raise KeyError(*errors)
        self.errors = dict(errors)
        self._world.show_to("errors", self, {"text": "\n".join(errors.values())})

    # What is on the screen

    def sees(self, room: Channel) -> list[Seen]:
        """The channel as it stands, replies after what they answer; empty if it is closed to us."""
        if (room.private or room.direct) and self.id not in room.members:
            return []
        visible = [m for m in room.messages.values() if m.only_for in ("", self.id)]
        visible.sort(key=lambda message: (message.thread or message.ts, message.ts))
        return [_seen(message) for message in visible if not _vanished(message)]

    def reload(self) -> None:
        """Load the page anew: ephemeral messages and open dialogs are gone."""
        self.dialogs.clear()
        for room in self._world.rooms():
            for message in list(room.messages.values()):
                if message.only_for == self.id:
                    del room.messages[message.ts]

    # Within

    def _must_be_in(self, room: Channel) -> None:
        if self.id not in room.members:
            raise NotTaken("you are not in this channel")
        if room.archived:
            raise NotTaken("this channel is archived")

    def _standing(self, room: Channel, ts: str) -> Message:
        message = room.public(ts)
        if message is None:
            raise NotTaken("there is no such message")
        return message

    def _own(self, room: Channel, ts: str) -> Message:
        message = self._standing(room, ts)
        if message.author is not self:
            raise NotTaken("this message is somebody else's")
        return message

    def _org(self, team: Team) -> bool:
        grant = self._world.grant_of(team)
        return bool(grant and grant.org)

    def _deed(self, kind: str, team: Team) -> Json:
        org = self._org(team)
        enterprise = {"id": team.enterprise, "name": team.enterprise} if team.enterprise else None
        return {
            "type": kind,
            "user": {
                "id": self.id,
                "username": self.name,
                "name": self.name,
                "team_id": self.team.id,
            },
            "api_app_id": self._world.app.app_id,
            "token": self._world.app.verification,
            "trigger_id": self._world.trigger(self, team),
            "team": {"id": team.id, "domain": team.domain},
            "enterprise": enterprise,
            "is_enterprise_install": org,
        }


def canonical(name: str) -> str:
    plain, _, tone = name.strip(":").partition("::")
    plain = CANONICAL.get(plain, plain)
    return f"{plain}::{tone}" if tone else plain


def _vanished(message: Message) -> bool:
    return message.tombstone and not message.channel.replies(message.ts)


def _seen(message: Message) -> Seen:
    body = message_json(message)
    return Seen(
        ts=message.ts,
        author=message.author.id,
        text=text_of(body),
        blocks=[] if message.tombstone else message.blocks,
        ephemeral=bool(message.only_for),
        thread=message.thread,
        reactions={name: list(users) for name, users in message.reactions.items()},
        edited=bool(message.edited),
    )
