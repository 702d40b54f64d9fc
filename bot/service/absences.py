"""Days off of a player: from today on, never in what is history already."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries import members
from bot.db.tables import Player

LONGEST_AHEAD = 60
"""Days."""
_DAY = timedelta(days=1)
_LAST_DAY = date.max
_DAYS = re.compile(r"(?:for )?(\d{1,4})(?: ?d(?:ays?)?)?", re.IGNORECASE)

Span = tuple[date, date]
"""First and last day, both included."""


class Misdated(ValueError):
    """The text is no end of an absence; says the remedy in a sentence."""


def last_day(text: str, today: date) -> date:
    """The last day off that `text` asks for: "2027-01-31", "until 2027-01-31", "5", "5 days".

    Raises `Misdated`.
    """
    text = text.strip().lower().removeprefix("until ").strip()
    if days := _DAYS.fullmatch(text):
        return _ahead(_after(today, int(days[1]) - 1), today)
    try:
        return _ahead(date.fromisoformat(text), today)
    except ValueError as wrong:
        if isinstance(wrong, Misdated):
            raise
        raise Misdated(
            "I need a date such as 2027-01-31, or a number of days such as 5."
        ) from wrong


def _after(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _ahead(last: date, today: date) -> date:
    if last < today:
        raise Misdated("That is past: I can only excuse you from today on.")
    furthest = _after(today, LONGEST_AHEAD)
    if last > furthest:
        raise Misdated(
            f"I can excuse you for {LONGEST_AHEAD} days ahead at most, until {furthest}."
        )
    return last


async def leave(session: AsyncSession, player: Player, last: date, today: date) -> list[Span]:
    """Give a player days off until `last`; gives all that are ahead. Lock the league before.

    Raises `Misdated` if all of these days are history.
    """
    first = max(today, await _first_free(session, player.league_id))
    if last < first:
        raise Misdated(
            "Today's question is settled already: give a later day, such as 2 for two days."
        )
    spans = merged([*await _spans(session, player), (first, last)])
    await members.replace_aways(session, player.id, spans)
    return [span for span in spans if span[1] >= today]


async def back(session: AsyncSession, player: Player, today: date) -> bool:
    """End a player's days off today; False if there were none. Lock the league before."""
    first_open = max(today, await _first_free(session, player.league_id))
    spans = await _spans(session, player)
    kept = [(first, min(last, first_open - _DAY)) for first, last in spans if first < first_open]
    if kept == spans:
        return False
    await members.replace_aways(session, player.id, kept)
    return True


async def leave_for_good(session: AsyncSession, player: Player, today: date) -> None:
    """Excuse a player from every day that is not history yet. Lock the league before."""
    await back(session, player, today)
    first = max(today, await _first_free(session, player.league_id))
    spans = [*await _spans(session, player), (first, _LAST_DAY)]
    await members.replace_aways(session, player.id, spans)


async def ahead(session: AsyncSession, player: Player, today: date) -> list[Span]:
    """A player's days off that are not over."""
    return [span for span in await _spans(session, player) if span[1] >= today]


async def _first_free(session: AsyncSession, league_id: int) -> date:
    """The first day that no settled round has made history."""
    last = await members.last_settled_day(session, league_id)
    return last + _DAY if last else date.min


async def _spans(session: AsyncSession, player: Player) -> list[Span]:
    return [(away.first_day, away.last_day) for away in await members.aways(session, player.id)]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same days as few spans that neither overlap nor touch, oldest first."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and (joined[-1][1] == _LAST_DAY or first <= joined[-1][1] + _DAY):
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    return joined
