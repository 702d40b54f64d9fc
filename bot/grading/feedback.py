"""What a member is told about a graded answer: before closing hints, afterwards everything."""

from collections.abc import Iterator

from bot.grading.result import Finding, Grade, State

_LEADS = {
    State.HIT: "You said it",
    State.NEAR: "You nearly said it",
    State.MISSED: "Missing",
    State.CONTRADICTED: "It is the other way round",
}
_LONGEST = 120
"""Signs of an answer that are quoted back."""


def feedback(grade: Grade, *, closed: bool) -> tuple[str, ...]:
    """One sentence a finding. They quote the answer, so show them as `Plain`.

    Until the round is `closed` they name what was said, in the member's own words, and hints;
    neither what a missed point says nor what is wrong.
    """
    return tuple(_whole(grade) if closed else _hinted(grade))


def _whole(grade: Grade) -> Iterator[str]:
    for finding in grade.findings:
        yield _told(finding)
    if grade.why:
        yield grade.why


def _told(finding: Finding) -> str:
    sentence = f"{_LEADS[finding.state]}: {_ended(finding.text)}"
    if finding.state is State.CONTRADICTED and finding.quote:
        return f"{sentence} You wrote “{_short(finding.quote)}”."
    return sentence


def _hinted(grade: Grade) -> Iterator[str]:
    said = [finding for finding in grade.findings if finding.state is State.HIT]
    rest = [finding for finding in grade.findings if finding.state is not State.HIT]
    for finding in said:
        if finding.quote:
            yield f"You have a point with “{_short(finding.quote)}”."
    for finding in rest:
        if finding.hint:
            yield f"Think about this: {_ended(finding.hint)}"
    untold = sum(not finding.hint for finding in rest)
    if untold:
        yield "There is one more thing to say." if untold == 1 else _more(untold)


def _more(count: int) -> str:
    return f"There are {count} more things to say."


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _short(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
