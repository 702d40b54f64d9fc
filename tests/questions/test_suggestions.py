"""What a member proposes becomes a draft of a pack, or is told why not in words to act on."""

from dataclasses import replace

import pytest

from bot.quiz.drafts import Draft, Objection, Proposal
from questions.limits import EXPLANATION_LIMIT, OPTION_LIMIT, STEM_LIMIT
from questions.loader import PackBank, load_pack
from questions.schema import ITEM
from questions.suggestions import NO_REFERENCE, PackDrafting, drafting_beside
from tests.builders import FakeBank
from tests.commands import ROOT

PROPOSAL = Proposal(
    topic="evaluation",
    stem="Which metric ignores true negatives?",
    right="The F1 score",
    wrong=("The accuracy", "The ROC curve", "Cohen's kappa"),
    why="Precision and recall look only at the positive class.",
    reference="https://example.org/f1",
)
DRAFTING = PackDrafting()


def drafted(proposal: Proposal) -> Draft:
    found = DRAFTING.draft(proposal)
    assert isinstance(found, Draft), found
    return found


def objected(proposal: Proposal, drafting: PackDrafting = DRAFTING) -> dict[str, str]:
    """What is said of each field; one thing each."""
    found = drafting.draft(proposal)
    assert isinstance(found, tuple), "it was taken"
    assert all(isinstance(one, Objection) for one in found)
    assert len({one.field for one in found}) == len(found)
    return {one.field: one.says for one in found}


def test_a_proposal_becomes_a_draft_that_packs_can_hold() -> None:
    draft = drafted(PROPOSAL)
    item = ITEM.validate_python(dict(draft.fields))
    assert (item.status, item.topic, item.form) == ("draft", "evaluation", "single-choice")
    assert not item.is_played
    assert draft.stem == PROPOSAL.stem
    assert draft.options[0] == ("The F1 score", True)
    assert [text for text, right in draft.options if not right] == list(PROPOSAL.wrong)
    assert draft.why == PROPOSAL.why
    assert draft.references == (PROPOSAL.reference,)


def test_without_a_reference_there_is_none() -> None:
    assert drafted(replace(PROPOSAL, reference=" ")).references == ()


def test_spaces_and_control_characters_are_cleaned_away() -> None:
    messy = replace(
        PROPOSAL, stem="\0 Which metric\tignores true negatives?\r\n", right="  The \n F1\0 score "
    )
    assert dict(drafted(messy).fields) == dict(drafted(PROPOSAL).fields)


def test_the_same_question_in_other_capitals_and_order_has_the_same_digest() -> None:
    other = replace(PROPOSAL, stem=PROPOSAL.stem.upper(), wrong=PROPOSAL.wrong[::-1], why="Since.")
    assert drafted(other).digest == drafted(PROPOSAL).digest
    changed = replace(PROPOSAL, wrong=("The accuracy", "The ROC curve", "The Gini index"))
    assert drafted(changed).digest != drafted(PROPOSAL).digest


def test_every_empty_field_is_told_at_once() -> None:
    assert objected(Proposal("", "", " ", (), "")) == {
        "topic": "Choose one of the topics.",
        "stem": "The question is empty. Write it.",
        "right": "The right answer is empty. Write it.",
        "wrong": "There are 0 wrong answers. Write three, each on a line of its own.",
        "why": "The explanation is empty. Write it.",
    }


TOO_LONG = {
    "stem": (replace(PROPOSAL, stem="x" * 301), f"Shorten it to {STEM_LIMIT}."),
    "right": (replace(PROPOSAL, right="x" * 91), f"Shorten it to {OPTION_LIMIT}."),
    "wrong": (replace(PROPOSAL, wrong=("a", "x" * 91, "c")), "Wrong answer 2 has 91 characters."),
    "why": (replace(PROPOSAL, why="x" * 601), f"Shorten it to {EXPLANATION_LIMIT}."),
}


@pytest.mark.parametrize("field", TOO_LONG)
def test_what_is_too_long_is_told_with_its_length(field: str) -> None:
    proposal, says = TOO_LONG[field]
    told = objected(proposal)
    assert list(told) == [field]
    assert says in told[field]


def test_a_reference_that_is_too_long_is_told_with_the_explanation() -> None:
    told = objected(replace(PROPOSAL, reference=f"https://example.org/{'x' * 300}"))
    assert told == {"why": "The reference has 320 characters. Shorten it to 300."}


RULES = {
    "a negative question": (
        replace(PROPOSAL, stem="Which metric does not count true negatives?"),
        ("stem", "The question is put negatively ('not'). Ask it positively, or write NOT in"),
    ),
    "two equal options": (
        replace(PROPOSAL, wrong=("The accuracy", "The Accuracy", "Cohen's kappa")),
        ("right", "Two options have the same text. Reword one."),
    ),
    "an option that combines others": (
        replace(PROPOSAL, wrong=("The accuracy", "All of the above", "Cohen's kappa")),
        ("wrong", "'All of the above' combines other options. Let every option stand alone."),
    ),
    "a right answer that gives itself away": (
        replace(PROPOSAL, right="The F1 score, for it is made of precision and recall alone"),
        ("right", "The right answer has 58 characters, the others 13 on average. Make it about as"),
    ),
}


@pytest.mark.parametrize("case", RULES)
def test_the_hard_rules_of_packs_hold_in_words_of_the_form(case: str) -> None:
    proposal, (field, says) = RULES[case]
    told = objected(proposal)
    assert list(told) == [field]
    assert told[field].startswith(says)


def test_what_the_bank_asks_already_is_refused_by_its_id() -> None:
    known = ITEM.validate_python(
        {**drafted(PROPOSAL).fields, "id": "evaluation.f1.001", "concept": "f1"}
    )
    told = objected(replace(PROPOSAL, why="So it is."), PackDrafting([known]))
    assert told == {
        "stem": "The bank asks nearly the same already (evaluation.f1.001). Ask for something else."
    }


def test_a_question_of_the_shipped_pack_is_recognised() -> None:
    bank = PackBank([load_pack(ROOT / "questions/packs/ml-interview")])
    items = [placed.item for pack in bank.packs for placed in pack.questions]
    one = next(
        item for item in items if item.form == "single-choice" and item.topic in DRAFTING.topics
    )
    [right] = [option.text for option in one.options if option.correct]
    copied = replace(PROPOSAL, topic=one.topic, stem=one.stem, right=right)
    copied = replace(copied, wrong=tuple(right[::-1] + sign for sign in "abc"))
    assert one.id in objected(copied, drafting_beside(bank))["stem"]
    assert isinstance(drafting_beside(bank).draft(PROPOSAL), Draft)


def test_beside_a_bank_without_packs_nothing_is_known() -> None:
    assert isinstance(drafting_beside(FakeBank()).draft(PROPOSAL), Draft)


def test_a_reviewer_is_told_what_may_be_asked() -> None:
    long = drafted(replace(PROPOSAL, stem=f"{'Which metric ' * 13}ignores true negatives?"))
    assert DRAFTING.notes(long) == (
        "A sentence of the question has 29 words. Keep sentences to 25 words.",
    )
    assert DRAFTING.notes(drafted(PROPOSAL)) == ()
    assert DRAFTING.notes(drafted(replace(PROPOSAL, reference=""))) == (NO_REFERENCE,)


def test_notes_can_be_had_of_a_draft_that_was_kept_as_json() -> None:
    fields = {**drafted(PROPOSAL).fields, "references": [PROPOSAL.reference]}
    fields["options"] = [dict(option) for option in drafted(PROPOSAL).fields["options"]]
    assert DRAFTING.notes(Draft(fields)) == ()
