"""The measure of guessing: it leaves a fair bank alone and finds every cue that is put in."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from questions.guessing import Choice, Rate, choices, hit, marked, rates, wilson
from questions.loader import Pack, load_packs
from questions.words import ABSOLUTES, HEDGES

SIZE = 400
WORDS = [f"{head}{tail}" for head in ("ba", "co", "du", "fe", "gi") for tail in "lmnprstvxz"]
Change = Callable[[Choice], Choice]


def fair(chance: random.Random, number: int) -> Choice:
    """A question whose options are words by lot."""

    def some(count: int) -> str:
        return " ".join(chance.choices(WORDS, k=count))

    options = tuple(some(chance.randint(4, 8)) for _ in range(4))
    key = chance.randrange(4)
    shown = tuple(25 for _ in range(4))
    return Choice(f"q{number}", f"concept-{number // 4}", some(20), options, key, shown)


def bank(change: Change = lambda choice: choice, share: float = 0.0) -> list[Choice]:
    """Fair questions, a share of which are changed."""
    chance = random.Random(11)
    found = [fair(chance, number) for number in range(SIZE)]
    return [change(choice) if chance.random() < share else choice for choice in found]


def with_options(choice: Choice, edit: Callable[[str, bool], str]) -> Choice:
    texts = enumerate(choice.options)
    return replace(choice, options=tuple(edit(text, at == choice.key) for at, text in texts))


def longer(choice: Choice) -> Choice:
    return with_options(choice, lambda text, right: text + " " + text if right else text)


def shorter(choice: Choice) -> Choice:
    return with_options(choice, lambda text, right: text[:9] if right else text)


def hedged(choice: Choice) -> Choice:
    return with_options(choice, lambda text, right: f"usually {text}" if right else text)


def bold(choice: Choice) -> Choice:
    return with_options(choice, lambda text, right: text if right else f"{text} always")


def echoing(choice: Choice) -> Choice:
    return with_options(choice, lambda text, right: choice.stem[:30] if right else text)


def specific(choice: Choice) -> Choice:
    return with_options(choice, lambda text, right: f"{text} (1.5)" if right else text)


def central(choice: Choice) -> Choice:
    """The key has something of each other option."""
    rest = [text for at, text in enumerate(choice.options) if at != choice.key]
    middle = " ".join(" ".join(text.split()[:2]) for text in rest)
    return with_options(choice, lambda text, right: middle if right else text)


def first(choice: Choice) -> Choice:
    key, *rest = sorted(choice.options, key=lambda text: text != choice.options[choice.key])
    return replace(choice, options=(key, *rest), key=0)


def odd(choice: Choice) -> Choice:
    return with_options(choice, lambda text, right: text if right else "one frame of " + text)


def tuned(choice: Choice) -> Choice:
    """A cue that no list of words has: only learning finds it."""
    return with_options(choice, lambda text, right: text + " zzq" if right else text + " kkw")


def rate_of(strategy: str, found: list[Choice]) -> Rate:
    return next(rate for rate in rates(found) if rate.strategy == strategy)


def test_a_fair_bank_fails_no_strategy() -> None:
    assert [rate.strategy for rate in rates(bank()) if rate.verdict == "fails"] == []


@pytest.mark.parametrize(
    ("change", "strategy"),
    [
        (longer, "the longest"),
        (shorter, "the shortest"),
        (echoing, "most words of the stem"),
        (hedged, "most hedges (usually, may)"),
        (bold, "fewest absolutes (always, only)"),
        (specific, "the most specific (digits, long words)"),
        (central, "convergence: most like the others"),
        (odd, "odd one out: least like the others"),
        (first, "always option 1, as written"),
        (tuned, "text classifier, other concepts learnt"),
    ],
)
def test_a_cue_in_a_third_of_the_bank_is_found(change: Change, strategy: str) -> None:
    rate = rate_of(strategy, bank(change, 0.35))
    assert rate.share > 0.35
    assert rate.verdict == "fails"


def test_a_key_that_is_never_the_longest_is_a_cue_too() -> None:
    rate = rate_of("the longest", bank(shorter, 0.9))
    assert rate.share < 0.1
    assert rate.verdict == "fails"


def test_equals_share_a_hit() -> None:
    choice = fair(random.Random(1), 1)
    assert hit(choice, [1, 1, 1, 1]) == 0.25
    assert hit(replace(choice, key=2), [0, 5, 5, 0]) == 0.5
    assert hit(replace(choice, key=0), [0, 5, 5, 0]) == 0


def test_the_interval_is_wilsons() -> None:
    assert wilson(21, 30) == pytest.approx((0.521, 0.833), abs=0.001)
    assert wilson(0, 10)[0] == pytest.approx(0)


def test_a_rate_between_two_and_three_errors_is_outside() -> None:
    rate = rate_of("the longest", bank())
    assert rate.window == pytest.approx((0.2067, 0.2933), abs=0.0001)
    assert replace(rate, hits=0.30 * SIZE).verdict == "outside"
    assert replace(rate, hits=0.20 * SIZE).verdict == "outside"
    assert replace(rate, hits=0.32 * SIZE).verdict == "fails"


def test_marks_are_counted_in_keys_and_in_the_rest() -> None:
    assert marked(bank(hedged, 1), HEDGES) == (1, 0)
    assert marked(bank(bold, 1), ABSOLUTES) == (0, 1)


def test_only_questions_of_four_options_with_one_key_are_tried(small: Pack) -> None:
    found = choices(placed.item for placed in small.questions)
    assert found
    for choice in found:
        assert len(choice.options) == 4
        assert sum(choice.shown) == 100


def test_nothing_is_told_of_no_questions() -> None:
    assert list(rates([])) == []


@pytest.fixture(scope="module")
def shipped() -> tuple[Choice, ...]:
    items = (placed.item for pack in load_packs().packs for placed in pack.questions)
    return choices(item for item in items if item.is_played)


def test_no_strategy_finds_the_shipped_keys_too_often_or_too_seldom(
    shipped: tuple[Choice, ...],
) -> None:
    found = list(rates(shipped))
    assert found[-1].window[1] == pytest.approx(0.29)
    assert [
        f"{rate.strategy}: {rate.share:.1%}" for rate in found if rate.verdict != "inside"
    ] == [], "Rewrite options, so that what is often right is as often wrong"


@pytest.mark.parametrize("marks", [HEDGES, ABSOLUTES])
def test_the_shipped_keys_hedge_and_insist_like_the_other_options(
    shipped: tuple[Choice, ...], marks: frozenset[str]
) -> None:
    keys, rest = marked(shipped, marks)
    assert abs(keys - rest) <= 0.03
