"""Two who agree decide, an admin decides alone, and nothing else does."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.quiz.rulings import EMOJI, By, Decision, Vote, Word, decide, standing, word_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RIGHT, PARTLY, WRONG = Word
AUTHOR = 9

_words = st.sampled_from([*Word, None])
_minutes = st.integers(0, 5).map(lambda n: NOON + timedelta(minutes=n))
_peers = st.builds(Vote, st.integers(1, 5), _words, _minutes)
_all = st.builds(Vote, st.integers(1, AUTHOR), _words, _minutes, st.booleans())


def votes(*said: tuple[int, Word | None]) -> list[Vote]:
    """One a minute."""
    return [Vote(who, word, NOON + timedelta(minutes=n)) for n, (who, word) in enumerate(said)]


def of(said: Iterable[Vote]) -> Decision | None:
    return decide(said, {AUTHOR})


def test_one_peer_decides_nothing() -> None:
    assert of(votes((1, RIGHT))) is None
    assert of(votes((1, RIGHT), (1, RIGHT))) is None


def test_two_who_agree_decide() -> None:
    assert of(votes((1, PARTLY), (2, PARTLY))) == Decision(PARTLY, By.PEERS)


def test_a_split_decides_nothing_until_somebody_tips_it() -> None:
    split = votes((1, RIGHT), (2, WRONG), (3, PARTLY))
    assert of(split) is None
    assert of([*split, Vote(4, WRONG, NOON + timedelta(hours=1))]) == Decision(WRONG, By.PEERS)


def test_two_against_two_is_a_split() -> None:
    assert of(votes((1, RIGHT), (2, WRONG), (3, WRONG), (4, RIGHT))) is None


def test_the_author_has_no_vote() -> None:
    assert of(votes((AUTHOR, RIGHT), (1, RIGHT))) is None
    assert of([Vote(AUTHOR, RIGHT, NOON, admin=True)]) is None


def test_the_last_word_of_a_person_counts() -> None:
    assert of(votes((1, RIGHT), (2, WRONG), (1, WRONG))) == Decision(WRONG, By.PEERS)


def test_a_vote_can_be_taken_back() -> None:
    assert of(votes((1, RIGHT), (1, None), (2, RIGHT))) is None


def test_an_admin_decides_alone_and_against_the_peers() -> None:
    said = [*votes((1, RIGHT), (2, RIGHT)), Vote(3, WRONG, NOON, admin=True)]
    assert of(said) == Decision(WRONG, By.ADMIN)


def test_of_two_admins_the_last_decides() -> None:
    first = Vote(1, RIGHT, NOON, admin=True)
    last = Vote(2, PARTLY, NOON + timedelta(minutes=1), admin=True)
    assert of([last, first]) == Decision(PARTLY, By.ADMIN)


def test_each_word_has_its_reaction() -> None:
    assert [word_of(EMOJI[word]) for word in Word] == list(Word)
    assert word_of("❌\N{VARIATION SELECTOR-16}") is WRONG
    assert word_of("👍") is None


@for_all(st.lists(_all, max_size=12).flatmap(lambda v: st.tuples(st.just(v), st.permutations(v))))
def test_the_order_of_arrival_changes_nothing(said: tuple[list[Vote], list[Vote]]) -> None:
    assert decide(said[0], {AUTHOR}) == decide(said[1], {AUTHOR})


@for_all(st.lists(_all, max_size=12))
def test_a_repeated_delivery_changes_nothing(said: list[Vote]) -> None:
    assert decide(said * 2, {AUTHOR}) == decide(said, {AUTHOR})


@for_all(st.lists(_all, max_size=12))
def test_authors_are_as_if_they_had_never_spoken(said: list[Vote]) -> None:
    others = [vote for vote in said if vote.voter != AUTHOR]
    assert decide(said, {AUTHOR}) == decide(others, {AUTHOR})


@for_all(st.lists(_peers, max_size=12))
def test_what_peers_decide_has_two_standing_votes_and_the_most(said: list[Vote]) -> None:
    decision = of(said)
    counts = [vote.word for vote in standing(said, {AUTHOR}).values()]
    if decision is None:
        most = max((counts.count(word) for word in Word), default=0)
        assert most < 2 or [counts.count(word) for word in Word].count(most) > 1
    else:
        assert counts.count(decision.word) >= 2
        others = [word for word in Word if word is not decision.word]
        assert all(counts.count(word) < counts.count(decision.word) for word in others)
