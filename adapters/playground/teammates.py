"""Pretend teammates: when and how each answers a question that they see. Pure, and fixed by a seed.

They do not know the answers any more than a person does: they guess, each with habits of their own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from adapters.playground.forms import Value
from adapters.playground.people import People
from adapters.playground.reading import buttons, forms, lines
from adapters.playground.records import BOT_NAME
from adapters.playground.wire import ChoicesField, EntryField, Field, FormJSON, MessageJSON

ANSWER = "answer"
"""How the verbs of the forms that answer a question begin."""

_LETTERS = "ABCDEFG"
_OPTION = re.compile(r"^\W*([A-G])\W*[.):·—-]|^\W*\*\*([A-G])\W*\*\*")
_PROMPT = re.compile(r"^\W*([1-9])\W*[.):·—-]|^\W*\*\*([1-9])\W*\*\*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_OPINIONS = (
    "It lowers the variance at the price of some bias, so it generalises better.",
    "I would compare both on a held-out set first, with a baseline and a confidence interval.",
    "The classes are imbalanced, so accuracy hides what matters; look at precision and recall.",
    "Information about the target leaks into the features, so the estimate is too good.",
)


@dataclass(frozen=True, slots=True)
class Press:
    action: str


@dataclass(frozen=True, slots=True)
class React:
    emoji: str


@dataclass(frozen=True, slots=True)
class Write:
    text: str


@dataclass(frozen=True, slots=True)
class Submit:
    action: str
    values: Mapping[str, Value]


Deed = Press | React | Write | Submit


@dataclass(frozen=True, slots=True)
class Plan:
    """What a teammate is going to do about a message, and when (UTC)."""

    at: datetime
    person: str
    message: str
    channel: str
    deed: Deed


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when one may answer (UTC)."""

    opens: datetime
    closes: datetime


def is_question(message: MessageJSON) -> bool:
    """Is this a public message of the bot with a way to answer?"""
    is_public = message["author"]["bot"] and not message["private"] and message["thread"] is None
    has_door = _letter_actions(message) or _answer_form(message) or len(_seeded(message)) > 1
    return is_public and bool(has_door)


def plan(person: str, message: MessageJSON, window: Window, seed: str) -> Plan | None:
    """How `person` will answer; None on a day that they miss."""
    habits = Random(f"{seed}/{person}")  # noqa: S311 - a pastime, no secret
    luck = Random(f"{seed}/{person}/{message['id']}")  # noqa: S311 - a pastime, no secret
    diligence, promptness = habits.uniform(0.65, 0.98), habits.uniform(0.8, 3.0)
    weights = [habits.uniform(0.3, 1.0) for _ in _LETTERS]
    if luck.random() > diligence:
        return None
    share = 0.02 + 0.9 * luck.random() ** promptness
    at = window.opens + (window.closes - window.opens) * share
    deed = _deed(message, weights, luck)
    return Plan(at, person, message["id"], message["channel"], deed)


async def carry_out(plan: Plan, people: People) -> None:
    """Do it, through the doors that everybody has. Raises `Refused` as they do."""
    match plan.deed:
        case Press(action):
            await people.press(plan.person, plan.message, action)
        case React(emoji):
            await people.react(plan.person, plan.message, emoji)
        case Write(text):
            await people.say(plan.person, plan.channel, text, plan.message)
        case Submit(action, values):
            await people.submit(plan.person, plan.message, action, values)


def _deed(message: MessageJSON, weights: list[float], luck: Random) -> Deed:
    presses = _letter_actions(message)
    if presses:
        [index] = luck.choices(range(len(presses)), weights[: len(presses)])
        return _letter_deed(message, index, luck)
    if form := _answer_form(message):
        return _form_deed(message, form, luck)
    seeded = _seeded(message)
    [emoji] = luck.choices(seeded, weights[: len(seeded)])
    return React(emoji)


def _letter_deed(message: MessageJSON, index: int, luck: Random) -> Deed:
    letter, action = list(_letter_actions(message).items())[index]
    seeded = _seeded(message)
    way = luck.random()
    if way > 0.75 and len(seeded) == len(_letter_actions(message)):
        return React(seeded[index])
    return Write(letter) if way < 0.1 else Press(action)


def _form_deed(message: MessageJSON, form: FormJSON, luck: Random) -> Deed:
    values = {field["name"]: _value(field, message, luck) for field in form["fields"]}
    texts = [value for value in values.values() if isinstance(value, str)]
    if len(values) == len(texts) == 1 and luck.random() < 0.3:
        return Write(texts[0])
    return Submit(form["action"], values)


def _value(field: Field, message: MessageJSON, luck: Random) -> Value:
    return _picks(field, luck) if field["kind"] == "choices" else _entry(field, message, luck)


def _picks(field: ChoicesField, luck: Random) -> list[str]:
    values = [choice["value"] for choice in field["choices"]]
    count = luck.randint(1, max(1, len(values) - 1)) if field["many"] else 1
    return sorted(luck.sample(values, count))


def _entry(field: EntryField, message: MessageJSON, luck: Random) -> str:
    if field["lines"] > 1:
        return luck.choice(_OPINIONS)[: field["limit"]]
    options, prompts = _marked(_OPTION, message), _marked(_PROMPT, message)
    shuffled = luck.sample(options, len(options))
    if prompts and options:
        return " ".join(f"{number}{luck.choice(options)}" for number in prompts)
    return " ".join(shuffled) if options else _number(message, luck)


def _number(message: MessageJSON, luck: Random) -> str:
    numbers = _NUMBER.findall("\n".join(lines(message["blocks"]))) or ["1"]
    return f"{float(luck.choice(numbers)) * luck.choice((0.5, 1, 1, 2, 10)):g}"


def _marked(pattern: re.Pattern[str], message: MessageJSON) -> list[str]:
    """The marks that begin lines of the message, such as A, B, C."""
    found = [pattern.match(line) for line in lines(message["blocks"])]
    return list(dict.fromkeys(m.group(1) or m.group(2) for m in found if m))


def _letter_actions(message: MessageJSON) -> dict[str, str]:
    return {
        button["label"]: button["action"]
        for button in buttons(message)
        if "action" in button and button["label"] in set(_LETTERS)
    }


def _seeded(message: MessageJSON) -> list[str]:
    """The reactions that the bot put there for people to take up."""
    return [r["emoji"] for r in message["reactions"] if BOT_NAME in r["people"]][: len(_LETTERS)]


def _answer_form(message: MessageJSON) -> FormJSON | None:
    return next((f for f in forms(message) if f["action"].startswith(ANSWER)), None)
