"""The stem that the forms of an English word share: reduce, reduced, reducing, reduction."""

import re
from functools import lru_cache

_FAMILIES = """
be am is are was were been being
have has had having
do does did done doing
go goes went gone going
get gets got gotten getting
make makes made making
take takes took taken taking
give gives gave given giving
find finds found finding findings
keep keeps kept keeping
know knows knew known knowing knowledge
grow grows grew grown growing growth
see sees saw seen seeing
say says said saying
show shows showed shown showing
think thinks thought thinking
mean means meant
lead leads led leading
lose loses lost losing
leave leaves left leaving leaf
learn learns learned learnt learning
build builds built building
hold holds held holding
tell tells told telling
choose chooses chose chosen choosing choice choices
rise rises rose risen rising
fall falls fell fallen falling
draw draws drew drawn drawing
drive drives drove driven driving
write writes wrote written writing
split splits splitting
run runs ran running
begin begins began begun beginning
become becomes became becoming
come comes came coming
send sends sent sending
bring brings brought bringing
feed feeds fed feeding
fit fits fitted fitting
spread spreads spreading
shrink shrinks shrank shrunk shrinking shrinkage
break breaks broke broken breaking
speak speaks spoke spoken speaking
understand understands understood understanding
stick sticks stuck sticking
good better best well
bad worse worst badly
few fewer fewest
large larger largest
small smaller smallest
high higher highest highly
low lower lowest lowers lowered lowering
great greater greatest greatly
big bigger biggest
fast faster fastest
slow slower slowest slowly slows slowed slowing
simple simpler simplest simply simplicity simplify simplifies simplified simplifying
strong stronger strongest strongly strength
weak weaker weakest weakly
easy easier easiest easily
hard harder hardest
cheap cheaper cheapest
deep deeper deepest deeply depth
wide wider widest widely width widen widens widened widening
long longer longest length
short shorter shortest
close closer closest closely
near nearer nearest
early earlier earliest
late later latest
steep steeper steepest
rich richer richest
broad broader broadest
narrow narrower narrowest
analysis analyses analyse analysed analysing analyze analyzed analyzes analyzing analytic
hypothesis hypotheses
basis bases
axis axes
matrix matrices
vertex vertices
index indices indexes
criterion criteria
phenomenon phenomena
minimum minima
maximum maxima
optimum optima optimal optimally
extremum extrema
datum data
child children
person people persons
man men
woman women
corpus corpora
formula formulae formulas
bias biases biased biasing
bus buses
lens lenses
reduce reduction reductions
assume assumption assumptions
describe description descriptions descriptive
define definition definitions
decompose decomposition decompositions
compose composition
recognize recognition recognise recognised recognized recognises recognizes
compete competition competitive
repeat repetition repeatedly repetitive
solve solution solutions
convolve convolution convolutions convolutional
decide decision decisions
divide division divisions
extend extension extensions
expand expansion expansions
convert conversion conversions
invert inversion inversions inverse inversely
conclude conclusion conclusions
include inclusion
exclude exclusion
explode explosion explosions
apply application applications applies applied applying applicable
multiply multiplication multiplications multiplies multiplied multiplying
imply implication implications implies implied implying
explain explanation explanations
improve improvement improvements
adjust adjustment adjustments
assign assignment assignments
measure measurement measurements
require requirement requirements
replace replacement replacements
agree agreement
disagree disagreement
refine refinement
treat treatment treatments
develop development
achieve achievement
move movement movements
depend dependent dependence dependency dependencies depends depended depending
converge convergence convergent
diverge divergence divergent
infer inference inferences inferred inferring
differ different difference differences differently
occur occurrence occurrences occurred occurring
exist existence existent
perform performance performances
probable probability probabilities probabilistic probably
accurate accuracy accuracies accurately
sparse sparser sparsity sparseness sparsely
vary variation variations varies varied varying variability
sum sums summed summing summation
add added adds adding additive additively
fail failure failures
assess assessment
retrieve retrieval
remove removal
propose proposal
approach approaches approached approaching
compare comparison comparisons
proceed procedure procedures
correct correctly correctness
parameter parameters parametrized parameterized parametrization parameterization
probe probes probed
use used uses using usage useful
random randomly randomness
equal equals equally equality
sequence sequences sequential sequentially
hierarchy hierarchies hierarchical
iterate iteration iterations iterative iteratively iterates iterated iterating
adapt adaptive adaptively adaptation adaptable adapted adapting adapts
noise noises noisy
store stores stored storing storage
parallel parallelize parallelized parallelise parallelised parallelization
vectorize vectorized vectorised vectorization vectorisation
bayes bayesian
bagging bagged
boosting boosted
catch catches caught catching
teach teaches taught teaching
buy buys bought buying
seek seeks sought seeking
sell sells sold selling
stand stands stood standing
spend spends spent spending
win wins won winning
tear tears tore torn tearing
throw throws threw thrown throwing
blow blows blew blown blowing
sweep sweeps swept sweeping
freeze freezes froze frozen freezing
steal steals stole stolen stealing
bend bends bent bending
deal deals dealt dealing
beat beats beaten beating
meet meets met meeting
sink sinks sank sunk sinking
pay pays paid paying
lay lays laid laying
undo undoes undid undone undoing
overcome overcomes overcame overcoming
strike strikes struck striking
feel feels felt feeling
hear hears heard hearing
penalty penalties penalise penalised penalises penalising penalize penalized penalizes penalizing
separate separates separated separating separately separation separable separability
interpret interprets interpreted interpreting interpretation interpretable interpretability
constrain constrains constrained constraining constraint constraints
erase erases erased erasing erasure
compute computes computed computing computation computations computational computationally
gate gates gated gating
symmetry symmetries symmetric symmetrical
novel novelty
quick quicker quickest quickly
tight tighter tightest tightly tighten tightens tightened
strict stricter strictest strictly
sharp sharper sharpest sharply sharpen sharpens
rare rarer rarest rarity
new newer newest newly
old older oldest
clear clearer clearest clearly
smooth smoother smoothest smoothly smoothness smoothed smoothing smooths
rough rougher roughest roughly
tiny tinier tiniest
thin thinner thinnest
safe safer safest safely safety
warm warmer warmest
cold colder coldest
dense denser densest densely density densities
memory memories memorize memorizes memorized memorizing memorise memorised memorising memorization
"""


def words_of(text: str) -> frozenset[str]:
    """The words of a table that is written as text."""
    return frozenset(text.split())


_AS_THEY_ARE = words_of(
    "whereas meaning setting thing something anything nothing everything during string"
    " spring bring ring king wing morning evening hundred embed embedded need indeed speed"
    " seed exceed only family early rely supply reply fly anomaly likely unlikely assembly"
    " hardly barely file role format latency currency specificity activity trie hug"
    " scarcely nearly rarely shortly lately mostly series species news lens"
    " bayes always perhaps across this thus plus minus bias gas class less loss process"
    " variance covariance instance distance university entity quantity quality identity capacity"
    " ability condition partition position transition option function fraction section"
    " dimension version precision passion mission station nation ratio state"
    " rate gate late climate private template plate"
    " means axis basis analysis his its has as us yes business witness"
)
_KEPT_ISE = words_of(
    "noise raise precise imprecise concise promise premise surprise enterprise expertise"
    " supervise exercise revise comprise compromise disguise franchise advise devise arise rise"
    " wise otherwise likewise praise poise cruise bruise advertise treatise televise demise"
    " excise incise chastise merchandise paradise"
)
_OF_ISE = re.compile(r"is(e|ed|es|ing|ation|ations|er|ers)$")
_VOWEL = re.compile(r"[aeiouy]")
_DERIVED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ification$", "ifi"),
        (r"(?<=...)(?:izer|ization)$", "iz"),
        (r"uction$", "uc"),
        (r"(?<=...)(?:ation|ator|ate)$", ""),
        (r"(?<=[cpu]t)ion$", ""),
        (r"(?<=et)ion$", ""),
        (r"(?<=ss|us)ion$", ""),
        (r"(?<=...)fulness$", "ful"),
        (r"(?<=...)ness$", ""),
        (r"bility$", "bl"),
        (r"(?<=....)ity$", ""),
        (r"bly$", "bl"),
        (r"(?<=...)ically$|(?<=..)ical$", "ic"),
        (r"(?<=..)ily$", "i"),
        (r"(?<=...)ly$", ""),
        (r"(?<=...)(?:ance|ancy)$", "ant"),
        (r"(?<=...)(?:ence|ency)$", "ent"),
    )
)
_OF_OUR = words_of("colour neighbour behaviour favour labour humour neighbourhood")


@lru_cache(maxsize=16384)
def stem_of(word: str) -> str:
    """What the forms of `word` (lower case) share; itself where it is no plain English word."""
    head, hyphen, last = word.rpartition("-")
    if hyphen and last.isalpha() and head.isalnum():
        return f"{head}-{stem_of(last)}"
    if not (word.isascii() and word.isalpha()):
        return word
    return _families().get(word) or _stripped(word)


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    lines = [line.split() for line in _FAMILIES.strip().splitlines()]
    return {form: line[0] for line in lines for form in line}


def _stripped(word: str) -> str:
    if word in _AS_THEY_ARE or len(word) < 4:
        return word
    american = _american(word)
    singular = _singular(american)
    if singular in _AS_THEY_ARE:
        return singular
    if singular in _families():
        return _families()[singular]
    bare = _without_tense(singular)
    known = _families().get(bare) or _families().get(bare + "e")
    return known or _ending(_root(bare))


def _american(word: str) -> str:
    """The spelling with -ize, -or and -og."""
    if word.rstrip("s") in _OF_OUR:
        return word.replace("our", "or")
    match = _OF_ISE.search(word)
    if not match or len(word) < 7 or word.endswith("wise"):
        return word
    base = word[: match.start()] + "ise"
    return word if base in _KEPT_ISE else word[: match.start()] + "iz" + match[1]


def _singular(word: str) -> str:
    if word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]


def _without_tense(word: str) -> str:
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ingly", "edly", "ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and _VOWEL.search(base) and not base.endswith("e"):
            return _single(base)
    return word


def _single(base: str) -> str:
    """`fitt` of fitting is fit; `process` of processing stays."""
    is_double = len(base) > 3 and base[-1] == base[-2] and base[-1] not in "aeious"
    return base[:-1] if is_double else base


def _root(word: str) -> str:
    for pattern, replacement in _DERIVED:
        found = pattern.sub(replacement, word, count=1)
        if found != word:
            return found
    is_verb = len(word) > 4 and word.endswith("at")  # of estimated, as of estimation
    return word[:-2] if is_verb else word


def _ending(stem: str) -> str:
    """Without the letters in which forms differ: reduce and reduc(ing), apply and appli(es)."""
    if len(stem) > 3 and stem.endswith("e"):
        stem = stem[:-1]
    if len(stem) > 2 and stem.endswith("y") and stem[-2] not in "aeiou":
        stem = stem[:-1] + "i"
    stem = _single(stem)
    return stem[:-1] + "t" if re.search("[ae]nc$", stem) else stem
