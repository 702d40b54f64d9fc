"""Every message that is said about questions that members propose."""

from collections.abc import Iterator
from dataclasses import replace

from bot.messages import suggestions
from bot.quiz.drafts import Draft, Objection, State
from questions.rules import TOPICS
from tests.every_message import STRANGE, UNTIL, Said, said

VALUES = {
    suggestions.TOPIC: "evaluation",
    suggestions.STEM: f"{STRANGE} " * 10,
    suggestions.RIGHT: STRANGE,
    suggestions.WRONG: "\n".join([STRANGE] * 8),
    suggestions.WHY: f"{STRANGE} " * 20,
}
FOUND = [Objection(name, f"{STRANGE} is too long. Shorten it.") for name in VALUES]
OPTIONS = [{"text": f"{STRANGE} {n}", "correct": n == 0} for n in range(4)]
DRAFT = Draft(
    {
        "topic": "nlp-and-llms",
        "stem": f"{STRANGE} " * 5,
        "options": OPTIONS,
        "explanation": f"{STRANGE} " * 11,
        "references": (f"https://example.org/{STRANGE}",),
    }
)


def of_members() -> Iterator[Said]:
    topics = sorted(TOPICS)
    filled, empty = suggestions.form(VALUES, topics), suggestions.form({}, topics)
    own = [suggestions.Own(STRANGE * 3, state, STRANGE) for state in State]
    yield said(suggestions.card, own, empty, 5)
    yield said(suggestions.card, [], empty, 5, case="first")
    yield said(suggestions.objections, FOUND, VALUES, filled)
    yield said(suggestions.full, 5, VALUES, filled)
    yield said(suggestions.suggested, 2, 5)
    yield said(suggestions.known)


def of_admins() -> Iterator[Said]:
    notes = ["The stem ends in no question or request. Ask outright."] * 6
    shown = suggestions.Proposed(7, DRAFT, STRANGE[:40], UNTIL, notes)
    reported = suggestions.Reported(3, "topic.concept.001", f"{STRANGE} " * 20, STRANGE[:40], UNTIL)
    desk = suggestions.Desk(3, shown, 5, [reported] * 3)
    leads = {
        "decided": suggestions.decided(STRANGE * 3, State.ACCEPTED),
        "before": suggestions.decided_before(State.DECLINED, STRANGE[:40]),
        "gone": suggestions.gone(),
        "done": suggestions.report_done(first=True),
    }
    for case, lead in leads.items():
        yield said(suggestions.desk, desk, *lead, case=case)
    nobody = replace(shown, name="", notes=())
    yield said(suggestions.desk, replace(desk, waiting=1, shown=nobody, open=3), case="last")
    lead = suggestions.report_done(first=False)
    yield said(suggestions.desk, suggestions.Desk(0, None, 0), *lead, case="nothing")
