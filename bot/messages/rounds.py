"""What the channel and the players read about a round, from the question to the reveal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.content import (
    Action,
    Block,
    Button,
    Buttons,
    Content,
    Fact,
    Facts,
    Name,
    Piece,
    Plain,
    Small,
    Text,
    Title,
    When,
)
from bot.messages import questions, words
from bot.quiz.league import Door, Policy
from bot.quiz.question import Face, Question
from bot.quiz.question import Form as Asks

ANSWER, ANSWER_FORM, WITHDRAW, MINE = "answer", "answer-form", "withdraw", "mine"
ACKNOWLEDGED = "📝"
_SHOWN_TEXTS = 5
_SHOWN_LENGTH = 400
_SHOWN_TEAMS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way to a channel."""

    face: Face
    post_id: int
    number: int
    closes_at: datetime
    doors: frozenset[Door]
    policy: Policy
    bonus: bool = False
    late: bool = False
    reply_note: str = ""
    """What a thread reply needs to be heard."""


def question(asked: Asked) -> Content:
    """The day's question, open for answers."""
    ids = (str(asked.post_id),)
    buttons = questions.answer_buttons(asked.face, Action(ANSWER, ids), Action(ANSWER_FORM, ids))
    return Content(
        f"{_heading(asked.face, asked.number, asked.bonus)}: {asked.face.stem}",
        Title(_heading(asked.face, asked.number, asked.bonus)),
        *questions.body(asked.face, by_reaction=_is_reactable(asked)),
        *((buttons,) if has_buttons(asked.face, asked.doors) else ()),
        Small(*_how(asked)),
    )


def closed(face: Face, number: int, bonus: bool) -> Content:
    """The question once nobody can answer it any more and the answer is not shown yet."""
    return Content(
        f"{_heading(face, number, bonus)} is closed.",
        Title(_heading(face, number, bonus)),
        *questions.body(face),
        Small("Closed. The answer follows."),
    )


def answered(question: Question, number: int, bonus: bool) -> Content:
    """The question with its answer, for those who scroll back."""
    face = question.face
    return Content(
        f"{_heading(face, number, bonus)} with its answer.",
        Title(_heading(face, number, bonus)),
        *questions.body(face),
        Text("**Answer**"),
        questions.right_answer(question),
        Small("Closed."),
    )


def _heading(face: Face, number: int, bonus: bool) -> str:
    return f"{'Bonus question' if bonus else 'Question'} {number} · {words.topic(face.topic)}"


def has_buttons(face: Face, doors: frozenset[Door]) -> bool:
    """Typed answers need their form unless the thread takes them."""
    public = Door.REACTIONS if face.form.takes_letters else Door.THREAD
    return Door.BUTTONS in doors or public not in doors


def _how(asked: Asked) -> list[Piece]:
    pieces: list[Piece] = [f"{words.stars(asked.face.difficulty).capitalize()} · open until "]
    pieces += [When(asked.closes_at), f" · the {asked.policy} answer counts"]
    if public := _public_doors(asked):
        pieces.append(f" · buttons are private, {words.listing(public)} are seen by all")
    if asked.reply_note and Door.THREAD in asked.doors:
        pieces.append(f" · {asked.reply_note}")
    if asked.late:
        pieces.append(" · late today, sorry")
    return pieces


def _public_doors(asked: Asked) -> list[str]:
    by_reply = Door.THREAD in asked.doors
    return [
        *(["reactions"] if _is_reactable(asked) else []),
        *(["thread replies"] if by_reply else []),
    ]


def _is_reactable(asked: Asked) -> bool:
    return Door.REACTIONS in asked.doors and asked.face.form.takes_letters


def noted(face: Face, post_id: int, text: str, closes_at: datetime, policy: Policy) -> Content:
    """The private receipt of an answer."""
    if policy is Policy.FIRST:
        first = Text(*_quoted(face, text), " noted. The first answer counts.")
        return Content("Your answer is noted.", first)
    return Content(
        "Your answer is noted.",
        Text(*_quoted(face, text), " noted, you can change it until ", When(closes_at), "."),
        _withdraw_button(post_id),
    )


def _withdraw_button(post_id: int) -> Block:
    return Buttons((Button("Take it back", Action(WITHDRAW, (str(post_id),))),))


def withdrawn() -> Content:
    return Content("Taken back.", Text("Taken back. You have no answer now; you may give another."))


def too_late(closes_at: datetime) -> Content:
    return Content(
        "That was too late.",
        Text("That was too late: this question closed ", When(closes_at), "."),
        Text("The next one is yours!"),
    )


def not_open() -> Content:
    return Content("Not open.", Text("This is no open question of this channel any more."))


def unreadable(face: Face, text: str) -> Content:
    """A form's text that is no answer to this question."""
    wanted = {
        Asks.NUMERIC: "I need one number, such as 0.83, 5/6 or 8.3e-1.",
        Asks.ORDER: f"I need each of the letters {face.letters} once, with spaces between.",
        Asks.MATCH: "I need a letter for each number, such as 1B 2A 3C.",
        Asks.FREE_TEXT: "I need a few words more.",
    }.get(face.form, "I need at least one of the letters.")
    said = Text("I could not read “", Plain(text[:100]), f"”. {wanted}")
    return Content("I could not read that.", said)


def _quoted(face: Face, text: str) -> list[Piece]:
    if face.form is Asks.FREE_TEXT:
        return ["Your answer is"]
    return ["**", Plain(text), "**"] if not face.form.takes_letters else [f"**{text}**"]


@dataclass(frozen=True, slots=True)
class TeamChance:
    """A team that can still keep its streak in an open round."""

    name: str
    streak: int
    freezes: int
    missing: int


def reminder(chances: Sequence[TeamChance], closes_at: datetime) -> Content:
    """Who can still save what; names no person."""
    return Content(
        "There is still time to answer.",
        Text("Open until ", When(closes_at), "."),
        *(Text(*_chance(chance)) for chance in chances[:_SHOWN_TEAMS]),
        *_and_more(len(chances)),
    )


def _chance(chance: TeamChance) -> list[Piece]:
    needed = words.count(chance.missing, "more answer")
    verb = "keeps" if chance.missing == 1 else "keep"
    held = words.count(chance.freezes, "freeze")
    net = f" (or it costs one of {held})" if chance.freezes else ""
    return [f"{needed} {verb} the {chance.streak}-day streak of ", Name(chance.name), f"{net}."]


@dataclass(frozen=True, slots=True)
class TeamResult:
    name: str
    points: int
    """Tenths of a point."""
    answered: int
    streak: int
    froze: bool
    kept: bool
    needed: int = 0
    """How many answers would have kept the day."""
    ended: int = 0
    """The length of the streak that ended; 0 if none did."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a round, as a channel may know it."""

    question: Question
    number: int
    answered: int
    right: int
    unsure: int
    void: int
    chosen: Sequence[tuple[str, int]]
    """How many chose each letter (letter forms only)."""
    teams: Sequence[TeamResult]
    texts: Sequence[tuple[str, str]]
    """(name, answer) of free text."""
    found_late: int = 0
    """Answers that were found only after closing, because we were away."""
    bonus: bool = False
    post_id: int = 0


def reveal(result: Result) -> Content:
    """The answer, why it is right, how the channel did, and what became of the streaks."""
    question = result.question
    return Content(
        f"Answer to question {result.number}: {question.key.answer[:100]}",
        Title(f"Answer to {'bonus ' if result.bonus else ''}question {result.number}"),
        questions.right_answer(question),
        Text(question.key.explanation),
        *_shares(result),
        Text(_tally(result)),
        *_team_lines(result),
        *_texts(result.texts),
        *_own_verdict(result),
        *_footnotes(result),
    )


def _tally(result: Result) -> str:
    if result.answered == 0:
        return "Nobody answered this one."
    said = f"**{result.right} of {result.answered}** got it right."
    return said + (f" {result.unsure} not judged." if result.unsure else "")


def _shares(result: Result) -> list[Block]:
    """How many chose each letter, and why each is right or wrong."""
    if not result.chosen or not result.answered:
        return []
    right = set(result.question.key.answer.split())
    rows = [
        Fact(
            Text(f"**{letter}** ✓" if letter in right else f"**{letter}**"),
            Text(f"{_bar(n, result.answered)} {n}"),
        )
        for letter, n in result.chosen
    ]
    return [Facts(tuple(rows)), *_whys(result.question)]


def _whys(question: Question) -> list[Block]:
    said = [(letter, questions.why(question, letter)) for letter in question.face.letters]
    lines = [f"**{letter}**  {why}" for letter, why in said if why]
    return [Text("\n".join(lines))] if lines else []


def _bar(part: int, whole: int) -> str:
    return "▇" * round(10 * part / whole)


def _team_lines(result: Result) -> list[Block]:
    """The teams, the most points first."""
    best = sorted(result.teams, key=lambda team: -team.points)[:_SHOWN_TEAMS]
    return [*(Text(*_team_line(team)) for team in best), *_and_more(len(result.teams))]


def _and_more(teams: int) -> list[Block]:
    hidden = teams - _SHOWN_TEAMS
    return [Small(f"and {words.count(hidden, 'more team')}")] if hidden > 0 else []


def _team_line(team: TeamResult) -> list[Piece]:
    scored = f": {words.points(team.points)} points from {words.count(team.answered, 'answer')}"
    if team.froze:
        return [Name(team.name), f"{scored}. ❄️ A freeze saved the {team.streak}-day streak."]
    if team.kept and team.streak:
        return [Name(team.name), f"{scored}. 🔥 {team.streak}-day streak."]
    if team.ended:
        needed = words.count(team.needed, "answer")
        ended = f" The {team.ended}-day streak ended: it took {needed} to keep it."
        return [Name(team.name), f"{scored}.{ended}"]
    return [Name(team.name), f"{scored}."]


def _texts(texts: Sequence[tuple[str, str]]) -> list[Block]:
    shown: list[Block] = [
        Text(Name(name), ": ", Plain(words.cut(text, _SHOWN_LENGTH)))
        for name, text in texts[:_SHOWN_TEXTS]
    ]
    hidden = len(texts) - _SHOWN_TEXTS
    return [*shown, Small(f"and {words.count(hidden, 'more answer')}")] if hidden > 0 else shown


def _own_verdict(result: Result) -> list[Block]:
    """Of free text the tally tells nobody how their own answer did."""
    if result.question.face.form is not Asks.FREE_TEXT or not result.answered:
        return []
    return [Buttons((Button("How did I do?", Action(MINE, (str(result.post_id),))),))]


def _footnotes(result: Result) -> list[Block]:
    read_more = result.question.key.references
    notes = [f"Read more: {'; '.join(read_more)}"] if read_more else []
    if result.void:
        notes.append(
            f"{words.count(result.void, 'answer')} could not count: two reactions stood, "
            "and nothing told which was newer."
        )
    if result.found_late:
        notes.append(
            f"I was away for a while: {words.count(result.found_late, 'reaction')} "
            "that I found afterwards counted."
        )
    return [Small(note) for note in notes]
