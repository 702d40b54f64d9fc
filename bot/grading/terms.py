"""Words with more than one spelling, words never to be taken for another, and contractions."""

import re
from functools import lru_cache

from bot.grading.stems import stem_of, words_of

_PAIRS = """
k-means k-fold k-medoids one-hot mini-batch t-sne p-value n-gram fine-tune cross-validation
cross-entropy cross-validate trade-off chi-square early-stop
over+fit under+fit drop+out soft+max arg+max arg+min data+set data+base time+step feed+forward
back+propagation back+propagate back+prop auto+encoder auto+correlation auto+regressive auto+grad
ada+boost xg+boost cat+boost hyper+plane base+line out+lier down+sample up+sample over+sample
under+sample re+sample white+space real+time over+lap over+flow under+flow over+head work+flow
meta+data check+point batch+norm layer+norm skip+gram in+variant co+variance knn+classifier
k+nn
"""
_OPEN_PREFIXES = words_of("non semi multi hyper pseudo")
"""Never words of their own, so that a blank behind them joins as well as a hyphen."""
_PREFIXES = _OPEN_PREFIXES | words_of(
    "over under un re pre sub super co de mis inter intra bi tri uni anti auto meta"
)
_SPELLINGS = {
    "kmean": "k-means",
    "kmeans": "k-means",
    "k-mean": "k-means",
    "k-nn": "knn",
    "backprop": "backpropagation",
    "varience": "variance",
    "variace": "variance",
    "covarience": "covariance",
    "gradiant": "gradient",
    "asent": "ascent",
    "dependant": "dependent",
    "independant": "independent",
    "seperate": "separate",
    "seperated": "separated",
    "wich": "which",
    "becuase": "because",
    "beacuse": "because",
    "becasue": "because",
    "cuz": "because",
    "coz": "because",
    "thier": "their",
    "teh": "the",
    "percision": "precision",
    "reccall": "recall",
    "paramter": "parameter",
    "paramters": "parameters",
    "vs": "versus",
}
_CONTRACTED = {
    "cannot": ("can", "not"),
    "can't": ("can", "not"),
    "cant": ("can", "not"),
    "won't": ("will", "not"),
    "wont": ("will", "not"),
    "shan't": ("shall", "not"),
    "ain't": ("is", "not"),
    "let's": ("let", "us"),
    "n't": ("not",),
    "nt": ("not",),
    **{
        f"{verb}n{mark}t": (verb, "not")
        for verb in words_of(
            "do does did is are was were has have had could should would must need"
        )
        for mark in ("'", "")
    },
    **dict.fromkeys(words_of("dosnt dosn't dosent dosen't doesent"), ("does", "not")),
    **{
        f"{word}'s": (word, "is")
        for word in words_of("it that there here what who how where he she this everything")
    },
}
_ENDINGS = {"'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am"}
_PROTECTED = words_of(
    "ascent descent variance covariance invariance adam adamw nadam adagrad adadelta precision"
    " recall inductive deductive supervised unsupervised semisupervised parametric nonparametric"
    " convex nonconvex concave linear nonlinear encoder decoder encode decode encoding decoding"
    " overfitting underfitting overfit underfit prior posterior forward backward inner outer"
    " micro macro intra inter bagging tagging dependent independent labeled unlabeled labelled"
    " unlabelled biased unbiased balanced unbalanced imbalanced bounded unbounded discrete"
    " discriminative generative homogeneous heterogeneous homoscedastic heteroscedastic"
    " stationary nonstationary symmetric asymmetric singular upsampling downsampling oversampling"
    " undersampling lasso ridge softmax argmax argmin hardmax minimum maximum minimize maximize"
    " minima maxima minimal maximal relu gelu gru lstm sigmoid exogenous endogenous explicit"
    " implicit online offline synchronous asynchronous variable variables correlation"
    " autocorrelation regression autoregression adaboost xgboost catboost knn kmeans svm svr"
    " positive negative posterior anterior exploration exploitation interpolation extrapolation"
    " depth width row column mean median mode train test"
)


@lru_cache(maxsize=8192)
def expanded(word: str) -> tuple[str, ...]:
    """The words that `word` is short for: don't -> do, not; model's -> model."""
    if word in _CONTRACTED:
        return _CONTRACTED[word]
    for ending, full in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return (word.removesuffix(ending), full)
    return (word.removesuffix("'s").replace("'", ""),)


@lru_cache(maxsize=8192)
def spelt(word: str) -> str:
    """The one spelling of a single word: kmeans -> k-means, minibatches -> mini-batches."""
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    head = _closed().get(stem_of(word), "")
    return f"{head}-{word[len(head) :]}" if head and word.startswith(head) else word


@lru_cache(maxsize=8192)
def joined(first: str, second: str, gap: str) -> str:
    """The one word that two make with `gap` (a blank or a hyphen) between them, or nothing."""
    if gap not in {" ", "-", " - "[1:], "- "}:
        return ""
    named = _numbered(first, second, gap)
    if named or not second.isalpha():
        return named
    joint = _pairs().get((first, stem_of(second)))
    if joint is not None:
        whole = first + joint + second
        return _SPELLINGS.get(whole, whole)
    is_prefix = first in (_PREFIXES if gap == "-" else _OPEN_PREFIXES)
    return first + second if is_prefix and len(second) > 2 else ""


_KINDS = {"i": "1", "ii": "2", "one": "1", "two": "2", "1": "1", "2": "2", "3": "3", "iii": "3"}


def _numbered(first: str, second: str, gap: str) -> str:
    if first in {"type", "types"} and second in _KINDS:
        return f"type-{_KINDS[second]}"
    if first == "l" and second in {"0", "1", "2", "inf", "infinity"}:
        return "l-infinity" if second.startswith("inf") else f"l{second}"
    if first in {"f", "r"} and gap == "-" and second in {"1", "2"}:
        return first + second
    return "r2" if first == "r" and second in {"squared", "square"} else ""


@lru_cache(maxsize=1)
def _pairs() -> dict[tuple[str, str], str]:
    """(first word, stem of the second) -> what stands between them."""
    pairs: dict[tuple[str, str], str] = {}
    for pair in _PAIRS.split():
        joint = "+" if "+" in pair else "-"
        first, second = pair.split(joint)
        pairs[first, stem_of(second)] = joint.replace("+", "")
    return pairs


@lru_cache(maxsize=1)
def _closed() -> dict[str, str]:
    """Stem of a word written in one -> its first half, where a hyphen belongs behind it."""
    hyphened = ((a, b) for (a, b), joint in _pairs().items() if joint)
    return {stem_of(a + b): a for a, b in hyphened if len(a + b) > 3}


_NAMED = re.compile(r"[\d(]|^(?:type|l)-")


def is_protected(word: str) -> bool:
    """Whether `word` is never to be matched by typo: l1, type-2, o(n), adam, ascent, covariance."""
    return len(word) < 4 or bool(_NAMED.search(word)) or word in _PROTECTED
