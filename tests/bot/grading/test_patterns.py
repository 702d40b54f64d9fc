"""What the pattern language asks for, and where it is found."""

import pytest

from bot.grading.index import index_of
from bot.grading.matching import Match, matches
from bot.grading.patterns import BadPatternError, is_sentence, pattern_of, sentence_of
from bot.grading.text import passage


def best(pattern: str, answer: str) -> Match | None:
    found = matches(pattern_of(pattern), index_of(passage(answer)))
    return max(found, key=lambda match: match.strength, default=None)


def strength(pattern: str, answer: str) -> float:
    found = best(pattern, answer)
    return found.strength if found else 0.0


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        ("reduce|lower variance", "Bagging reduces the variance."),
        ("reduce variance", "The variance is reduced."),
        ("reduction variance", "It reduces variance"),
        ("reduce variance", "It decreases the variance."),
        ("goes_down variance", "the variance goes down"),
        ("error_rate small", "the error rate is small"),
        ("svm margin", "A support vector machine maximises the margin."),
        ("support_vector_machine margin", "An SVM maximises the margin"),
        ("kmeans cluster", "k-means finds clusters"),
        ("data_set small", "a small dataset"),
        ("train > test", "first train and then test"),
    ],
)
def test_a_pattern_is_found_in_full(pattern: str, answer: str) -> None:
    assert strength(pattern, answer) >= 0.93


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        ("train > test", "test before you train"),
        ("goes_down variance", "it goes well when variance is down"),
        ("reduce variance", "the model is trained"),
        ("model > too > simple", "The model is simple and much too good."),
    ],
)
def test_order_and_adjacency_are_kept(pattern: str, answer: str) -> None:
    assert strength(pattern, answer) < 0.75


def test_the_bar_of_a_conditional_probability_parts_no_alternatives() -> None:
    assert strength("p(y|x)|posterior same|stays", "P(y|x) stays as it was.") >= 0.93
    assert strength("p(y|x)|posterior same|stays", "The posterior is the same.") >= 0.93
    assert strength("p(y|x) same|stays", "P(x|y) stays as it was.") == 0


def test_an_optional_slot_is_not_needed() -> None:
    assert strength("reduce variance strongly?", "it reduces variance") >= 0.93
    assert strength("?bagging reduce variance", "it reduces variance") >= 0.93


def test_a_clause_is_surer_than_a_sentence_and_a_sentence_than_two() -> None:
    clause = strength("averaging variance", "Averaging cuts variance.")
    sentence = strength("averaging variance", "You do averaging, because then variance is low.")
    two = strength("averaging variance", "You do averaging. Then variance is low.")
    assert clause > sentence > two > 0


def test_words_far_apart_are_hardly_a_statement() -> None:
    far = "Variance of the members who play guitar at home near mountains lakes rivers towns drops"
    assert strength("variance drop", far) < strength("variance drop", "The variance drops")


def test_a_misspelt_word_is_nearly_as_good() -> None:
    assert 0.75 <= strength("reduce variance", "it redcues the varaince of the trees") < 1


def test_a_missing_slot_of_three_leaves_half_a_match() -> None:
    assert 0.4 < strength("variance tree average", "the variance of the trees") < 0.75
    assert strength("average variance", "average the trees") == 0.0


def test_the_nearer_contrary_decides() -> None:
    found = best("low variance", "lower bias and higher variance")
    assert found is not None
    assert any(spot.is_opposite for spot in found.spots)


@pytest.mark.parametrize("source", ["", "a >", "?only?", "€", "re:("])
def test_a_pattern_that_nothing_can_match_is_refused(source: str) -> None:
    with pytest.raises(BadPatternError, match="pattern"):
        pattern_of(source)


def test_an_alternative_without_words_is_passed_over() -> None:
    assert strength("cost|€ high", "the cost is high") >= 0.93


def test_a_sentence_is_told_from_a_pattern() -> None:
    assert is_sentence("The variance of the ensemble goes down")
    assert not is_sentence("reduce|lower variance of trees")
    assert not is_sentence("variance drops")
    assert not is_sentence("re: o\\(n log n\\) is right here")


def test_a_sentence_is_found_by_how_much_of_it_is_there() -> None:
    pattern = sentence_of("The variance of the whole ensemble goes down")
    near = max(m.strength for m in matches(pattern, index_of(passage("the ensemble's variance"))))
    full = max(
        m.strength
        for m in matches(pattern, index_of(passage("Then the whole ensemble's variance goes down")))
    )
    assert near < 0.8 < full


def test_words_of_the_question_weigh_less_in_a_sentence() -> None:
    given = frozenset(token.stem for token in passage("What about the variance?").tokens)
    answer = index_of(passage("the variance falls"))
    source = "variance falls quickly"
    weak = max((m.strength for m in matches(sentence_of(source, given), answer)), default=0.0)
    assert weak < max(m.strength for m in matches(sentence_of(source), answer))
