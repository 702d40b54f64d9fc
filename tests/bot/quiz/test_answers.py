"""The answer of record: a function of a set of deeds, whatever their order and repetition."""

from datetime import UTC, datetime, timedelta

from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.quiz.answers import (
    Ambiguous,
    Answer,
    Given,
    letters_standing,
    missed,
    of_record,
    reaction,
)
from bot.quiz.league import Policy
from bot.quiz.question import Form

NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
FIVE = datetime(2026, 11, 20, 17, tzinfo=UTC)
LAST_INSTANT = timedelta(microseconds=1)


def at(minute: int) -> datetime:
    return NINE + timedelta(minutes=minute)


def react(letter: str, minute: int, *, sure: bool = True) -> Given:
    return Given(f"reaction:{letter}", at(minute), letter, sure)


def unreact(letter: str, minute: int) -> Given:
    return Given(f"reaction:{letter}", at(minute), None)


def press(letter: str, minute: int) -> Given:
    return Given("button", at(minute), letter)


def withdraw(minute: int) -> Given:
    return Given("withdrawal", at(minute), None)


def single(*given: Given, policy: Policy = Policy.LAST) -> Answer | Ambiguous | None:
    return of_record(given, Form.SINGLE_CHOICE, FIVE, policy)


def several(*given: Given, policy: Policy = Policy.LAST) -> Answer | Ambiguous | None:
    return of_record(given, Form.MULTI_SELECT, FIVE, policy)


def text_of(answer: Answer | Ambiguous | None) -> str | None:
    assert not isinstance(answer, Ambiguous)
    return answer.text if answer else None


def test_nothing_given_is_no_answer() -> None:
    assert single() is None
    assert several() is None
    assert single(policy=Policy.FIRST) is None


def test_the_newest_door_wins() -> None:
    assert single(react("A", 1), press("B", 2)) == Answer("B", "button", at(2), sure=True)
    assert text_of(single(react("A", 3), press("B", 2))) == "A"


def test_a_late_answer_does_not_count() -> None:
    on_time = Given("button", FIVE - LAST_INSTANT, "A")
    assert text_of(single(on_time, Given("button", FIVE, "B"))) == "A"
    assert single(Given("button", FIVE, "B")) is None


def test_a_removal_after_closing_changes_nothing() -> None:
    assert text_of(single(react("A", 1), Given("reaction:A", FIVE, None))) == "A"


def test_removing_the_newest_reaction_brings_back_the_one_before() -> None:
    assert text_of(single(react("A", 1), react("B", 2), unreact("B", 3))) == "A"


def test_removing_the_only_reaction_leaves_no_answer() -> None:
    assert single(react("A", 1), unreact("A", 2)) is None


def test_a_reply_that_is_edited_into_talk_no_longer_counts() -> None:
    reply = Given("reply:7", at(1), "C")
    assert single(reply, Given("reply:7", at(2), None)) is None


def test_a_withdrawal_voids_all_that_is_not_newer() -> None:
    assert single(react("A", 1), press("B", 2), withdraw(2)) is None
    assert text_of(single(react("A", 1), withdraw(2), press("C", 3))) == "C"


def test_a_deed_of_the_same_instant_and_register_is_settled_by_its_text() -> None:
    assert text_of(single(press("A", 1), press("B", 1))) == "B"
    assert text_of(single(press("B", 1), press("A", 1))) == "B"


def test_a_known_deed_confirms_one_that_was_only_found() -> None:
    assert single(react("A", 1, sure=False), react("A", 1)) == Answer(
        "A", "reaction:A", at(1), sure=True
    )


def test_two_reactions_of_unknown_order_are_ambiguous() -> None:
    found = react("B", 0, sure=False), react("A", 0, sure=False)
    assert single(*found) == Ambiguous(("A", "B"))


def test_a_newer_known_answer_settles_what_was_ambiguous() -> None:
    found = react("B", 0, sure=False), react("A", 0, sure=False)
    assert text_of(single(*found, press("C", 5))) == "C"


def test_equal_answers_of_unknown_order_are_not_ambiguous() -> None:
    found = react("B", 0, sure=False), Given("reply:1", at(0), "B", sure=False)
    assert text_of(single(*found)) == "B"


def test_one_found_answer_goes_before_a_known_one_of_the_same_instant() -> None:
    assert text_of(single(react("A", 0, sure=False), press("B", 0))) == "A"


def test_reactions_to_a_multi_select_are_one_answer_in_order_of_letters() -> None:
    assert several(react("C", 1), react("A", 2)) == Answer("A C", "reactions", at(2), sure=True)


def test_removing_one_of_several_reactions_is_the_newest_change() -> None:
    given = react("A", 1), react("C", 2), press("B", 3), unreact("C", 4)
    assert several(*given) == Answer("A", "reactions", at(4), sure=True)


def test_a_multi_select_without_any_reaction_left_falls_back_to_the_form() -> None:
    form = Given("form", at(1), "B D")
    assert text_of(several(form, react("A", 2), unreact("A", 3))) == "B D"


def test_a_withdrawal_voids_the_whole_group_of_reactions() -> None:
    assert several(react("A", 1), react("B", 2), withdraw(3)) is None


def test_a_found_reaction_makes_the_whole_group_unsure() -> None:
    answer = several(react("A", 1), react("B", 0, sure=False))
    assert answer == Answer("A B", "reactions", at(1), sure=False)


def test_first_answer_is_final_whatever_came_later() -> None:
    given = react("A", 1), unreact("A", 2), press("B", 3), withdraw(4)
    assert single(*given, policy=Policy.FIRST) == Answer("A", "reaction:A", at(1), sure=True)


def test_first_answer_final_takes_the_present_group_of_reactions() -> None:
    given = react("A", 1), react("B", 3), react("C", 4), unreact("C", 5), press("D", 2)
    answer = several(*given, policy=Policy.FIRST)
    assert answer == Answer("A B", "reactions", at(1), sure=True)


def test_first_answer_final_holds_against_later_reactions() -> None:
    form = Given("form", at(1), "B D")
    assert text_of(several(form, react("A", 2), policy=Policy.FIRST)) == "B D"


def test_two_first_answers_of_unknown_order_are_ambiguous() -> None:
    found = react("B", 0, sure=False), react("A", 0, sure=False)
    assert single(*found, policy=Policy.FIRST) == Ambiguous(("A", "B"))


def test_a_known_first_answer_goes_before_those_found_later() -> None:
    found = react("B", 0, sure=False), react("C", 0, sure=False)
    assert text_of(single(*found, press("A", 0), policy=Policy.FIRST)) == "A"


moments = st.integers(0, 6).map(at)
letters = st.sampled_from("ABC")
reactions = st.builds(
    lambda letter, when, standing, sure: Given(
        reaction(letter), when, letter if standing else None, sure
    ),
    letters,
    moments,
    st.booleans(),
    st.booleans(),
)
others = st.builds(
    Given,
    st.sampled_from(["button", "form", "reply:1", "reply:2"]),
    moments,
    st.none() | letters,
    st.booleans(),
)
withdrawals = st.builds(withdraw, st.integers(0, 6))
deeds = st.lists(reactions | others | withdrawals, max_size=8)
forms = st.sampled_from([Form.SINGLE_CHOICE, Form.MULTI_SELECT])


@for_all(deeds, forms, st.sampled_from(Policy), moments, st.data())
def test_order_and_repetition_do_not_matter(
    given: list[Given], form: Form, policy: Policy, closes_at: datetime, data: st.DataObject
) -> None:
    repeats = data.draw(st.lists(st.sampled_from(given), max_size=5)) if given else []
    shuffled = data.draw(st.permutations(given + repeats))
    expected = of_record(given, form, closes_at, policy)
    assert of_record(shuffled, form, closes_at, policy) == expected


@for_all(deeds, deeds, forms, st.sampled_from(Policy), moments)
def test_nothing_done_after_closing_matters(
    given: list[Given], later: list[Given], form: Form, policy: Policy, closes_at: datetime
) -> None:
    late = [one for one in later if one.at >= closes_at]
    expected = of_record(given, form, closes_at, policy)
    assert of_record(given + late, form, closes_at, policy) == expected


@for_all(deeds)
def test_the_answer_is_one_that_was_given_and_still_stands(given: list[Given]) -> None:
    answer = single(*given)
    if isinstance(answer, Answer):
        assert Given(answer.source, answer.at, answer.text, answer.sure) in given
        newer = [one for one in given if one.source == answer.source and one.at > answer.at]
        assert not newer


def test_a_reaction_made_while_we_were_away_is_found() -> None:
    assert missed([], frozenset("B"), at(3), at(9), FIVE) == (react("B", 3, sure=False),)


def test_a_reaction_taken_off_while_we_were_away_is_found() -> None:
    found = missed([react("A", 1)], frozenset(), at(3), at(9), FIVE)
    assert found == (Given("reaction:A", at(1) + LAST_INSTANT, None, sure=False),)
    assert single(react("A", 1), *found) is None


def test_a_reaction_missing_after_closing_may_have_gone_after_closing() -> None:
    assert missed([react("A", 1)], frozenset(), at(3), FIVE, FIVE) == ()


def test_a_reaction_that_stands_again_is_newer_than_its_removal() -> None:
    found = missed([react("A", 1), unreact("A", 5)], frozenset("A"), at(3), at(9), FIVE)
    assert found == (Given("reaction:A", at(5) + LAST_INSTANT, "A", sure=False),)


def test_reading_back_says_nothing_about_other_doors() -> None:
    assert missed([press("A", 1), withdraw(2)], frozenset(), at(3), at(9), FIVE) == ()


def test_two_reactions_found_together_are_ambiguous_until_a_delivery_tells() -> None:
    found = missed([], frozenset("AB"), at(3), at(9), FIVE)
    assert single(*found) == Ambiguous(("A", "B"))
    assert text_of(single(*found, react("B", 4))) == "B"


@for_all(deeds, st.frozensets(letters), moments, moments, moments)
def test_reading_back_twice_adds_nothing(
    given: list[Given],
    standing: frozenset[str],
    since: datetime,
    read_at: datetime,
    closes_at: datetime,
) -> None:
    found = missed(given, standing, since, read_at, closes_at)
    assert missed([*given, *found], standing, since, read_at, closes_at) == ()


@for_all(deeds, st.frozensets(letters))
def test_after_reading_back_the_reactions_known_are_those_that_stand(
    given: list[Given], standing: frozenset[str]
) -> None:
    given = [one for one in given if one.source.startswith("reaction:")]
    answer = several(*given, *missed(given, standing, at(3), at(9), FIVE))
    assert text_of(answer) == (" ".join(sorted(standing)) or None)


def test_the_newest_letter_that_stands_comes_first() -> None:
    given = [react("C", 1), react("A", 3), react("B", 2), press("D", 4), react("E", 1)]
    assert letters_standing(given, FIVE) == ("A", "B", "C", "E")
    assert letters_standing([*given, unreact("A", 5)], FIVE)[0] == "B"
    assert letters_standing([press("D", 4)], FIVE) == ()


def test_a_letter_that_came_too_late_is_not_among_those_that_stand() -> None:
    assert letters_standing([react("A", 1), react("B", 3), react("C", 2)], at(3)) == ("C", "A")


def test_of_letters_found_together_nobody_knows_the_newest() -> None:
    found = [react("A", 2, sure=False), react("B", 2, sure=False)]
    assert letters_standing([*found, react("C", 1)], FIVE) == ()
    assert letters_standing([*found, react("C", 3)], FIVE) == ("C", "A", "B")


@for_all(deeds)
def test_without_the_older_letters_the_answer_is_the_same(given: list[Given]) -> None:
    older = letters_standing(given, FIVE)[1:]
    assert single(*given, *(unreact(letter, 9) for letter in older)) == single(*given)
