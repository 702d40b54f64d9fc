"""What a channel reads about a round."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.chat.content import Buttons, Content, Name, Plain, Text
from bot.messages import notices, rounds
from bot.messages.rounds import Asked, Result, TeamChance, TeamResult
from bot.messages.words import count, listing, topic
from bot.quiz.league import EVERY_DOOR, Door, Policy
from bot.quiz.question import Form
from tests.limits import buttons, faults_of, text_of
from tests.nine_forms import question

UNTIL = datetime(2026, 11, 23, 17, tzinfo=UTC)
CHOICE = question(Form.SINGLE_CHOICE)
ASKED = Asked(CHOICE.face, 7, 3, UNTIL, EVERY_DOOR, Policy.LAST)
TEAM = TeamResult("Blue", 75, 2, 4, froze=False, kept=True)
RESULT = Result(CHOICE, 3, 4, 2, 0, 0, [("A", 1), ("B", 2), ("C", 0), ("D", 1)], [TEAM], [])


def footer(asked: Asked) -> str:
    return text_of(rounds.question(asked)).rsplit("\n", 1)[-1]


def test_the_footer_says_how_hard_until_when_and_who_sees() -> None:
    assert footer(ASKED) == (
        "Level 3 of 5 · open until 2026-11-23 17:00 UTC · the last answer counts"
        " · buttons are private, reactions and thread replies are seen by all"
    )


@pytest.mark.parametrize(
    ("doors", "said"),
    [
        (frozenset({Door.BUTTONS}), ""),
        (frozenset({Door.BUTTONS, Door.THREAD}), "thread replies are seen by all"),
        (frozenset({Door.BUTTONS, Door.REACTIONS}), "reactions are seen by all"),
    ],
)
def test_only_open_doors_are_spoken_of(doors: frozenset[Door], said: str) -> None:
    assert ("seen by all" in footer(replace(ASKED, doors=doors))) is bool(said)
    assert said in footer(replace(ASKED, doors=doors))


def test_a_late_or_bonus_question_says_so() -> None:
    content = rounds.question(replace(ASKED, late=True, bonus=True, policy=Policy.FIRST))
    assert "Bonus question 3" in text_of(content)
    assert "the first answer counts" in text_of(content)
    assert text_of(content).endswith("late today, sorry")


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("doors", [frozenset[Door](), *map(frozenset, ([d] for d in Door))])
def test_there_is_always_a_door_that_takes_an_answer(form: Form, doors: frozenset[Door]) -> None:
    content = rounds.question(Asked(question(form).face, 7, 3, UNTIL, doors, Policy.LAST))
    has_buttons = any(isinstance(block, Buttons) for block in content.blocks)
    by_reaction = Door.REACTIONS in doors and form.takes_letters
    assert has_buttons or by_reaction or Door.THREAD in doors


def test_a_receipt_names_the_answer_and_offers_to_take_it_back() -> None:
    content = rounds.noted(CHOICE.face, 7, "B", UNTIL, Policy.LAST)
    assert "**B** noted, you can change it until" in text_of(content)
    assert {label: str(does) for label, does in buttons(content).items()} == {
        "Take it back": "withdraw:7"
    }


def test_a_final_answer_offers_nothing() -> None:
    assert buttons(rounds.noted(CHOICE.face, 7, "B", UNTIL, Policy.FIRST)) == {}


def test_what_people_type_is_never_markup() -> None:
    said = "**bold** <@U1> [x](http://evil)"
    numeric, words = question(Form.NUMERIC).face, question(Form.FREE_TEXT).face
    for content in (
        rounds.noted(numeric, 7, said, UNTIL, Policy.LAST),
        rounds.unreadable(numeric, said),
        rounds.reveal(replace(RESULT, texts=[(said, said)])),
        rounds.reminder([TeamChance(said, 3, 0, 1)], UNTIL),
        rounds.reveal(replace(RESULT, teams=[replace(TEAM, name=said)])),
    ):
        pieces = [p for block in content.blocks if isinstance(block, Text) for p in block.pieces]
        assert not [piece for piece in pieces if isinstance(piece, str) and "evil" in piece]
        assert [p for p in pieces if isinstance(p, Plain | Name)]
        assert "evil" not in content.summary
    assert said not in text_of(rounds.noted(words, 7, said, UNTIL, Policy.LAST))


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        (Form.NUMERIC, "one number"),
        (Form.ORDER, "each of the letters ABCD once"),
        (Form.MATCH, "a letter for each number"),
        (Form.FREE_TEXT, "a few words more"),
        (Form.MULTI_SELECT, "at least one of the letters"),
    ],
)
def test_what_cannot_be_read_is_told_with_a_remedy(form: Form, wanted: str) -> None:
    assert wanted in text_of(rounds.unreadable(question(form).face, "hm"))


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (TeamChance("Blue", 12, 0, 2), "2 more answers keep the 12-day streak of Blue."),
        (
            TeamChance("Blue", 5, 2, 1),
            "1 more answer keeps the 5-day streak of Blue (or it costs one of 2 freezes).",
        ),
        (TeamChance("Blue", 5, 1, 1), "(or it costs one of 1 freeze)."),
    ],
)
def test_a_reminder_says_what_can_still_be_saved(chance: TeamChance, said: str) -> None:
    assert said in text_of(rounds.reminder([chance], UNTIL))


def test_a_reminder_of_many_teams_stays_short() -> None:
    content = rounds.reminder([TeamChance("Blue", 5, 1, 1)] * 100, UNTIL)
    assert text_of(content).count("Blue") == 8
    assert "and 92 more teams" in text_of(content)


def test_a_reveal_tells_answer_shares_whys_and_streaks() -> None:
    said = text_of(rounds.reveal(RESULT))
    for part in (
        "Answer to question 3",
        "**B**  precision",
        "The long explanation.",
        "**B** ✓: ▇▇▇▇▇ 2",
        "**C**:  0",
        "**D**  The why of D.",
        "**2 of 4** got it right.",
        "Blue: 7.5 points from 2 answers. 🔥 4-day streak.",
        "Read more: A book, page 7.",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("team", "said"),
    [
        (replace(TEAM, froze=True, kept=False), "❄️ A freeze saved the 4-day streak."),
        (
            replace(TEAM, kept=False, streak=0, answered=0, points=0),
            "0 points from 0 answers.",
        ),
    ],
)
def test_a_reveal_says_what_became_of_a_team(team: TeamResult, said: str) -> None:
    assert said in text_of(rounds.reveal(replace(RESULT, teams=[team])))


def test_the_best_teams_come_first_and_the_rest_is_counted() -> None:
    teams = [replace(TEAM, name=f"team {n}.", points=n) for n in range(11)]
    said = text_of(rounds.reveal(replace(RESULT, teams=teams)))
    assert said.index("team 10.") < said.index("team 9.") < said.index("team 3.")
    assert "team 2." not in said
    assert "and 3 more teams" in said


def test_a_reveal_of_nothing_says_so() -> None:
    said = text_of(rounds.reveal(replace(RESULT, answered=0, right=0, teams=[], chosen=[])))
    assert "Nobody answered this one." in said


def test_footnotes_tell_what_was_void_unjudged_or_found_late() -> None:
    said = text_of(rounds.reveal(replace(RESULT, void=2, unsure=1, found_late=1, bonus=True)))
    assert "2 answers could not count: two reactions stood" in said
    assert "1 not judged." in said
    assert "1 reaction that I found afterwards counted" in said
    assert "Answer to bonus question 3" in said


def test_free_texts_are_shown_up_to_a_length_and_a_number() -> None:
    said = text_of(rounds.reveal(replace(RESULT, texts=[("Grace", "w" * 500)] * 7)))
    assert said.count("Grace: ") == 5
    assert "w" * 399 + "…\n" in said
    assert "and 2 more answers" in said


@pytest.mark.parametrize(
    "content",
    [
        rounds.withdrawn(),
        rounds.too_late(UNTIL),
        rounds.not_open(),
        notices.not_posted(UNTIL, notices.TOO_LATE),
        notices.not_posted(UNTIL, notices.NO_QUESTION),
        notices.not_posted(UNTIL, notices.PLACE_GONE),
    ],
)
def test_every_notice_fits(content: Content) -> None:
    assert faults_of(content) == []
    assert content.summary


def test_small_words() -> None:
    assert (count(1, "answer"), count(2, "answer"), count(0, "day off", "days off")) == (
        *("1 answer", "2 answers", "0 days off"),
    )
    assert [topic(name) for name in ("nlp-and-llms", "linear-models", "sql")] == [
        *("NLP and LLMs", "Linear models", "SQL"),
    ]
    assert [listing(list(parts)) for parts in ("", "a", "ab", "abc")] == [
        *("", "a", "a and b", "a, b and c"),
    ]
