"""How near two words are: of one stem, one spelling, one family or one meaning.

For comparing an answer with a reference only: kin words earn a part of the likeness, and no
verdict of a rubric rests on them.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from bot.grading.index import likeness as spelling
from bot.grading.stems import stem_of
from bot.grading.text import is_protected

SAME_FAMILY = 0.8
"""iterate, iterative: a long common beginning."""
MISSPELT = 0.85
SAME_MEANING = 0.6

_HEAD = 4
"""Words of one family begin with so many equal letters."""
_LEAST_SPELLING = 0.79

_GROUPS = """
big large huge great massive
small little tiny minor
quick fast rapid speedy
slow sluggish
increase rise grow raise expand gain climb
reduce decrease lower lessen shrink drop diminish cut decline minimize fall
begin start initiate commence
end finish stop terminate halt conclude complete
show indicate display demonstrate present reveal illustrate
make create build construct produce generate form
use utilize employ apply
get obtain receive acquire gain fetch retrieve
give provide supply offer
keep retain maintain preserve hold store save
change alter modify vary adjust shift convert transform
remove delete erase eliminate discard
add insert append include put
find locate discover detect search seek
look see observe view notice
choose select pick
need require must
let allow permit enable
help assist aid
tell say state inform
explain describe define
happen occur
differ distinct different vary
same equal identical alike similar equivalent
part piece portion component section element segment
whole entire complete full total
kind type sort category class
way method manner approach technique
goal aim purpose objective target
result outcome output consequence effect
cause reason why
problem issue trouble
mistake error fault bug defect
right correct proper accurate
wrong incorrect false inaccurate
easy simple
hard difficult complex complicated
important essential key main major
start first initial beginning
last final end
connect link join attach
separate split divide break partition
gap break open disconnect
near close adjacent next neighbor
far distant away
top upper above
bottom lower below
inside within internal inner
outside external outer
before prior previous earlier
after following subsequent later
many several multiple numerous
often frequently usually commonly
only just sole single
number amount count quantity
size length magnitude dimension
place position location spot
path route way
move travel go
flow run pass
hot warm heat
cold cool
sound noise
rub scratch scrape
food nutrient
protect guard defend shield
test check verify examine try
measure quantify gauge
compare contrast
learn train fit
guess predict estimate forecast
group cluster set collection
data information
sample example instance observation case
feature attribute variable predictor
label target class
parameter weight coefficient
function procedure routine subroutine method
program software application code
memory storage
address location reference pointer
array list
node vertex element
parent root
child descendant
repeat iterate loop iteration
copy duplicate replicate
run execute perform
call invoke
declare define
develop design
user customer client
phase stage step
speed velocity rate
random stochastic arbitrary
mean average expected
spread variance dispersion
overfit memorize overtrain
generalize extrapolate
penalize regularize punish shrink
normalize scale standardize
local nearby
global overall
hidden latent
layer level
neuron unit perceptron
optimize tune improve
better improve enhance
worse degrade deteriorate
combine merge aggregate join ensemble
sequential successive consecutive serial iterative
parallel simultaneous concurrent
exact precise
likely probable
chance probability likelihood odds
limit bound restrict constrain
boundary border edge frontier
slope gradient derivative
minimum lowest smallest least
maximum highest largest most
constant fixed unchanged
contain include comprise consist
cost expense price
good beneficial useful
bad poor harmful
avoid prevent prohibit
ignore disregard skip neglect
focus concentrate attend
depend rely
know understand
believe think suppose
person people human
computer machine
picture image
word token term
answer response reply
shape form
weigh weight mass heavy
electricity electric current power
bulb lamp light
closed complete
"""


@cache
def meanings(stem: str) -> frozenset[int]:
    """The groups of words of one meaning that the stem belongs to."""
    return _meanings().get(stem, frozenset())


@cache
def _meanings() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_GROUPS.strip().splitlines()):
        for word in line.split():
            found.setdefault(stem_of(word), set()).add(number)
    return {stem: frozenset(groups) for stem, groups in found.items()}


@cache
def _members() -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for stem, groups in _meanings().items():
        for group in groups:
            found.setdefault(group, set()).add(stem)
    return {group: frozenset(stems) for group, stems in found.items()}


@cache
def synonyms(stem: str) -> frozenset[str]:
    """Stems that share a meaning with this one, itself among them."""
    return frozenset({stem}.union(*(_members()[group] for group in meanings(stem))))


@lru_cache(maxsize=8192)
def kinship(one: str, other: str) -> float:
    """0 for strangers to 1 for the same stem; protected terms are kin by meaning only."""
    if one == other:
        return 1.0
    meaning = SAME_MEANING if other in synonyms(one) else 0.0
    if is_protected(one) or is_protected(other):
        return meaning
    return max(meaning, _family(one, other), _misspelt(one, other))


def _family(one: str, other: str) -> float:
    common, longer = _common(one, other), max(len(one), len(other))
    if common < _HEAD or common < 0.6 * min(len(one), len(other)):
        return 0.0
    if common >= 0.75 * longer:
        return SAME_FAMILY
    return SAME_MEANING if common > _HEAD or common >= 0.6 * longer else 0.0


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _misspelt(one: str, other: str) -> float:
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 2:
        return 0.0
    if len(set(one) ^ set(other)) > 4:
        return 0.0
    return MISSPELT if spelling(one, other) >= _LEAST_SPELLING else 0.0


def nearest(stem: str, others: Mapping[str, Sequence[str]]) -> tuple[str, float]:
    """The nearest of the others, which come by their first letters, and how near it is.

    ("", 0) if all of them are strangers.
    """
    alike = others.get(stem[0], ())
    if stem in alike:
        return stem, 1.0
    near = {*alike, *(other for other in synonyms(stem) if other in others.get(other[0], ()))}
    found = max(((kinship(stem, other), other) for other in near), default=(0.0, ""))
    return (found[1], found[0]) if found[0] else ("", 0.0)
