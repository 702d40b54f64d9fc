"""What a finished round does to players and teams."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.quiz.ledger import (
    Entry,
    Kind,
    Ledger,
    PlayerState,
    RoundFacts,
    TeamState,
    apply,
    is_active,
    rebuild,
    team_quorum,
)
from bot.quiz.streaks import Outcome, Streak, fold

ANN, BEN, CAT, DAN = 1, 2, 3, 4
RED, BLUE = 11, 12
FRIDAY = date(2026, 11, 20)

ROUND = RoundFacts(
    round_id=100,
    number=1,
    day=FRIDAY,
    counts_for_streak=True,
    excused=False,
    difficulty=3,
    quorum=3,
    answers={},
    teams={ANN: RED, BEN: RED, CAT: RED},
    away=frozenset(),
)


def facts(number: int, **answers: float) -> RoundFacts:
    by_id = {
        {"ann": ANN, "ben": BEN, "cat": CAT, "dan": DAN}[name]: s for name, s in answers.items()
    }
    return replace(ROUND, number=number, answers=by_id)


def entry(entries: tuple[Entry, ...], kind: Kind, subject: int) -> Entry:
    (found,) = [one for one in entries if (one.kind, one.subject) == (kind, subject)]
    return found


def after(*rounds: RoundFacts) -> Ledger:
    return rebuild(rounds)[0]


def test_an_answer_keeps_the_day_and_scores() -> None:
    ledger, entries = apply(Ledger(), facts(1, ann=0.5))
    assert entry(entries, Kind.PLAYER, ANN) == Entry(Kind.PLAYER, ANN, 50, True, Outcome.KEPT)
    assert ledger.players[ANN] == PlayerState(Streak(1, 1), 1, 1, received=1, answered=1)


def test_a_wrong_answer_keeps_the_day_too() -> None:
    assert after(facts(1, ann=0.0)).players[ANN].streak == Streak(1, 1)


def test_no_answer_misses_the_day() -> None:
    ledger, entries = apply(after(facts(1, ann=1, ben=1)), facts(2, ann=1))
    assert entry(entries, Kind.PLAYER, BEN) == Entry(Kind.PLAYER, BEN, 0, False, Outcome.MISSED)
    assert ledger.players[BEN] == PlayerState(Streak(0, 1), 1, 1, received=2, answered=1)


def test_days_before_joining_do_not_exist() -> None:
    late = replace(facts(3, dan=1.0), teams={**ROUND.teams, DAN: RED})
    ledger = after(facts(1, ann=1), facts(2, ann=1), late)
    assert ledger.players[DAN] == PlayerState(Streak(1, 1), 3, 3, received=1, answered=1)


def test_a_player_without_a_team_scores_alone() -> None:
    ledger, entries = apply(Ledger(), facts(1, dan=1.0))
    assert entry(entries, Kind.PLAYER, DAN).points == 100
    assert entry(entries, Kind.TEAM, RED).points == 0
    assert ledger.players[DAN].streak == Streak(1, 1)


def test_an_away_day_is_excused_and_not_counted_as_received() -> None:
    away = replace(facts(2), away=frozenset({ANN}))
    ledger, entries = apply(after(facts(1, ann=1)), away)
    assert entry(entries, Kind.PLAYER, ANN).outcome is Outcome.EXCUSED
    assert ledger.players[ANN] == PlayerState(Streak(1, 1), 1, 1, received=1, answered=1)


def test_who_is_away_and_answers_anyway_keeps_the_day() -> None:
    away = replace(facts(2, ann=1.0), away=frozenset({ANN}))
    ledger, entries = apply(after(facts(1, ann=1)), away)
    assert entry(entries, Kind.PLAYER, ANN).outcome is Outcome.KEPT
    assert ledger.players[ANN] == PlayerState(Streak(2, 2), 1, 2, received=2, answered=2)


def test_an_excused_round_scores_and_changes_no_streak() -> None:
    excused = replace(facts(2, ann=1.0), excused=True)
    ledger, entries = apply(after(facts(1, ann=1, ben=1)), excused)
    assert {one.outcome for one in entries} == {Outcome.EXCUSED}
    assert entry(entries, Kind.PLAYER, ANN).points == 100
    assert ledger.players[ANN].streak == ledger.players[BEN].streak == Streak(1, 1)
    assert [ledger.players[who].received for who in (ANN, BEN)] == [2, 1]


def test_a_bonus_round_scores_and_knows_no_days() -> None:
    before = after(facts(1, ann=1, ben=1))
    ledger, entries = apply(before, replace(facts(1, ann=1.0), counts_for_streak=False))
    assert {one.outcome for one in entries} == {None}
    assert entry(entries, Kind.PLAYER, ANN).points == 100
    assert entry(entries, Kind.TEAM, RED).points == 50
    assert ledger.players[BEN].streak == Streak(1, 1)
    assert ledger.teams == before.teams


def test_answering_only_bonus_rounds_makes_nobody_active() -> None:
    ledger = after(replace(facts(1, ann=1.0), counts_for_streak=False))
    assert ledger.players[ANN] == PlayerState(Streak(), 1, None, received=1, answered=1)
    assert not is_active(ledger.players[ANN], 2)


def test_a_team_keeps_its_day_when_as_many_answer_as_were_active() -> None:
    before = after(facts(1, ann=1, ben=1))
    _, kept = apply(before, facts(2, ann=1, cat=0.5))
    assert entry(kept, Kind.TEAM, RED) == Entry(Kind.TEAM, RED, 75, True, Outcome.KEPT)
    _, missed = apply(before, facts(2, ann=1))
    assert entry(missed, Kind.TEAM, RED) == Entry(Kind.TEAM, RED, 50, False, Outcome.MISSED)


def test_a_new_team_keeps_its_first_day_with_one_answer() -> None:
    assert after(facts(1, ann=1)).teams[RED] == TeamState(Streak(1, 1))


def test_a_team_where_nobody_is_active_is_excused() -> None:
    _, entries = apply(Ledger(), facts(1))
    assert entry(entries, Kind.TEAM, RED).outcome is Outcome.EXCUSED


def test_a_team_that_is_all_away_is_excused_unless_one_answers() -> None:
    before = after(facts(1, ann=1, ben=1, cat=1))
    away = frozenset({ANN, BEN, CAT})
    _, none = apply(before, replace(facts(2), away=away))
    assert entry(none, Kind.TEAM, RED).outcome is Outcome.EXCUSED
    _, one = apply(before, replace(facts(2, ann=1.0), away=away))
    assert entry(one, Kind.TEAM, RED) == Entry(Kind.TEAM, RED, 100, True, Outcome.KEPT)


def test_who_is_away_leaves_the_quorum() -> None:
    before = after(facts(1, ann=1, ben=1, cat=1))
    now = replace(facts(2), away=frozenset({ANN}))
    assert team_quorum(before, facts(2), RED) == 3
    assert team_quorum(before, now, RED) == 2
    assert team_quorum(before, now, BLUE) == 1


def test_a_member_is_active_for_ten_rounds_after_an_answer() -> None:
    state = after(facts(1, ann=1)).players[ANN]
    assert is_active(state, 11)
    assert not is_active(state, 12)
    assert not is_active(None, 1)
    assert not is_active(PlayerState(Streak(), 1), 2)


def test_a_move_to_another_team_counts_from_its_round_on() -> None:
    moved = replace(facts(2, ann=1.0), teams={ANN: BLUE, BEN: RED})
    ledger, entries = apply(after(facts(1, ann=1, ben=1)), moved)
    assert entry(entries, Kind.TEAM, BLUE).points == 100
    assert entry(entries, Kind.TEAM, RED).outcome is Outcome.MISSED
    assert ledger.players[ANN].streak == Streak(2, 2)


def test_who_left_the_league_is_left_as_they_were() -> None:
    before = after(facts(1, ann=1, ben=1))
    ledger, entries = apply(before, replace(facts(2, ann=1.0), teams={ANN: BLUE}))
    assert [one.subject for one in entries] == [ANN, BLUE]
    assert ledger.players[BEN] == before.players[BEN]
    assert ledger.teams[RED] == before.teams[RED]


def test_entries_come_players_first_each_by_id() -> None:
    teams = {CAT: RED, ANN: BLUE, BEN: RED}
    _, entries = apply(Ledger(), replace(ROUND, teams=teams))
    assert [one.subject for one in entries] == [ANN, BEN, CAT, RED, BLUE]


players = st.integers(1, 6)
rounds = st.lists(
    st.builds(
        RoundFacts,
        round_id=st.just(0),
        number=st.just(0),
        day=st.just(FRIDAY),
        counts_for_streak=st.sampled_from([True, True, True, False]),
        excused=st.sampled_from([False, False, False, True]),
        difficulty=st.integers(1, 5),
        quorum=st.integers(1, 4),
        answers=st.dictionaries(players, st.floats(0, 1), max_size=6),
        teams=st.dictionaries(players, st.sampled_from([RED, BLUE]), max_size=6),
        away=st.frozensets(players, max_size=3),
    ),
    min_size=1,
    max_size=14,
).map(lambda made: tuple(_numbered(made)))


def _numbered(made: list[RoundFacts]) -> list[RoundFacts]:
    numbered, number = [], 0
    for index, one in enumerate(made):
        number += one.counts_for_streak
        day = FRIDAY + timedelta(days=number)
        numbered.append(replace(one, round_id=index, number=number, day=day))
    return numbered


@for_all(rounds, st.data())
def test_running_totals_equal_a_rebuild_from_any_point(
    history: tuple[RoundFacts, ...], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(history)))
    running, entries = rebuild(history[:cut])
    for one in history[cut:]:
        running, made = apply(running, one)
        entries += (made,)
    assert (running, entries) == rebuild(history)


@for_all(rounds)
def test_streaks_are_the_fold_of_the_entries(history: tuple[RoundFacts, ...]) -> None:
    ledger, entries = rebuild(history)
    for player, state in ledger.players.items():
        own = [e for made in entries for e in made if (e.kind, e.subject) == (Kind.PLAYER, player)]
        assert state.streak == fold([e.outcome for e in own if e.outcome])
        assert state.answered == sum(e.answered for e in own)
        assert state.answered <= state.received <= len(own)


@for_all(rounds, st.data())
def test_a_player_never_lowers_the_teams_score_by_answering(
    history: tuple[RoundFacts, ...], data: st.DataObject
) -> None:
    ledger, _ = rebuild(history[:-1])
    silent = history[-1]
    for player, team in silent.teams.items():
        answers = {p: s for p, s in silent.answers.items() if p != player}
        own = data.draw(st.floats(0, 1))
        without = apply(ledger, replace(silent, answers=answers))[1]
        having = apply(ledger, replace(silent, answers=answers | {player: own}))[1]
        before, now = entry(without, Kind.TEAM, team), entry(having, Kind.TEAM, team)
        assert now.points >= before.points
        assert now.answered >= before.answered


@for_all(rounds)
def test_applying_a_round_leaves_the_old_ledger_untouched(history: tuple[RoundFacts, ...]) -> None:
    before, _ = rebuild(history[:-1])
    players, teams = dict(before.players), dict(before.teams)
    apply(before, history[-1])
    assert (before.players, before.teams) == (players, teams)
