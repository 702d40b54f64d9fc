"""What somebody reads while they practise; only they see it, so the key may be shown at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.content import (
    Action,
    Block,
    Button,
    Buttons,
    Content,
    Piece,
    Plain,
    Small,
    Text,
    Title,
    When,
)
from bot.messages import questions, rounds, words
from bot.quiz.question import Face, Question

ANSWER, FORM, RULE, NEXT, AGAIN = (
    "practise",
    "practise-form",
    "practise-rule",
    "practise-next",
    "practise-again",
)
_SHOWN = 100
_TITLES = {"correct": "✅ Right!", "partly": "🟡 Partly right", "incorrect": "❌ Not this time"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits: the `place`-th of `total`."""

    face: Face
    practice_id: int
    serial: int
    place: int
    total: int


@dataclass(frozen=True, slots=True)
class Tally:
    right: int
    answered: int
    left: int
    topic: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What came of an answer; `answer` is "" where it is not to be repeated."""

    question: Question
    answer: str
    verdict: str
    why: str
    practice_id: int
    serial: int
    tally: Tally
    found: Sequence[str] = ()
    """What free text hit and missed, a sentence each."""


def question(asked: Asked) -> Content:
    """One question of a session."""
    ids = (str(asked.practice_id), str(asked.serial))
    heading = f"Practice {asked.place} of {asked.total} · {words.topic(asked.face.topic)}"
    return Content(
        f"{heading}: {asked.face.stem}",
        Title(heading),
        *questions.body(asked.face),
        questions.answer_buttons(asked.face, Action(ANSWER, ids), Action(FORM, ids)),
        Small(f"{words.stars(asked.face.difficulty).capitalize()} · only you see this"),
    )


def feedback(given: Feedback) -> Content:
    """Right or wrong and why; then the next question, or the end."""
    title = _TITLES[given.verdict]
    return Content(
        title,
        Title(title),
        Text(given.question.face.stem),
        *_yours(given),
        *questions.found(given.found),
        Text("**Answer**"),
        questions.right_answer(given.question),
        Text(given.question.key.explanation),
        *_onward(given),
    )


def _yours(given: Feedback) -> list[Block]:
    """What they answered, with the why of every option that they chose."""
    if not given.answer:
        return []
    face = given.question.face
    if not face.form.takes_letters:
        because = f" {given.why}" if given.why else ""
        return [Text("You said **", Plain(given.answer[:_SHOWN]), f"**.{because}")]
    return [Text(*_chosen(given, letter)) for letter in given.answer.split()]


def _chosen(given: Feedback, letter: str) -> list[Piece]:
    why = questions.why(given.question, letter)
    return [f"You chose **{letter}**.", *([f" {why}"] if why else [])]


def _onward(given: Feedback) -> list[Block]:
    if given.tally.left > 0:
        ids = (str(given.practice_id), str(given.serial))
        left = (
            f"{given.tally.left} to go · {given.tally.right} of {given.tally.answered} right so far"
        )
        return [Buttons((Button("Next", Action(NEXT, ids), primary=True),)), Small(left)]
    return [Text(f"**Done: {_tally(given.tally)}.**"), *_again(given.tally.topic)]


def _tally(tally: Tally) -> str:
    return f"{tally.right} of {tally.answered} right"


def _again(topic: str) -> list[Block]:
    return [
        Buttons((Button("Practise more", Action(AGAIN, (topic,))),)),
        Small("What you missed comes back when it is time to see it again."),
    ]


def ask_ruling(model: Question, found: Sequence[str], practice_id: int, serial: int) -> Content:
    """The model answer to free text, what was found of it, and whether they had it."""
    rulings = (("Yes", "yes"), ("Partly", "partly"), ("No", "no"))
    return Content(
        "Did you have it?",
        Title("Did you have it?"),
        Text(model.face.stem),
        Text("**A good answer**"),
        questions.right_answer(model),
        *questions.found(found),
        Buttons(
            tuple(
                Button(label, Action(RULE, (str(practice_id), str(serial), ruling)))
                for label, ruling in rulings
            )
        ),
    )


def kept(due_at: datetime) -> Content:
    """A daily question is kept for practice."""
    return Content(
        "Kept for later.",
        Text("Kept! It comes in `/quiz practice` from ", When(due_at), " on."),
    )


def no_question() -> Content:
    """The message has no question to keep."""
    return Content(
        "There is no question in it.",
        Text(
            "I can keep a daily question of mine for later, or its answer, but this message is"
            " neither. `/quiz practice` has questions for you at any time."
        ),
    )


def retired() -> Content:
    return Content(
        "I don't have it any more.",
        Text("I don't have this question any more. `/quiz practice` has others."),
    )


def over() -> Content:
    return Content(
        "That question is over.",
        Text("That question is over. `/quiz practice` starts again."),
    )


def dry(topic: str) -> Content:
    """Nothing is left that may be shown."""
    what = f"on {words.topic(topic)} " if topic else ""
    return Content(
        "Nothing to practise.",
        Text(
            f"There is nothing {what}to practise right now that would not give away an open"
            " question."
        ),
        Text("Try another topic, or come back when today's question has closed."),
    )


def no_topic(text: str, topics: Sequence[str]) -> Content:
    """They named a topic that no question has."""
    return Content(
        "I don't know that topic.",
        Text("I have no questions on “", Plain(text[:_SHOWN]), "”. My topics:"),
        Text("\n".join(words.topic(topic) for topic in topics)),
        Small("Say it like this: `/quiz practice deep-learning 5`."),
    )


def bad_count(most: int) -> Content:
    return Content(
        "How many?", Text(f"I can ask from 1 to {most} questions: `/quiz practice 5` asks five.")
    )


def not_read(face: Face, text: str) -> Content:
    """A form's text that is no answer; the question still waits."""
    return rounds.unreadable(face, text)
