"""What people read about rulings: a case, what became of it, and how somebody's answer did."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.content import (
    Action,
    Block,
    Button,
    Buttons,
    Content,
    Name,
    Piece,
    Plain,
    Small,
    Text,
    Title,
)
from bot.messages import questions, words
from bot.quiz.question import Question
from bot.quiz.rulings import EMOJI, By, Word

RULE, TAKE_BACK, APPEAL = "rule", "rule-back", "appeal"
"""The verbs of the buttons; the one that asks for one's own verdict is `rounds.MINE`."""

_LABELS = {Word.RIGHT: "Right", Word.PARTLY: "Partly", Word.WRONG: "Wrong"}
_TITLES = {
    "correct": "✅ Right!",
    "partly": "🟡 Partly right",
    "incorrect": "❌ Not this time",
    "unsure": "⏳ Not judged yet",
}
_DRAFTS = {"correct": "right", "partly": "partly right", "incorrect": "wrong"}
BY = {By.PEERS: "by people here", By.ADMIN: "by an admin", By.MODEL: "by a language model"}
_ANSWER, _QUOTE, _STEM = 700, 80, 160
_POINTS = 8


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a full answer says, and whether this answer was seen to say it."""

    text: str
    found: bool
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """An answer that people rule on."""

    id: int
    number: int
    question: Question
    text: str
    points: Sequence[Point]
    draft: str
    """The verdict that the grader would give if it had to; "" if it has none."""
    name: str = ""
    """Who gave the answer, if they gave it for all to see."""
    reactions: bool = True
    """One may also react."""
    admins: bool = False
    """Only admins rule."""
    alone: bool = False
    """Nobody sees it but the admin whom it asks."""
    appealed: bool = False
    more: int = 0
    """So many other answers to this question wait, and are not asked about here."""


def case(of: Case) -> Content:
    """An answer on which people are asked to rule."""
    return Content(
        f"Is this answer to question {of.number} right?",
        Title(f"Is this right? · Question {of.number}"),
        *_body(of),
        word_buttons(of.id),
        Small(_how(of)),
        *_not_asked(of.more),
    )


def _not_asked(more: int) -> list[Block]:
    said = f"{words.count(more, 'more answer')} to rule on: `/quiz rulings` lists what waits."
    return [Small(said)] if more else []


def _body(of: Case) -> list[Block]:
    return [Text(*_said(of)), *_points(of.points), *_drafted(of)]


def _said(of: Case) -> list[Piece]:
    who: list[Piece] = [Name(of.name), " answered"] if of.name else ["Somebody answered"]
    again = ", and appealed" if of.appealed else ""
    return [*who, f"{again}: “", Plain(words.cut(of.text, _ANSWER)), "”"]


def _points(points: Sequence[Point]) -> list[Block]:
    if not points:
        return []
    shown: list[Piece] = ["**A full answer says**"]
    for point in points[:_POINTS]:
        mark = "✓" if point.found else "–"
        shown += [f"\n{mark}  {words.cut(point.text, _STEM)}", *_quote(point)]
    return [Text(*shown)]


def _quote(point: Point) -> list[Piece]:
    if not point.found or not point.quote:
        return []
    return [" (“", Plain(words.cut(point.quote, _QUOTE)), "”)"]


def _drafted(of: Case) -> list[Block]:
    said = _DRAFTS.get(of.draft)
    return [Text(f"I would have said: {said}, but I am not sure.")] if said else []


def word_buttons(ruling_id: int, place: int = 0, but: Word | None = None) -> Buttons:
    """A button for each word that one can say, or for all but one.

    In a list they tell by its `place` what they are about: a chat may put all buttons at the end.
    """
    lead = f"{place}: " if place else ""
    return Buttons(
        tuple(
            Button(lead + label, Action(RULE, (str(ruling_id), word.value)))
            for word, label in _LABELS.items()
            if word is not but
        )
    )


def _how(of: Case) -> str:
    if of.alone:
        return "Your word decides, for this answer and for all that read the same."
    if of.admins:
        return "Only admins rule here: the word of one decides."
    ways = "Press a button: nobody sees it."
    if of.reactions:
        marks = " ".join(EMOJI.values())
        ways = f"Press a button, which nobody sees, or react with {marks}."
    return f"{ways} Two who agree decide, or an admin's button."


def decided(of: Case, word: Word, by: By) -> Content:
    """A case that was ruled on, in place of what asked for it."""
    return Content(
        f"An answer to question {of.number} was ruled {word}.",
        Title(f"Ruled {word} · Question {of.number}"),
        *_body(of),
        Text(f"{EMOJI[word]} Ruled **{word}** {BY[by]}."),
    )


def dropped(number: int) -> Content:
    """A case whose answer is there no more."""
    return Content(
        "There is nothing to rule on any more.",
        Title(f"Question {number}"),
        Text("The answer that stood here is gone, so there is nothing to rule on any more."),
    )


def expired(number: int) -> Content:
    """A case that nobody decided in time."""
    return Content(
        "This waits for nobody any more.",
        Title(f"Not ruled · Question {number}"),
        Text("Nobody decided on this answer in time, so it stays without points."),
    )


def ruled(text: str, word: Word, by: By, changed: int, before: Word | None = None) -> Content:
    """One sentence for the thread: what was decided, in place of what, and what follows from it."""
    no_longer = f", no longer **{before}**" if before else ""
    follows = f"; {words.count(changed, 'answer')} counted anew" if changed else ""
    if by is By.MODEL and word is not Word.RIGHT:
        follows += ". Whoever gave it can appeal"
    return Content(
        f"An answer was ruled {word}.",
        Text(
            f"{EMOJI[word]} Ruled **{word}** {BY[by]}{no_longer}: “",
            Plain(words.cut(text, _QUOTE)),
            f"”{follows}.",
        ),
    )


# What a voter reads


def voted(ruling_id: int, word: Word) -> Content:
    return Content(
        "Noted.",
        Text(f"Noted: you say **{word}**. You can change it until it is decided."),
        Buttons((Button("Take it back", Action(TAKE_BACK, (str(ruling_id),))),)),
    )


def taken_back() -> Content:
    return Content("Taken back.", Text("Taken back: you have no vote on this answer now."))


def settled_by_you(word: Word) -> Content:
    """Their word was the one that decided."""
    return Content(
        "Decided.",
        Text(f"That decides it: **{word}**. Scores, standings and streaks follow in a moment."),
    )


def over(word: Word | None) -> Content:
    """It was decided before, or taken away."""
    said = f"This was decided already: **{word}**." if word else "There is nothing to decide here."
    return Content("Decided already.", Text(said))


def own_answer() -> Content:
    return Content(
        "This is your answer.", Text("This is an answer of yours: others have to rule on it.")
    )


def admins_rule() -> Content:
    return Content("Admins rule here.", Text("In this league only admins rule on answers."))


def no_case() -> Content:
    return Content("No such case.", Text("I find no answer here that waits for a ruling."))


# What a player reads of their own answer


@dataclass(frozen=True, slots=True)
class Mine:
    """Somebody's answer to a question whose answer was shown, and what it came to."""

    question: Question
    post_id: int
    text: str
    verdict: str
    score: float
    sentences: Sequence[str]
    """What the answer hit and missed, a sentence each; they may quote it."""
    by: By | None = None
    """Who ruled on it, if anybody did."""
    may_appeal: bool = False
    asked: bool = True
    """Of an unsure answer: people are asked to rule on it; False: nobody did in time."""


def mine(of: Mine) -> Content:
    """How one's own answer did, for the reader alone."""
    title = _TITLES.get(of.verdict, "Not counted")
    return Content(
        title,
        Title(title),
        Text("You said “", Plain(words.cut(of.text, _ANSWER)), "”"),
        Text(_came_to(of)),
        *questions.found(of.sentences),
        *_appealing(of),
        Small("Only you see this."),
    )


def _came_to(of: Mine) -> str:
    if of.verdict == "unsure" and not of.asked:
        return "I was not sure about this one, and nobody ruled on it in time: it earned nothing."
    if of.verdict == "unsure":
        return "I am not sure about this one: people are asked to rule on it."
    whose = f", ruled {BY[of.by]}" if of.by else ""
    return f"Score: **{of.score:.0%}**{whose}."


def _appealing(of: Mine) -> list[Block]:
    if not of.may_appeal:
        return []
    button = Button("Appeal", Action(APPEAL, (str(of.post_id),)))
    return [
        Text("Do you see it differently? An appeal asks people to rule on it, once a question."),
        Buttons((button,)),
    ]


def not_settled() -> Content:
    return Content(
        "Not yet.",
        Text("Others can still answer this question. Ask again once it has closed everywhere."),
    )


def no_answer() -> Content:
    return Content("No answer.", Text("I have no answer of yours to this question."))


def appealed() -> Content:
    return Content(
        "Your appeal is on its way.",
        Text("Your appeal is on its way: people are asked to rule on your answer."),
    )


def appealed_before() -> Content:
    return Content("One appeal.", Text("You have appealed on this question already."))


def already_waiting() -> Content:
    return Content("It waits already.", Text("This answer waits for a ruling already."))


def final() -> Content:
    return Content(
        "An admin has ruled.", Text("An admin has ruled on this answer, and that is the last word.")
    )


def nothing_to_appeal() -> Content:
    return Content(
        "Nothing to appeal.", Text("There is no verdict on an answer of yours here to appeal.")
    )
