"""The summary of a week or a season."""

from collections.abc import Sequence

from bot.chat.content import Block, Content, Fact, Facts, Name, Small, Text, Title
from bot.messages import words
from bot.quiz.standings import Ranked

MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}


def summary(period: str, players: Sequence[Ranked], teams: Sequence[Ranked]) -> Content:
    """Who was ahead in a period such as "week:2026-W47"."""
    return Content(
        f"{_title(period)}: the standings",
        Title(_title(period)),
        *_table("Players", players),
        *(_table("Teams", teams) if len(teams) > 1 else ()),
        Small("`/quiz leaderboard` shows more, `/quiz me` shows yours."),
    )


def lines(ranked: Sequence[Ranked]) -> Facts:
    """A leaderboard: rank and name, then points and share answered."""
    return Facts(tuple(map(_line, ranked)))


def _table(heading: str, ranked: Sequence[Ranked]) -> list[Block]:
    return [Text(f"**{heading}**"), lines(ranked)]


def _line(line: Ranked) -> Fact:
    row = line.row
    return Fact(
        Text(f"{MEDALS.get(line.rank, f'{line.rank}.')} ", Name(row.name)),
        Text(f"**{words.points(row.points)}** points · {row.answered} of {row.received} answered"),
    )


def _title(period: str) -> str:
    kind, _, when = period.partition(":")
    year, _, part = when.partition("-")
    if kind == "week":
        return f"Week {part.lstrip('W').lstrip('0')} of {year}"
    return f"Season {part.lstrip('Q')} of {year}"
