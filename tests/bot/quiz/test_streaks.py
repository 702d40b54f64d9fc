from datetime import date, timedelta

from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.quiz.streaks import Day, Outcome, Streak, fold, replay, step

K, M, E = Outcome.KEPT, Outcome.MISSED, Outcome.EXCUSED
FRIDAY = date(2026, 11, 20)


def test_kept_days_count_up_and_are_remembered_as_the_best() -> None:
    assert fold([K, K, K]) == Streak(3, 3)
    assert fold([K, K, K, M, K]) == Streak(1, 3)


def test_an_excused_day_changes_nothing() -> None:
    assert fold([K, K, E, E, K]) == Streak(3, 3)


def test_every_seventh_kept_day_earns_a_freeze_and_two_are_held_at_most() -> None:
    assert [fold([K] * days).freezes for days in (6, 7, 13, 14, 21, 70)] == [0, 1, 1, 2, 2, 2]


def test_a_freeze_spends_itself_on_a_missed_day_and_the_streak_stands() -> None:
    assert fold([K] * 7 + [M]) == Streak(7, 7, 0)
    assert fold([K] * 7 + [M, K]) == Streak(8, 8, 0)


def test_a_frozen_seventh_day_does_not_earn_its_freeze_again() -> None:
    assert fold([K] * 14 + [M, M]) == Streak(14, 14, 0)


def test_a_missed_day_without_a_freeze_ends_the_streak() -> None:
    assert fold([K] * 7 + [M, M]) == Streak(0, 7, 0)


def test_a_freeze_is_not_spent_where_there_is_no_streak_to_save() -> None:
    assert step(Streak(0, 9, 1), M) == Streak(0, 9, 1)


def test_a_replay_tells_the_days_that_earned_and_spent_a_freeze() -> None:
    days = replay([(FRIDAY + timedelta(days=n), o) for n, o in enumerate([K, M, E])], Streak(6, 6))
    assert days == (
        Day(FRIDAY, K, Streak(7, 7, 1), froze=False, earned=True),
        Day(FRIDAY + timedelta(days=1), M, Streak(7, 7, 0), froze=True, earned=False),
        Day(FRIDAY + timedelta(days=2), E, Streak(7, 7, 0), froze=False, earned=False),
    )


def test_a_seventh_day_earns_nothing_while_two_freezes_are_held() -> None:
    (day,) = replay([(FRIDAY, K)], Streak(20, 20, 2))
    assert day.streak == Streak(21, 21, 2)
    assert not day.earned


outcomes = st.lists(st.sampled_from(Outcome), max_size=60)


@for_all(outcomes, outcomes)
def test_the_streak_of_a_history_can_be_continued_from_any_point(
    early: list[Outcome], late: list[Outcome]
) -> None:
    assert fold(early + late) == fold(late, fold(early))


@for_all(outcomes)
def test_a_replay_ends_where_the_fold_does(history: list[Outcome]) -> None:
    days = replay([(FRIDAY + timedelta(days=n), o) for n, o in enumerate(history)])
    assert [day.outcome for day in days] == history
    assert (days[-1].streak if days else Streak()) == fold(history)
    assert fold(history).freezes == sum(d.earned for d in days) - sum(d.froze for d in days)


@for_all(outcomes)
def test_a_streak_stays_within_its_bounds(history: list[Outcome]) -> None:
    streak = fold(history)
    assert 0 <= streak.current <= streak.best <= history.count(K)
    assert 0 <= streak.freezes <= 2


@for_all(outcomes, st.data())
def test_keeping_one_more_day_never_shortens_the_streak(
    history: list[Outcome], data: st.DataObject
) -> None:
    misses = [n for n, outcome in enumerate(history) if outcome is M]
    if misses:
        n = data.draw(st.sampled_from(misses))
        kept = fold([*history[:n], K, *history[n + 1 :]])
        assert kept.best >= fold(history).best


@for_all(outcomes)
def test_excused_days_leave_no_trace(history: list[Outcome]) -> None:
    assert fold(history) == fold([outcome for outcome in history if outcome is not E])
