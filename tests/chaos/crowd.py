"""People who answer open questions in every way, several at once, and remember what they did."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import aiohttp

from bot.quiz.answers import LETTER_EMOJI
from bot.quiz.question import Face, Form, Question
from tests.chaos.oracle import Did
from tests.chaos.served import Declined, Served, Unanswered, query

_OPINIONS = (
    "It lowers the variance",
    "Leakage of the target inflates it",
    "Compare some baselines",
)
_OPEN = """
SELECT p.id, p.round_id, p.message_id, r.snapshot, p.closes_at
FROM posts p JOIN rounds r ON r.id = p.round_id JOIN channels c ON c.id = p.channel_id
WHERE c.external_id = ? AND p.message_id IS NOT NULL AND p.closed_at IS NULL
ORDER BY p.id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that stands open in a channel."""

    post: int
    round: int
    message: str
    face: Face
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """A deed with what it does to the answer; `register` None: it is only talk."""

    door: str
    body: Mapping[str, object]
    register: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A deed that was acknowledged, in time, done between two instants."""

    round: int
    source: str
    text: str
    begun: datetime
    ended: datetime


def open_question(served: Served, channel: str) -> Asked | None:
    rows = query(served.database, _OPEN, channel)
    if not rows:
        return None
    post, round_, message, snapshot, closes_at = rows[0]
    return Asked(
        int(str(post)),
        int(str(round_)),
        str(message),
        Question.from_json(str(snapshot)).face,
        datetime.fromisoformat(str(closes_at)).replace(tzinfo=UTC),
    )


class Player:
    """Somebody who answers in one channel; `did` has their deeds of each round, in order."""

    def __init__(self, served: Served, person: str, channel: str, luck: Random) -> None:
        self.person = person
        self.did: dict[int, list[Did]] = defaultdict(list)
        self.acknowledged: list[Acknowledged] = []
        self._served = served
        self._channel = channel
        self._luck = luck
        self._replies = 0
        self._was_late: set[int] = set()

    async def play(self, session: aiohttp.ClientSession) -> None:
        """Answer whatever is open, changing one's mind again and again, until cancelled."""
        while True:
            await self._served.up.wait()
            asked = open_question(self._served, self._channel)
            if asked is not None and asked.round not in self._was_late:
                await self._insist(session, asked, self._plan(asked))
            await asyncio.sleep(self._luck.uniform(0.02, 0.3))

    async def _insist(self, session: aiohttp.ClientSession, asked: Asked, plan: Plan) -> None:
        """Do it again until somebody says that it is done or cannot be, as people do."""
        while True:
            await self._served.up.wait()
            begun = self._served.clock()
            if begun >= asked.closes_at:
                self._was_late.add(asked.round)
            try:
                await self._served.deed(session, plan.door, **{"as": self.person, **plan.body})
            except Unanswered:
                self._remember(asked, plan, begun, is_sure=False)
            except Declined:
                return
            else:
                self._remember(asked, plan, begun, is_sure=True)
                return
            if asked.round in self._was_late:
                return
            await asyncio.sleep(0.01)

    def _remember(self, asked: Asked, plan: Plan, begun: datetime, *, is_sure: bool) -> None:
        # No platform tells when a reaction was set, so a late one that is only read back may count.
        if begun >= asked.closes_at and plan.door != "react":
            return
        if plan.register is None:
            return
        ended = self._served.clock()
        counts = is_sure and ended < asked.closes_at
        self.did[asked.round].append(Did(plan.register, plan.text, counts))
        if counts:
            source = "reply" if plan.door == "say" else plan.register
            told = Acknowledged(asked.round, source, plan.text or "", begun, ended)
            self.acknowledged.append(told)

    def _plan(self, asked: Asked) -> Plan:
        form = asked.face.form
        ways: list[Callable[[Asked], Plan]] = [self._reply, self._talk]
        if form.takes_letters:
            ways += [self._react, self._react]
        ways += [self._press] * 2 if form.takes_one_letter else [self._submit] * 2
        return self._luck.choice(ways)(asked)

    def _press(self, asked: Asked) -> Plan:
        letter = self._luck.choice(asked.face.letters)
        action = f"answer:{asked.post}:{letter}"
        return Plan("press", {"message": asked.message, "action": action}, "button", letter)

    def _submit(self, asked: Asked) -> Plan:
        text = self._answer(asked.face)
        value: object = text.split() if asked.face.form is Form.MULTI_SELECT else text
        body = {
            "message": asked.message,
            "action": f"answer-form:{asked.post}",
            "values": {"answer": value},
        }
        return Plan("submit", body, "form", text)

    def _react(self, asked: Asked) -> Plan:
        letter = self._luck.choice(asked.face.letters[:2])
        standing = self._luck.random() < 0.6
        body = {"message": asked.message, "emoji": LETTER_EMOJI[letter], "standing": standing}
        return Plan("react", body, f"reaction:{letter}", letter if standing else None)

    def _reply(self, asked: Asked) -> Plan:
        self._replies += 1
        text = self._answer(asked.face)
        body = {"channel": self._channel, "thread": asked.message, "text": text}
        return Plan("say", body, f"reply:{self._replies}", text)

    def _talk(self, asked: Asked) -> Plan:
        body = {"channel": self._channel, "thread": asked.message, "text": "hm, hard!"}
        return Plan("say", body, None, None)

    def _answer(self, face: Face) -> str:
        match face.form:
            case Form.NUMERIC:
                return str(self._luck.randint(1, 999))
            case Form.ORDER:
                return " ".join(self._luck.sample(face.letters, len(face.letters)))
            case Form.MATCH:
                pairs = enumerate(face.prompts, 1)
                return " ".join(f"{number}{self._luck.choice(face.letters)}" for number, _ in pairs)
            case Form.FREE_TEXT:
                return self._luck.choice(_OPINIONS)
            case Form.MULTI_SELECT:
                return " ".join(sorted(self._luck.sample(face.letters, 2)))
            case _:
                return self._luck.choice(face.letters)
