"""What a finished round does to a league, as a fold over rounds.

Running totals and a rebuild from history are the same function, so they cannot disagree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from bot.quiz import scoring
from bot.quiz.streaks import NO_STREAK, Outcome, Streak, step

ACTIVE_ROUNDS = 10
"""A member is active who answered a streak round at most so many numbers ago."""


class Kind(StrEnum):
    PLAYER = "player"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """All that one round's effect depends on."""

    round_id: int
    number: int
    """Grows from round to round in the order of play; who is active is reckoned in it."""
    day: date
    counts_for_streak: bool
    """False for a bonus round: it scores and touches no streak."""
    excused: bool
    """Nobody's streak changes; answers that were given still score."""
    difficulty: int
    quorum: int
    answers: Mapping[int, float]
    """Scores, 0 to 1, by player; 0 while a verdict is unsettled."""
    teams: Mapping[int, int]
    """The team of every player of the league in this round, whether they answered or not."""
    away: frozenset[int] = frozenset()

    @property
    def players(self) -> frozenset[int]:
        """Everybody whom the round concerns."""
        return frozenset(self.teams) | frozenset(self.answers)


@dataclass(frozen=True, slots=True)
class PlayerState:
    streak: Streak
    joined: int
    """Number of the first round that concerned the player; earlier days do not exist for them."""
    last_answered: int | None = None
    """Number of the last streak round answered."""
    received: int = 0
    """Rounds one could answer: not those excused or slept through while away."""
    answered: int = 0


@dataclass(frozen=True, slots=True)
class TeamState:
    streak: Streak


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where a league stands after some rounds."""

    players: Mapping[int, PlayerState] = field(default_factory=dict)
    teams: Mapping[int, TeamState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a round was for one player or team; `points` are tenths of a point."""

    kind: Kind
    subject: int
    points: int
    answered: bool
    """A player answered; a team's quorum answered."""
    outcome: Outcome | None
    """None in a bonus round."""


def apply(ledger: Ledger, facts: RoundFacts) -> tuple[Ledger, tuple[Entry, ...]]:
    """The league after a round, and an entry for each player, then each team, by id."""
    players = tuple(_player_entry(facts, player) for player in sorted(facts.players))
    teams = tuple(_team_entries(ledger, facts))
    after = Ledger(
        {**ledger.players, **{e.subject: _player_after(ledger, facts, e) for e in players}},
        {**ledger.teams, **{e.subject: _team_after(ledger, e) for e in teams}},
    )
    return after, players + teams


def rebuild(rounds: Iterable[RoundFacts]) -> tuple[Ledger, tuple[tuple[Entry, ...], ...]]:
    """The league after all its rounds, given in order, and the entries of each round."""
    ledger, entries = Ledger(), []
    for facts in rounds:
        ledger, made = apply(ledger, facts)
        entries.append(made)
    return ledger, tuple(entries)


def is_active(state: PlayerState | None, number: int) -> bool:
    """Whether a member with this state before round `number` has played lately."""
    last = state.last_answered if state else None
    return last is not None and last >= number - ACTIVE_ROUNDS


def team_quorum(ledger: Ledger, facts: RoundFacts, team: int) -> int:
    """How many answers count for a team in a round, from who was active before it."""
    members = _members(facts).get(team, [])
    return scoring.effective_quorum(facts.quorum, len(_active(ledger, facts, members)))


def _members(facts: RoundFacts) -> dict[int, list[int]]:
    members: dict[int, list[int]] = {}
    for player, team in facts.teams.items():
        members.setdefault(team, []).append(player)
    return members


def _active(ledger: Ledger, facts: RoundFacts, members: Iterable[int]) -> list[int]:
    return [
        player
        for player in members
        if player not in facts.away and is_active(ledger.players.get(player), facts.number)
    ]


def _player_entry(facts: RoundFacts, player: int) -> Entry:
    answered = player in facts.answers
    points = scoring.points(facts.difficulty, facts.answers[player]) if answered else 0
    spared = player in facts.away and not answered
    outcome = _outcome(facts, kept=answered, spared=spared)
    return Entry(Kind.PLAYER, player, points, answered, outcome)


def _team_entries(ledger: Ledger, facts: RoundFacts) -> Iterable[Entry]:
    for team, members in sorted(_members(facts).items()):
        active = len(_active(ledger, facts, members))
        quorum = scoring.effective_quorum(facts.quorum, active)
        scores = [facts.answers[player] for player in members if player in facts.answers]
        points = scoring.team_points((scoring.points(facts.difficulty, s) for s in scores), quorum)
        kept = scoring.team_kept(len(scores), quorum)
        outcome = _outcome(facts, kept=kept, spared=not active and not scores)
        yield Entry(Kind.TEAM, team, points, kept, outcome)


def _outcome(facts: RoundFacts, *, kept: bool, spared: bool) -> Outcome | None:
    if not facts.counts_for_streak:
        return None
    if facts.excused or spared:
        return Outcome.EXCUSED
    return Outcome.KEPT if kept else Outcome.MISSED


def _player_after(ledger: Ledger, facts: RoundFacts, entry: Entry) -> PlayerState:
    state = ledger.players.get(entry.subject) or PlayerState(NO_STREAK, facts.number)
    streak_answer = entry.answered and facts.counts_for_streak
    could_answer = not facts.excused and entry.subject not in facts.away
    return replace(
        state,
        streak=_streak_after(state.streak, entry),
        last_answered=facts.number if streak_answer else state.last_answered,
        received=state.received + (entry.answered or could_answer),
        answered=state.answered + entry.answered,
    )


def _team_after(ledger: Ledger, entry: Entry) -> TeamState:
    state = ledger.teams.get(entry.subject) or TeamState(NO_STREAK)
    return TeamState(_streak_after(state.streak, entry))


def _streak_after(streak: Streak, entry: Entry) -> Streak:
    return step(streak, entry.outcome) if entry.outcome else streak
