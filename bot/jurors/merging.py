"""What a language model said of the points, put through the rubric's own scorer."""

import re
from dataclasses import replace

from bot.grading.confidence import Opinion, confidence, drafted, is_open
from bot.grading.folding import fold
from bot.grading.result import Finding, Grade, State, Verdict
from bot.grading.rubric import capped, scored
from bot.grading.text import passage
from bot.grading.vocabulary import FUNCTION_WORDS
from bot.jurors.prompt import Reply, Said
from bot.quiz.rubric import Rubric, Wrong

_STATES = {"hit": State.HIT, "missed": State.MISSED, "contradicted": State.CONTRADICTED}
_WHY = "A language model judged this."


def merged(rubric: Rubric, own: Grade, reply: Reply, answer: str) -> Grade:
    """The grade that comes of both; `own` is the grader's, with a finding for each point.

    A quote that is not in the answer counts for nothing. The misconceptions of both count. Unsure
    where the two contradict each other, or where the score itself is a close call.
    """
    findings = tuple(
        _finding(before, reply.points.get(place), answer)
        for place, before in enumerate(own.findings)
    )
    wrongs = _wrongs(rubric, own, reply)
    score = capped(scored(rubric, findings), wrongs, None)
    opinion = Opinion(score, findings, score)
    draft, sureness = drafted(score, findings), confidence(opinion)
    unsure = is_open(opinion, sureness) or _is_disputed(own, findings)
    return Grade(
        verdict=Verdict.UNSURE if unsure else draft,
        score=score,
        why=wrongs[0].text if wrongs else _WHY,
        findings=findings,
        confidence=sureness,
        draft=draft if unsure else None,
        wrongs=tuple(wrong.id for wrong in wrongs),
    )


def _finding(before: Finding, said: Said | None, answer: str) -> Finding:
    """A point by what the model says of it, if its quote bears that out."""
    missed = replace(before, state=State.MISSED, quote="", why="", credit=0.0)
    if said is None or said.verdict == "missed" or not occurs(said.quote, answer):
        return missed
    state = _STATES[said.verdict]
    credit = 1.0 if state is State.HIT else 0.0
    return replace(missed, state=state, quote=said.quote.strip(), credit=credit)


def occurs(quote: str, answer: str) -> bool:
    """Whether these words, one that says something among them, stand in the answer like that."""
    if all(token.word in FUNCTION_WORDS for token in passage(quote).tokens):
        return False
    words = re.escape(_flat(quote).strip(" .,;:\"'…"))
    return re.search(rf"(?<!\w){words}(?!\w)", _flat(answer)) is not None


def _flat(text: str) -> str:
    return " ".join(fold(text).text.split())


def _wrongs(rubric: Rubric, own: Grade, reply: Reply) -> list[Wrong]:
    return [
        wrong
        for place, wrong in enumerate(rubric.wrong)
        if wrong.id in own.wrongs or place in reply.wrongs
    ]


def _is_disputed(own: Grade, findings: tuple[Finding, ...]) -> bool:
    """The model sees a point said which the grader sees denied: then only people can tell."""
    return any(
        before.state is State.CONTRADICTED and after.state is State.HIT
        for before, after in zip(own.findings, findings, strict=True)
    )
