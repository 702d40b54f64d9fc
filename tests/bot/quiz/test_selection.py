"""Which question comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.quiz.league import Play
from bot.quiz.question import Entry, Form
from bot.quiz.selection import CONCEPT_GAP, Asked, choose

ANY = Play()


def entry(name: str, topic: str = "trees", concept: str = "", difficulty: int = 3) -> Entry:
    return Entry(name, Form.SINGLE_CHOICE, topic, concept or name, difficulty, "pack")


def asked(one: Entry, number: int) -> Asked:
    return Asked(one.id, one.concept, one.topic, number)


def pick(
    entries: Sequence[Entry],
    history: Sequence[Asked] = (),
    play: Play = ANY,
    ratings: Mapping[str, float] | None = None,
    today: int = 100,
) -> str | None:
    return choose(entries, history, play, ratings or {}, today, "league 1")


def test_an_empty_bank_has_nothing_to_ask() -> None:
    assert pick([]) is None


def test_practice_questions_are_not_asked_daily() -> None:
    assert pick([replace(entry("q1"), daily=False)]) is None


def test_topics_are_never_relaxed() -> None:
    assert pick([entry("q1", "trees")], play=Play(topics=frozenset({"nlp"}))) is None


def test_a_difficulty_outside_the_wish_is_asked_before_none_is() -> None:
    easy = Play(difficulty=(1, 2))
    entries = [entry("q5", difficulty=5), entry("q4", difficulty=4)]
    assert pick([*entries, entry("q2", difficulty=2)], play=easy) == "q2"
    assert pick(entries, play=easy) == "q4"
    assert pick([entry("q1", difficulty=1)], play=Play(difficulty=(3, 5))) == "q1"


def test_a_concept_rests_for_fifteen_quiz_days() -> None:
    twin, other = entry("q2", concept="gini"), entry("q3", topic="nlp")
    turn = Asked("x", "bert", "nlp", 98)  # trees are next, if gini may come again
    assert pick([twin, other], [turn, Asked("q1", "gini", "trees", 85)]) == "q2"
    assert pick([twin, other], [turn, Asked("q1", "gini", "trees", 86)]) == "q3"


def test_difficulty_is_relaxed_before_the_rest_of_a_concept() -> None:
    twin, hard = entry("q2", concept="gini", difficulty=1), entry("q3", difficulty=5)
    history = [Asked("q1", "gini", "trees", 99)]
    assert pick([twin, hard], history, Play(difficulty=(1, 1))) == "q3"


def test_where_every_concept_is_recent_the_longest_rested_comes() -> None:
    entries = [entry("q1", concept="gini"), entry("q2", concept="bagging")]
    history = [Asked("x", "gini", "trees", 90), Asked("y", "bagging", "trees", 95)]
    assert pick(entries, history) == "q1"


def test_a_new_question_comes_before_any_repeat() -> None:
    one, other = entry("q1"), entry("q2", concept="gini", difficulty=5)
    history = [asked(one, 1), Asked("x", "gini", "trees", 99)]
    assert pick([one, other], history, Play(difficulty=(1, 3))) == "q2"


def test_when_all_were_asked_the_least_recently_asked_comes_again() -> None:
    entries = [entry(name) for name in ("q1", "q2", "q3")]
    history = [asked(one, number) for one, number in zip(entries, (30, 10, 20), strict=True)]
    assert pick(entries, history) == "q2"
    assert pick(entries, [*history, asked(entries[1], 40)]) == "q3"


def test_repeats_keep_to_the_difficulty_and_the_rest_of_concepts_where_they_can() -> None:
    hard, recent, fit = entry("q1", difficulty=5), entry("q2", concept="gini"), entry("q3")
    history = [asked(hard, 1), asked(recent, 2), asked(fit, 3), Asked("x", "gini", "trees", 99)]
    assert pick([hard, recent, fit], history, Play(difficulty=(1, 4))) == "q3"


def test_topics_take_turns() -> None:
    entries = [entry(f"{topic}{n}", topic) for topic in ("nlp", "trees", "stats") for n in range(5)]
    history: list[Asked] = []
    by_id = {one.id: one for one in entries}
    for today in range(1, 16):
        chosen = pick(entries, history, today=today)
        assert chosen
        history.append(asked(by_id[chosen], today))
    topics = [one.topic for one in history]
    assert all(set(topics[n : n + 3]) == {"nlp", "trees", "stats"} for n in range(0, 15, 3))
    assert len({one.question_id for one in history}) == 15


def test_a_question_about_seventy_percent_get_right_is_preferred() -> None:
    entries = [entry(f"q{difficulty}", difficulty=difficulty) for difficulty in (1, 4, 3, 5)]
    assert pick(entries) == "q3"


def test_a_measured_rating_overrides_the_authors_difficulty() -> None:
    entries = [entry("q1", difficulty=3), entry("q2", difficulty=5)]
    assert pick(entries, ratings={"q1": 3.0, "q2": -0.4}) == "q2"


def test_another_seed_draws_another_of_equals() -> None:
    entries = [entry(f"q{n}") for n in range(20)]
    drawn = {choose(entries, [], ANY, {}, 1, f"league {n}") for n in range(40)}
    assert len(drawn) > 5


def test_a_choice_stays_the_same_from_version_to_version() -> None:
    entries = [entry(f"q{n}") for n in range(20)]
    assert choose(entries, [], ANY, {}, 1, "league 1") == "q16"


banks = st.lists(
    st.builds(
        Entry,
        st.integers(0, 30).map("q{}".format),
        st.sampled_from(Form),
        st.sampled_from(["nlp", "trees"]),
        st.sampled_from(["gini", "bagging", "bert", "bleu"]),
        st.integers(1, 5),
        st.just("pack"),
        st.booleans(),
    ),
    unique_by=lambda one: one.id,
    max_size=12,
)
histories = st.lists(
    st.builds(
        Asked,
        st.integers(0, 30).map("q{}".format),
        st.sampled_from(["gini", "bagging", "bert", "bleu"]),
        st.sampled_from(["nlp", "trees"]),
        st.integers(60, 99),
    ),
    max_size=12,
)
plays = st.builds(
    Play,
    topics=st.frozensets(st.sampled_from(["nlp", "trees"])),
    difficulty=st.tuples(st.integers(1, 5), st.integers(1, 5)).map(
        lambda pair: (min(pair), max(pair))
    ),
)


@for_all(banks, histories, plays, st.data())
def test_a_choice_obeys_the_rules_in_their_order(
    bank: list[Entry], history: list[Asked], play: Play, data: st.DataObject
) -> None:
    chosen = pick(bank, history, play)
    pool = [e for e in bank if e.daily and (not play.topics or e.topic in play.topics)]
    assert (chosen is None) == (not pool)
    if chosen:
        _check(next(e for e in pool if e.id == chosen), pool, history, play)
    assert pick(data.draw(st.permutations(bank)), history[::-1], play) == chosen


def _check(chosen: Entry, pool: list[Entry], history: list[Asked], play: Play) -> None:
    had = {one.question_id for one in history}
    recent = {one.concept for one in history if 100 - one.number < CONCEPT_GAP}
    easiest, hardest = play.difficulty
    new = [e for e in pool if e.id not in had] or pool
    rested = [e for e in new if e.concept not in recent]
    assert chosen in new
    assert chosen in rested or not rested
    wished = [e for e in rested if easiest <= e.difficulty <= hardest]
    assert chosen in wished or not wished
