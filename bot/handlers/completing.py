"""What a word that somebody is typing could become, where the platform completes words."""

from collections.abc import Iterable

from bot.chat.content import CHOICE_LABEL_LIMIT, CHOICES_LIMIT, Choice
from bot.chat.events import OptionTyped
from bot.db.queries import leagues
from bot.handlers.desk import Desk
from bot.messages import words
from bot.service.choosing import topic_named
from bot.service.leagues import here


async def typed(desk: Desk, event: OptionTyped) -> None:
    """Offer the bank's topics or the league's teams; for anything else, nothing."""
    match event.command, event.option:
        case "practice", "topic":
            found = _topics(desk, event.text)
        case "team", "name":
            found = _starting(await _teams(desk, event), event.text)
        case _:
            found = []
    await event.offer(found[:CHOICES_LIMIT])


def _topics(desk: Desk, text: str) -> list[Choice]:
    topics = sorted({entry.topic for entry in desk.means.bank.entries()})
    near = [topic for topic in topics if text.strip().lower() in words.topic(topic).lower()]
    meant = topic_named(text, topics) if text else None
    ordered = dict.fromkeys([meant, *near] if meant else near)
    return [Choice(topic, words.topic(topic)) for topic in ordered]


async def _teams(desk: Desk, event: OptionTyped) -> list[str]:
    async with desk.means.database.read() as session:
        found = await here(session, event.place)
        return sorted(await leagues.team_names(session, found.league.id)) if found else []


def _starting(names: Iterable[str], text: str) -> list[Choice]:
    wanted = text.strip().casefold()
    return [Choice(n, n[:CHOICE_LABEL_LIMIT]) for n in names if wanted in n.casefold()]
