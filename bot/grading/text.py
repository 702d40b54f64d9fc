"""A text as its grader reads it: tokens with stems, clauses and sentences, each quotable."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.grading import terms
from bot.grading.folding import Folded, fold
from bot.grading.stems import stem_of, words_of


@dataclass(frozen=True, slots=True)
class Token:
    """A word in its one spelling; `original[start:end]` of its passage quotes it."""

    word: str
    stem: str
    start: int
    end: int
    clause: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Passage:
    original: str
    plain: str
    """One line, Unicode folded, lower case, without marks; formulas are kept."""
    tokens: tuple[Token, ...]

    def __hash__(self) -> int:
        """By its text, whose hash is kept: much is remembered by passage."""
        return hash(self.original)


@lru_cache(maxsize=512)
def passage(text: str) -> Passage:
    """The words of `text`, each once, with the clause and the sentence that it stands in."""
    folded = fold(text)
    return Passage(text, _plain(folded.text), tuple(_tokens(folded)))


def is_protected(word: str) -> bool:
    """Whether `word` is never to be matched by typo: l1, type-2, o(n), adam, ascent."""
    return terms.is_protected(word)


_BULLET = r"[ \t]*(?:[#>]+|[-*+•‣◦]|\(?\d{1,2}[.)])(?=\s)"
_IN_LIST = re.compile(_BULLET)
_MARKS = re.compile(
    rf"^(?:{_BULLET}[ \t]*|[ \t]*>[ \t]*)+"
    r"|```\w*(?=\n)|`+|~~|(?<![^\W_])_+|_+(?![^\W_])"
    r"|(?<!\S)\*+(?=[^\s*])|(?<=[^\s*])\*+(?!\S)|(?<![\w\s])\*\*+|\*\*+(?![\w\s])",
    re.MULTILINE,
)
_POWER = re.compile(r"(?<=\w)\s*\*\*\s*(?=[\w(])")


def _plain(folded: str) -> str:
    """Marks within marks fall one after the other; four rounds are more than anybody nests."""
    for _ in range(8):
        bare = _POWER.sub("^", _MARKS.sub("", folded))
        bare = fold(" ".join(bare.split())).text
        if bare == folded:
            break
        folded = bare
    return folded


_INNER = r"(?:[^()\n]|\([^()\n]{0,30}\)){1,40}"
_MATHS = r"(?:(?:log|sqrt|exp|[a-z]{1,2})(?![a-z])|[^a-z()\n]|\([^()\n]{0,20}\)){1,30}"
_PIECE = re.compile(
    rf"(?P<bullet>(?:(?<=\n)|\A){_BULLET})"
    r"|(?P<newline>[ \t]*\n\s*)"
    r"|(?P<item>(?<=\s)\(?\d{1,2}\)(?=\s))"
    rf"|(?P<formula>(?<![\w.])(?:(?:o|theta|omega|pr?|[befghjklquxy])\({_INNER}\)"
    rf"|(?:o|theta|omega|pr?) \({_MATHS}\)))"
    r"|(?P<short>(?<![\w.])(?:(?:e\.\s?g|i\.\s?e|i\.\s?i\.\s?d|w\.\s?r\.\s?t|a\.k\.a)\b\.?"
    r"|w/o\b|b/c\b|w/(?=\s)))"
    r"|(?P<types>\btypes?[ -](?:i|1|one)\s?(?:/|and|or|,|&|vs\.?)\s?(?:ii|2|two)\b)"
    r"|(?P<power>(?<!\w)[a-z\d]\w{0,8}(?:\s?\^\s?|\*\*)-?(?:\d{1,3}|[a-z](?!\w)|\([^()\s]{1,12}\)))"
    r"|(?P<less>(?<![\w-])[a-eg-kmnpqs-z]-\d(?!\w))"
    r"|(?P<plural>(?<=[^\W_])\(e?s\))"
    r"|(?P<number>(?<![\w.])(?:(?<![\w)\]] )(?<![)\]])[-+](?=[\d.]))?"
    r"(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|0,\d+|\d+(?:[./:]\d+)*|\.\d+)(?:e[-+]?\d+)?"
    r"(?:\s?(?:%|percent\b|per cent\b))?(?![\w]))"
    r"|(?P<word>n't\b|(?:[^\W_]|[\u0300-\u036f])+(?:'[a-z]{1,2}\b)?(?:\+\+|\#)?)"
    r"|(?P<unequal>!=|=/=|<>)|(?P<sign><=|>=|(?<=\s)[<>](?=\s)|[↑↓])"
    r"|(?P<end>[.!?]+(?=[\s\"')\]*_`]|$)|(?<=\w\w)[.!?](?=\w\w)|[?!]+)|(?P<pause>;|:(?!\d))"
)
_SIGNS = {
    "<=": "less",
    "<": "less",
    ">=": "greater",
    ">": "greater",
    "↑": "increase",
    "↓": "decrease",
}
_SHORT = {"w/o": "without", "b/c": "because", "w/": "with"}
_TURNS = words_of(
    "but whereas while whilst however although though because since unlike nevertheless"
    " nonetheless therefore thus hence conversely otherwise"
)
"""Words that begin a clause of their own."""
_HEADED = re.compile(r"[^\n:.;,]{1,30}:\s")
"""A line of notes: "bagging: many trees"."""
_LONG_LINE = 60
"""Signs after which a line without an end was broken by its window, not by its writer."""


@dataclass(slots=True)
class _Place:
    """Where the reading stands: the clause, the sentence, and whether they hold words yet."""

    clause: int = 0
    sentence: int = 0
    is_fresh: bool = True
    is_new_sentence: bool = True

    def end(self, *, of_sentence: bool) -> None:
        if not self.is_fresh:
            self.clause += 1
            self.is_fresh = True
        if of_sentence and not self.is_new_sentence:
            self.sentence += 1
            self.is_new_sentence = True

    def hold(self) -> None:
        self.is_fresh = self.is_new_sentence = False


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    is_whole: bool = False
    """A formula, a number or part of a contraction: never joined with its neighbour."""


def _tokens(folded: Folded) -> Iterator[Token]:
    place = _Place()
    for piece in _merged(folded.text, _pieces(folded.text)):
        if not isinstance(piece, _Word):
            place.end(of_sentence=piece)
            continue
        if piece.text in _TURNS:
            place.end(of_sentence=False)
        place.hold()
        start, end = folded.starts[piece.start], folded.ends[piece.end - 1]
        yield Token(piece.text, stem_of(piece.text), start, end, place.clause, place.sentence)


def _pieces(text: str) -> Iterator[_Word | bool]:
    """Words, and between them True where a sentence ends, False where only a clause does."""
    for match in _PIECE.finditer(text):
        kind = match.lastgroup
        if kind in {"end", "bullet", "pause"} or (kind == "item" and _is_listed(text, match)):
            yield kind != "pause"
        elif kind != "newline":
            for word in _words(kind or "", match[0]):
                yield _Word(word, match.start(), match.end(), kind != "word" or "'" in match[0])
        elif _is_break(text, match):
            yield True


def _is_listed(text: str, match: re.Match[str]) -> bool:
    """A list on one line: "1) draw a sample 2) fit a tree"; not the end of "(of 2)"."""
    number, before = int(match[0].strip("()")), text[: match.start()]
    others = rf"(?<!\S)\(?(?:{number - 1}|{number + 1})\)(?=\s)"
    is_closing = match[0][0] != "(" and before.count("(") > before.count(")")
    return not is_closing and re.search(others, text) is not None


def _is_break(text: str, match: re.Match[str]) -> bool:
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    is_listed = _IN_LIST.match(line) and not match[0].endswith((" ", "\t"))
    is_ended = len(line) < _LONG_LINE or match[0].count("\n") > 1
    return is_ended or bool(is_listed or _HEADED.match(text, match.end()))


def _words(kind: str, found: str) -> tuple[str, ...]:
    match kind:
        case "formula":
            return (_formula(found),)
        case "short":
            return (_SHORT.get(found) or re.sub(r"[.\s]", "", found),)
        case "power":
            bare = re.sub(r"[\s()]", "", found).replace("**", "^")
            return ("r2",) if bare == "r^2" else (bare,)
        case "number" | "item":
            return (_number(found.strip("()")),)
        case "unequal":
            return ("not", "equal")
        case "sign":
            return (_SIGNS[found],)
        case "less":
            return (found,)
        case "plural":
            return ()
        case "types":
            return ("type-1", "type-2")
        case _:
            return terms.expanded(found)


def _formula(found: str) -> str:
    """o(n log(n)) -> o(n-log-n), p( y | x ) -> p(y|x)."""
    name, _, inner = found[:-1].partition("(")
    name = name.strip().replace("pr", "p")
    if name in {"o", "theta", "omega"}:
        return f"{name}({_growth(inner)})"
    return f"{name}({''.join(inner.split())})"


def _growth(inner: str) -> str:
    bare = re.sub(r"[()*_·]+", " ", inner.replace("**", "^").replace(" squared", "^2"))
    bare = re.sub(r"log\s*2?(?=[\s a-z]|$)", " log ", bare)
    bare = re.sub(r"\b([a-z])(\d)", r"\1^\2", re.sub(r"\s*\^\s*", "^", bare))
    return "-".join(re.sub(r"\b([a-km-z])([a-z])\b", r"\1 \2", bare).split())


def _number(found: str) -> str:
    """1,024 -> 1024, 83 percent -> 83%, 0,83 -> 0.83."""
    bare = re.sub(r"\s?per ?cent$", "%", found).replace(" ", "").lstrip("+")
    if bare.startswith("0,"):
        bare = bare.replace(",", ".")
    return "0" * bare.startswith(".") + bare.replace(",", "")


def _merged(text: str, pieces: Iterator[_Word | bool]) -> Iterator[_Word | bool]:
    """The pieces with each compound in one word: mini batch, non-linear, type II."""
    last: _Word | None = None
    for piece in pieces:
        both = _both(text, last, piece)
        if both is None and last is not None:
            yield last
        last = both or (piece if isinstance(piece, _Word) else None)
        if both is None and last is None:
            yield piece
        elif last is not None and both is None:
            last = _spelt(last)
    if last is not None:
        yield last


def _spelt(word: _Word) -> _Word:
    if word.is_whole:
        return word
    return _Word(terms.spelt(word.text), word.start, word.end)


def _both(text: str, first: _Word | None, second: _Word | bool) -> _Word | None:
    if first is None or not isinstance(second, _Word) or second.start - first.end > 2:
        return None
    if first.is_whole or second.start < first.end:
        return None
    whole = terms.joined(first.text, second.text, text[first.end : second.start])
    return _Word(whole, first.start, second.end) if whole else None
