"""A footnote becomes the elements of Slack's context block: markup for ours, plain for others'."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from adapters.slack import emoji
from adapters.slack.rich import words_of
from adapters.slack.words import DATE_FORMAT, Json, escaped, in_utc
from bot.chat.content import Letter, Name, Piece, Plain, When
from bot.chat.markdown import Span, spans

_ELEMENTS = 10
# Markup has no way to escape these signs, so their look-alikes stand in for them.
_DISARMED = str.maketrans("*_~`:", "∗ˍ∼ˋ∶")


def elements(pieces: Sequence[Piece]) -> list[Json]:
    """What goes into the block, at most ten; none if there is nothing to see."""
    found = spans(pieces)
    if all(span.is_bare for span in found):
        return _shown([_bare(found)])
    runs = groupby(found, key=lambda span: span.is_strange)
    shown = _shown([_bare(run) if strange else _marked(run) for strange, run in runs])
    return shown if len(shown) <= _ELEMENTS else [_marked(found)]


def _shown(made: Iterable[Json]) -> list[Json]:
    return [element for element in made if element["text"].strip()]


def _bare(run: Iterable[Span]) -> Json:
    return {
        "type": "plain_text",
        "text": "".join(words_of(span.piece) for span in run),
        "emoji": False,
    }


def _marked(run: Iterable[Span]) -> Json:
    return {"type": "mrkdwn", "text": "".join(map(_markup, run)), "verbatim": True}


def _markup(span: Span) -> str:
    body = _body(span.piece)
    if span.link:
        return f"<{escaped(span.link).replace('|', '%7C')}|{body}>"
    for mark in (span.code and "`", span.italic and "_", span.bold and "*"):
        body = _wrapped(body, mark) if mark else body
    return body


def _wrapped(body: str, mark: str) -> str:
    """Marks must touch the words that they stand around."""
    inner = body.strip()
    return body.replace(inner, f"{mark}{inner}{mark}", 1) if inner else body


def _body(piece: Piece) -> str:
    match piece:
        case str(words):
            return escaped(emoji.with_keycaps(words))
        case Plain(words) | Name(words):
            return escaped(words.translate(_DISARMED))
        case Letter(letter):
            name = emoji.letter_name(letter)
            return f"*{escaped(letter)}* :{name}:" if name else escaped(letter)
        case When(at):
            return f"<!date^{int(at.timestamp())}^{DATE_FORMAT}|{in_utc(at)}>"
