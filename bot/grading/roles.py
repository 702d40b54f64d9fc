"""Whose statement it is: in a contrast, every clause speaks of one of the roles, or of several."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from bot.grading.index import Index
from bot.grading.matching import Match
from bot.grading.patterns import slot_of
from bot.grading.polarity import has_comma
from bot.grading.stems import words_of

_COMPARED = frozenset(
    ["than", "unlike", "versus", "vs", "contrast", "opposed", "compared", "comparison"]
)
"""After these a role is only what another one is compared with."""
_COMPARING = words_of("to with in the a an of one any each other single simple normal standard")
_EXAMPLES = (["like"], ["eg"], ["including"])
_ADPOSITIONS = frozenset(["by", "in", "of", "for", "with", "using", "from", "via", "through"])
_JOINERS = frozenset({"and", "or", "both", "the", "a", "an", "as", "well", "also"})
_BACK = frozenset(
    ["it", "they", "this", "these", "those", "that", "which", "its", "their", "he", "she", "both"]
)
_ALONE = words_of(
    "one method approach model technique algorithm is was has does can will cannot may often"
    " usually uses needs trains learns works fits builds makes gives reduces lowers increases"
    " raises assumes minimises minimizes maximises maximizes shrinks cuts keeps adds tries"
    " takes finds tends requires averages combines corrects focuses predicts estimates adapts"
    " grows drops removes penalises penalizes optimises optimizes looks asks lets helps also"
    " only just"
)
"""What follows "the other" or "the first" where it stands for a role, and not before a noun."""
_TELLING = frozenset({"which", "who", "whose"})
_FIRST, _SECOND = frozenset({"former", "first"}), frozenset({"latter", "second"})
_POINTERS = _FIRST | _SECOND | {"one", "other"}
_NAMED_SOON = 3
"""A pointer so few words before a role's name is that role: "the first, bagging, …"."""
_AFTER = 4
"""A role so few words behind a statement can be its owner: "is reduced by bagging"."""


@dataclass(frozen=True, slots=True)
class Mention:
    first: int
    last: int
    role: str
    is_compared: bool


@dataclass(frozen=True, slots=True)
class Owner:
    roles: frozenset[str]
    is_sure: bool
    """Named in the same clause, or carried on by a pronoun or in the same sentence."""


_NOBODY = Owner(frozenset(), False)


class Cast:
    """Who is spoken of in each clause of an answer."""

    def __init__(self, roles: Mapping[str, tuple[str, ...]], index: Index) -> None:
        self._roles = roles
        self._index = index

    @property
    def is_unnamed(self) -> bool:
        """The answer names none of the roles."""
        return not self._mentions

    @property
    def is_confused(self) -> bool:
        """One role is said to be the other: "false negatives (Type I …"."""
        tokens, text = self._index.passage.tokens, self._index.passage.original
        return any(
            one.role != other.role
            and text[tokens[one.last].end : tokens[other.first].start].strip() == "("
            for one, other in pairwise(self._mentions)
        )

    def is_named_by(self, match: Match) -> bool:
        """A word taken for a contrary is a role's name: descent is the contrary of ascent."""
        named = {mention.first for mention in self._mentions}
        return any(spot.is_opposite and spot.first in named for spot in match.spots)

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of all words that the roles go by."""
        slots = (slot_of(alias) for aliases in self._roles.values() for alias in aliases)
        return frozenset(stem for slot in slots for term in slot.terms for stem in term.phrase)

    def owner(self, match: Match) -> Owner:
        """Whose statement a match is; no roles if the answer does not say."""
        if not self._roles:
            return _NOBODY
        match = self._weightiest(match) if match.pattern.is_sentence else match
        tokens = self._index.passage.tokens
        clause = tokens[match.last].clause
        near = [m for m in self._mentions if self._is_owner(m) and self._is_in(m, match)]
        if near:
            is_sure = any(mention.first <= match.last for mention in near)
            return Owner(self._nearest(near, match), is_sure)
        return self._carried.get(clause, _NOBODY)

    def _weightiest(self, match: Match) -> Match:
        """Of a sentence that names a role, only its weightiest other word: who is that said of?

        In "X reduces bias, Y reduces variance" the words of "Y reduces bias" stand side by side.
        """
        named = {m.first for m in self._mentions}
        others = [spot for spot in match.spots if spot.first not in named]
        if not others or len(others) == len(match.spots):
            return match
        weightiest = max(others, key=lambda spot: match.pattern.slots[spot.slot].weight)
        return replace(match, spots=(weightiest,))

    def _is_owner(self, mention: Mention) -> bool:
        """It is not only compared with, or it is told of: "unlike bagging, which …"."""
        following = self._index.passage.tokens[mention.last + 1 : mention.last + 2]
        return not mention.is_compared or any(token.word in _TELLING for token in following)

    def _is_in(self, mention: Mention, match: Match) -> bool:
        tokens = self._index.passage.tokens
        clauses = {
            tokens[place].clause for spot in match.spots for place in (spot.first, spot.last)
        }
        return tokens[mention.first].clause in clauses

    def _nearest(self, near: list[Mention], match: Match) -> frozenset[str]:
        before = [m for m in near if m.first <= match.first]
        behind = [m for m in near if match.last < m.first <= match.last + _AFTER]
        behind = [m for m in behind if self._follows_adposition(m)]
        if behind and (not before or self._is_attached(before[-1], match)):
            return self._joined(behind[0], near)
        within = [m for m in near if match.first < m.first < match.last]
        if within:
            return self._joined(within[-1], near)
        return self._joined(before[-1] if before else near[0], near)

    def _is_attached(self, mention: Mention, match: Match) -> bool:
        """The mention ends a statement before this one: "variance in bagging and bias in …"."""
        tokens = self._index.passage.tokens
        leads = mention.first <= 1 or tokens[mention.first - 2].clause != tokens[match.first].clause
        return self._follows_adposition(mention) and not leads and mention.last < match.first

    def _follows_adposition(self, mention: Mention) -> bool:
        tokens = self._index.passage.tokens
        before = tokens[max(0, mention.first - 2) : mention.first]
        return any(token.word in _ADPOSITIONS for token in before)

    def _joined(self, mention: Mention, near: list[Mention]) -> frozenset[str]:
        """The role, and those that "and" joins to it."""
        found = {mention.role}
        for other in near:
            low, high = sorted((mention, other), key=lambda m: m.first)
            between = self._index.passage.tokens[low.last + 1 : high.first]
            if between and all(token.word in _JOINERS for token in between):
                found.add(other.role)
        return frozenset(found)

    @cached_property
    def _mentions(self) -> list[Mention]:
        found = sorted(self._named(), key=lambda m: (m.first, m.first - m.last))
        clean: list[Mention] = []
        for mention in found:
            if not clean or mention.first > clean[-1].last:
                clean.append(mention)
        return self._with_pointers(clean)

    def _named(self) -> Iterator[Mention]:
        for role, aliases in self._roles.items():
            for alias in aliases:
                for first, last, _ in self._index.found(slot_of(alias).direct):
                    yield Mention(first, last, role, self._is_compared(first))

    def _is_compared(self, first: int) -> bool:
        tokens = self._index.passage.tokens
        if self._is_example(first):
            return True
        place = first - 1
        while place >= 0 and tokens[place].clause == tokens[first].clause:
            word = tokens[place].word
            if word in _COMPARED or (word == "instead" and tokens[place + 1].word == "of"):
                return True
            if word not in _COMPARING or has_comma(self._index.passage, place + 1):
                return False
            place -= 1
        return False

    def _is_example(self, first: int) -> bool:
        """What "such as" or "like" leads to is an example and owns no statement."""
        words = [token.word for token in self._index.passage.tokens[max(0, first - 2) : first]]
        return words[-2:] in (["such", "as"], ["for", "example"]) or words[-1:] in _EXAMPLES

    def _with_pointers(self, named: list[Mention]) -> list[Mention]:
        """The mentions, and "the former", "the second" and "the other" as the roles they mean."""
        order = list(dict.fromkeys(mention.role for mention in named))
        if len(self._roles) == 2 and len(order) == 1:
            order += [role for role in self._roles if role not in order]
        if len(order) != 2:
            return named
        pointers: list[Mention] = []
        for place in range(len(self._index.passage.tokens)):
            role = self._pointed(place, order, [*named, *pointers])
            if role and not any(place < m.first <= place + _NAMED_SOON for m in named):
                pointers.append(Mention(place, place, role, False))
        return sorted(named + pointers, key=lambda m: m.first)

    def _pointed(self, place: int, order: list[str], known: list[Mention]) -> str:
        """The role that the word at `place` stands for, of the two in `order`; "" if for none."""
        tokens = self._index.passage.tokens
        word, follows_the = tokens[place].word, place > 0 and tokens[place - 1].word == "the"
        if word not in _POINTERS:
            return ""
        earlier = [mention for mention in known if mention.last < place]
        if word in {"former", "latter"}:
            return order[word in _SECOND]
        if not earlier or not self._is_alone(place):
            return ""
        if word == "one" and not follows_the and self._is_one_of_two(place):
            return order[0]
        if not follows_the or word == "one":
            return ""
        if word != "other":
            return order[word in _SECOND]
        latest = max(earlier, key=lambda mention: mention.first)
        return order[1 - order.index(latest.role)]

    def _is_alone(self, place: int) -> bool:
        """It stands for a thing by itself: a verb follows, or a comma, or nothing."""
        tokens = self._index.passage.tokens
        if place + 1 == len(tokens) or tokens[place + 1].clause != tokens[place].clause:
            return True
        return tokens[place + 1].word in _ALONE or has_comma(self._index.passage, place + 1)

    def _is_one_of_two(self, place: int) -> bool:
        """It is the one of "one …, the other …" in one sentence, and no number of anything."""
        tokens = self._index.passage.tokens
        is_head = place == 0 or tokens[place - 1].clause != tokens[place].clause
        rest = [token for token in tokens[place + 1 :] if token.sentence == tokens[place].sentence]
        return is_head and ["the", "other"] in [[one.word, two.word] for one, two in pairwise(rest)]

    @cached_property
    def _carried(self) -> dict[int, Owner]:
        """For each clause the owner that earlier clauses hand on to it."""
        tokens = self._index.passage.tokens
        carried: dict[int, Owner] = {}
        last, sentence = frozenset[str](), -1
        for first, end, _, is_clause in self._index.windows:
            if not is_clause:
                break
            inside = [m for m in self._mentions if first <= m.first < end and not m.is_compared]
            head = tokens[first]
            sure = head.sentence == sentence or head.word in _BACK or self._is_verb(first)
            carried[head.clause] = Owner(last, sure and bool(last))
            if inside:
                last, sentence = self._joined(inside[0], inside), head.sentence
        return carried

    def _is_verb(self, place: int) -> bool:
        """A bare verb leads the clause, as in a list: "Reduces variance"."""
        token = self._index.passage.tokens[place]
        return token.word.endswith("s") and token.word != token.stem
