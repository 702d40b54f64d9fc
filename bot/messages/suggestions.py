"""What people read about questions that members propose, and what admins decide about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.content import (
    Action,
    Block,
    Button,
    Buttons,
    Choice,
    Choices,
    Content,
    Entry,
    Fact,
    Facts,
    Field,
    Form,
    Name,
    Piece,
    Plain,
    Small,
    Text,
    Title,
    When,
)
from bot.messages import words
from bot.quiz.drafts import Draft, Objection, State

SUGGEST = "suggest"
ACCEPT, DECLINE, NEXT = "suggestion-accept", "suggestion-decline", "suggestion-next"
DONE = "report-done"
"""The verbs of the form and of an admin's buttons."""

TOPIC, STEM, RIGHT, WRONG, WHY = "topic", "stem", "right", "wrong", "why"
NOTE = "note"

_LABELS = {
    TOPIC: "Topic",
    STEM: "The question",
    RIGHT: "The right answer",
    WRONG: "Three wrong answers, one a line",
    WHY: "Why it is right",
}
_HINTS = {
    STEM: "One thing to know, up to 300 characters",
    RIGHT: "Up to 90 characters, about as long as the wrong ones",
    WRONG: "Each what somebody could believe, up to 90 characters",
    WHY: "Up to 600 characters; a last line that is a link is kept as the reference",
}
# More than is allowed, so that what is too long can be told and mended and nothing is cut off.
_LIMITS = {STEM: 600, RIGHT: 200, WRONG: 600, WHY: 1200}
_LINES = {STEM: 3, RIGHT: 1, WRONG: 3, WHY: 5}
_STATES = {
    State.WAITING: "⏳ waits",
    State.ACCEPTED: "✅ accepted",
    State.DECLINED: "➖ declined",
}
_NOTE_LIMIT = 300
_SHORT, _REPORT, _SAID = 80, 400, 200
REPORTS_SHOWN = 3
OWN_SHOWN = 5

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Own:
    """Something that the reader proposed, and what became of it."""

    stem: str
    state: State
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A suggestion as its reviewer sees it."""

    id: int
    draft: Draft
    name: str
    """Who proposed it; "" if they were forgotten."""
    at: datetime
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """Something that somebody says is wrong with a question."""

    id: int
    question_id: str
    text: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for a league's admins: so many of each, one suggestion and the first reports."""

    waiting: int
    shown: Proposed | None
    open: int
    reports: Sequence[Reported] = ()


def form(values: Values, topics: Sequence[str]) -> Form:
    """The dialog in which a question is proposed."""
    chosen = tuple(topic for topic in topics if topic == values.get(TOPIC))
    choices = tuple(Choice(topic, words.topic(topic)) for topic in topics)
    fields: tuple[Field, ...] = (
        *(_entry(name, values) for name in (STEM, RIGHT, WRONG, WHY)),
        Choices(TOPIC, _LABELS[TOPIC], choices, chosen),
    )
    return Form(Action(SUGGEST), "Suggest a question", fields, submit="Suggest")


def _entry(name: str, values: Values) -> Entry:
    limit = _LIMITS[name]
    value = values.get(name, "")[:limit]
    return Entry(name, _LABELS[name], value, _HINTS[name], _LINES[name], limit)


def card(own: Sequence[Own], empty: Form, most: int) -> Content:
    """`/quiz suggest`: opens the form, and tells what became of what one proposed before."""
    return Content(
        "Suggest a question.",
        Title("Suggest a question"),
        Text(
            "One question, one right answer, three wrong ones. It is checked at once, then this"
            " channel's admins read it; nobody is asked it before a person puts it into a pack."
        ),
        *_own(own),
        Buttons((Button("Write it…", empty, primary=True),)),
        Small(f"At most {most} of yours wait at a time. Admins see who suggested what."),
    )


def _own(own: Sequence[Own]) -> list[Block]:
    facts = [Fact(Text(_STATES[one.state]), Text(*_became(one))) for one in own[:OWN_SHOWN]]
    return [Text("**Yours**"), Facts(tuple(facts))] if facts else []


def _became(one: Own) -> list[Piece]:
    note: list[Piece] = [" · “", Plain(words.cut(one.note, _SAID)), "”"] if one.note else []
    return [Plain(words.cut(one.stem, _SHORT)), *note]


def objections(found: Sequence[Objection], values: Values, again: Form) -> Content:
    """Everything that speaks against a proposal; what was typed stands below, and in `again`."""
    return Content(
        "Nothing was suggested yet.",
        Text("Nothing was suggested yet. Mend this:"),
        Text(*_lines([_objection(one) for one in found])),
        *_typed(values),
        Buttons((Button("Try again…", again, primary=True),)),
    )


def _objection(one: Objection) -> list[Piece]:
    return [f"**{_LABELS[one.field]}:** ", Plain(words.cut(one.says, _SAID))]


def full(most: int, values: Values, again: Form) -> Content:
    """As many of theirs wait as may; what was typed stands below, and in `again`."""
    return Content(
        "Enough of yours wait.",
        Text(
            f"{words.count(most, 'suggestion')} of yours wait here already, which is as many as"
            " may. Once an admin has read one, try again."
        ),
        *_typed(values),
        Buttons((Button("Try again…", again, primary=True),)),
    )


def _typed(values: Values) -> list[Block]:
    """What was written, for a form may open without it."""
    written = [(name, values.get(name, "").strip()) for name in _LIMITS]
    shown = [(name, text[: _LIMITS[name]]) for name, text in written if text]
    return [Text(f"**{_LABELS[name]}**\n", Plain(text)) for name, text in shown]


def suggested(count: int, most: int) -> Content:
    """It waits now, the same one sent twice too."""
    return Content(
        "Thank you.",
        Text(
            "Thank you: your question waits for this channel's admins. `/quiz suggest` tells what"
            " became of it."
        ),
        Small(f"{count} of {most} that may wait."),
    )


def known() -> Content:
    """Somebody proposed the same before, or it was decided."""
    return Content(
        "Suggested before.",
        Text("This very question was suggested here before, so I kept nothing new."),
    )


# What an admin reads


def desk(of: Desk, *lead: Piece) -> Content:
    """`/quiz review`: one suggestion and the open reports; `lead` is what just happened."""
    return Content(
        f"{words.count(of.waiting, 'suggestion')} to review.",
        *((Text(*lead),) if lead else ()),
        *(_proposed(of.shown, of.waiting) if of.shown else (Text("No suggestion waits."),)),
        *_reports(of),
    )


def _proposed(one: Proposed, waiting: int) -> list[Block]:
    draft, more = one.draft, f" · {waiting - 1} more after it" if waiting > 1 else ""
    return [
        Title("Suggested question"),
        Text(f"{words.topic(draft.topic)} · by ", _author(one.name), ", ", When(one.at), more),
        Text(Plain(draft.stem)),
        Text(*_lines([["✓  " if right else "–  ", Plain(text)] for text, right in draft.options])),
        Text("**Why** ", Plain(draft.why)),
        *(Text("**Reference** ", Plain(reference)) for reference in draft.references),
        *(Small("To look at: ", Plain(words.cut(note, _SAID))) for note in one.notes[:OWN_SHOWN]),
        _decision(one.id, waiting),
    ]


def _author(name: str) -> Piece:
    return Name(name) if name else "somebody"


def _decision(id: int, waiting: int) -> Buttons:
    reason = Entry(
        NOTE, "Why not", hint="The author reads it", lines=3, limit=_NOTE_LIMIT, required=False
    )
    decline = Form(Action(DECLINE, (str(id),)), "Decline", (reason,), submit="Decline")
    buttons = [
        Button("Accept", Action(ACCEPT, (str(id),)), primary=True),
        Button("Decline…", decline),
    ]
    if waiting > 1:
        buttons.append(Button("Next", Action(NEXT, (str(id + 1),))))
    return Buttons(tuple(buttons))


def _reports(of: Desk) -> list[Block]:
    if not of.reports:
        return [Text("No report is open.")]
    standing = str(of.shown.id) if of.shown else "0"
    hidden = of.open - len(of.reports)
    return [
        Title("Reported questions"),
        *(block for one in of.reports for block in _report(one, standing)),
        *((Small(f"and {words.count(hidden, 'more report')}"),) if hidden > 0 else ()),
    ]


def _report(one: Reported, standing: str) -> list[Block]:
    heading: list[Piece] = [f"`{one.question_id}` · by ", _author(one.name), ", ", When(one.at)]
    done = Button("Done", Action(DONE, (str(one.id), standing)))
    return [Text(*heading, "\n", Plain(words.cut(one.text, _REPORT))), Buttons((done,))]


def decided(stem: str, state: State) -> list[Piece]:
    """The lead when the reader's word decided."""
    return [f"{_STATES[state]}: “", Plain(words.cut(stem, _SHORT)), "”"]


def decided_before(state: State, name: str) -> list[Piece]:
    """The lead when somebody was quicker."""
    return [f"{_STATES[state]} already, by ", _author(name) if name else "another admin", "."]


def gone() -> list[Piece]:
    """The lead when there is no such suggestion in this league any more."""
    return ["That suggestion is not here any more."]


def report_done(first: bool) -> list[Piece]:
    """The lead when a report was looked after."""
    return ["The report is done." if first else "That report was done already."]


def _lines(rows: Sequence[Sequence[Piece]]) -> list[Piece]:
    pieces: list[Piece] = []
    for row in rows:
        pieces += ["\n", *row] if pieces else row
    return pieces
