"""History as the rules want it: what each round of a league was, for everybody."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries import people
from bot.db.queries.rounds import play_of
from bot.db.tables import Away, Membership, Player, Round
from bot.quiz.ledger import RoundFacts


@dataclass(frozen=True, slots=True)
class Roll:
    """Who was on which team and who was away, in every round of a league."""

    players: Sequence[Player]
    moves: Mapping[int, Sequence[Membership]]
    aways: Mapping[int, Sequence[Away]]
    unposted: frozenset[tuple[int, int]]

    def facts(self, round_: Round, scores: Mapping[int, float]) -> RoundFacts:
        """What a numbered round was."""
        assert round_.number is not None, "only an asked round has a history"
        return RoundFacts(
            round_id=round_.id,
            number=round_.number,
            day=round_.day,
            counts_for_streak=round_.slot == 0,
            excused=round_.excused,
            difficulty=round_.difficulty or 1,
            quorum=play_of(round_).quorum,
            answers=scores,
            teams=self._teams(round_.number, scores),
            away=self._away(round_),
        )

    def _teams(self, number: int, scores: Mapping[int, float]) -> dict[int, int]:
        """Everybody's team; who answered plays, even if a later round was settled before."""
        found = {}
        for player in self.players:
            moves = self.moves.get(player.id, ())
            place = bisect_right(moves, number, key=lambda move: move.since_number)
            if moves and (player.id in scores or (place and player.joined_number <= number)):
                found[player.id] = moves[max(place, 1) - 1].team_id
        return found

    def _away(self, round_: Round) -> frozenset[int]:
        return frozenset(
            player.id
            for player in self.players
            if (round_.id, player.channel_id) in self.unposted
            or _covers(self.aways.get(player.id, ()), round_.day)
        )


async def roll(session: AsyncSession, league_id: int) -> Roll:
    """Everybody's teams and days off in a league."""
    moves: dict[int, list[Membership]] = {}
    for move in await people.memberships(session, league_id):
        moves.setdefault(move.player_id, []).append(move)
    aways: dict[int, list[Away]] = {}
    for away in await people.aways(session, league_id):
        aways.setdefault(away.player_id, []).append(away)
    players = await people.players(session, league_id)
    unposted = await people.unposted_channels(session, league_id)
    return Roll(list(players.values()), moves, aways, frozenset(unposted))


def _covers(aways: Sequence[Away], day: date) -> bool:
    return any(away.first_day <= day <= away.last_day for away in aways)
