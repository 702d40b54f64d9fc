"""A text as tokens: one spelling, one stem, the right clause, and the original to quote."""

import time
import unicodedata

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.grading.stems import stem_of
from bot.grading.text import is_protected, passage


def words(text: str) -> list[str]:
    return [token.word for token in passage(text).tokens]


def clauses(text: str) -> list[str]:
    tokens = passage(text).tokens
    found = dict.fromkeys((token.sentence, token.clause) for token in tokens)
    return [
        " ".join(token.word for token in tokens if (token.sentence, token.clause) == where)
        for where in found
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("don't can't isn't won't it's", "do not can not is not will not it is"),
        ("don’t doesnt cannot we're I'll", "do not does not can not we are i will"),
        ("the model's trees' it’s its", "the model trees it is its"),
        ("k-means k means kmeans K-Means", "k-means k-means k-means k-means"),
        ("mini-batch mini batch minibatch", "mini-batch mini-batch mini-batch"),
        ("overfitting over-fitting over fitting", "overfitting overfitting overfitting"),
        ("non-linear non linear nonlinear", "nonlinear nonlinear nonlinear"),
        ("cross-validation cross validation", "cross-validation cross-validation"),
        ("k-NN kNN t-SNE tsne one hot p value", "knn knn t-sne t-sne one-hot p-value"),
        ("L1 l-1 L₁ ℓ1 L2", "l1 l1 l1 l1 l2"),
        ("Type I, type 1 and Type-II errors", "type-1 type-1 and type-2 errors"),
        ("types I and II", "type-1 type-2"),
        ("F1 F-1 R² R^2 R-squared", "f1 f1 r2 r2 r2"),
        ("λ = 0.5, β1, 2λx, σ²", "lambda 0.5 beta1 2 lambda x sigma^2"),
        ("n² n^2 n**2", "n^2 n^2 n^2"),
        ("O(n log n) O(nlogn) O(n·log(n))", "o(n-log-n) o(n-log-n) o(n-log-n)"),
        ("O(log n) O(N²) Θ(n)", "o(log-n) o(n^2) theta(n)"),
        ("P(y|x) P( Y | X ) Pr(y∣x)", "p(y|x) p(y|x) p(y|x)"),
        ("f(x) model(s)", "f(x) model"),
        ("83% 83 % 83 percent 1,024 0,83 .5 5/6 3:1", "83% 83% 83% 1024 0.83 0.5 5/6 3:1"),
        ("[-1, 1] n-1", "-1 1 n-1"),
        ("w/o labels, e.g. noise, i.e. none, b/c", "without labels eg noise ie none because"),
        ("a ≠ b", "a not equal b"),
        ("bias ↑ variance ↓", "bias increase variance decrease"),
        ("`loss` **falls** *fast* ~~now~~ _too_", "loss falls fast now too"),
        ("learning_rate", "learning rate"),
        ("bаgging bοosting", "bagging boosting"),
        ("О(n) vs O(n)", "o(n) versus o(n)"),
        ("ba\u200bgging bag\u00adging", "bagging bagging"),
        ("ｂａｇｇｉｎｇ 𝐛𝐚𝐠𝐠𝐢𝐧𝐠 naïve", "bagging bagging naive"),
        ("метод опорных векторов", "метод опорных векторов"),
        ("支持向量机", "支持向量机"),
        ("μέθοδος", unicodedata.normalize("NFKC", "μέθοδος")),
        ("", ""),
        ("🙂 ... !?", ""),
    ],
)
def test_a_word_has_one_spelling(text: str, found: str) -> None:
    assert words(text) == found.split()


@pytest.mark.parametrize(
    "forms",
    [
        "reduce reduces reduced reducing reduction reductions",
        "analysis analyses analyse analyzed",
        "be is was were are been",
        "estimate estimates estimated estimating estimation estimator",
        "regularize regularise regularised regularization regularisation",
        "classify classifies classified classification",
        "transform transformed transformation",
        "predict predicts prediction predicting",
        "matrix matrices",
        "neighbour neighbor neighbours",
        "label labels labelled labeled labelling",
        "important importance",
        "independent independently independence",
        "converge convergence converging",
        "generalize generalise generalization generalizes",
        "overfit overfits overfitted overfitting",
        "robust robustness",
        "complex complexity",
        "separable separability",
        "mini-batch mini-batches",
        "vary varies variation",
        "bagging bagged",
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({stem_of(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "pair",
    [
        "variance covariance",
        "variance variation",
        "variance invariance",
        "general generate",
        "universe university",
        "bagging bag",
        "meaning mean",
        "independent depend",
        "unsupervised supervised",
        "normal normalize",
        "posit position",
        "loss lose",
        "noise precise",
        "adam adamw",
        "l1 l2",
        "type-1 type-2",
        "overfit underfit",
        "classifier classify",
        "file fill",
        "role roll",
        "format form",
        "latency latent",
        "specificity specific",
    ],
)
def test_words_of_different_meaning_keep_different_stems(pair: str) -> None:
    one, other = pair.split()
    assert stem_of(one) != stem_of(other)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It averages. Boosting adds.", ["it averages", "boosting adds"]),
        ("It averages.Boosting adds", ["it averages", "boosting adds"]),
        ("bias falls; variance grows: fast!", ["bias falls", "variance grows", "fast"]),
        ("bias falls but variance grows", ["bias falls", "but variance grows"]),
        ("bias falls, whereas it grows", ["bias falls", "whereas it grows"]),
        ("- one thing\n- another", ["one thing", "another"]),
        ("1. first\n2) second\n* third", ["first", "second", "third"]),
        ("1) draw rows 2) fit trees", ["draw rows", "fit trees"]),
        ("first (1) draw, then (2) fit", ["first", "draw then", "fit"]),
        ("some folds (say 5) or more", ["some folds say 5 or more"]),
        ("0.5 is half, e.g. this", ["0.5 is half eg this"]),
        ("However, it fits", ["however it fits"]),
        ("bias and variance, or both", ["bias and variance or both"]),
    ],
)
def test_a_clause_ends_where_a_statement_does(text: str, found: list[str]) -> None:
    assert clauses(text) == found


def test_a_turn_begins_a_clause_within_the_sentence() -> None:
    tokens = passage("bias falls but variance grows. Then it stops").tokens
    assert [token.sentence for token in tokens] == [0] * 5 + [1] * 3
    assert [token.clause for token in tokens] == [0, 0, 1, 1, 1, 2, 2, 2]


def test_a_line_broken_by_its_window_is_no_end() -> None:
    line = "the ensemble averages many models that were trained independently"
    assert len(clauses(f"{line}\nof each other")) == 1
    assert len(clauses(f"{line}\n\nof each other")) == 2
    assert len(clauses("short line\nanother one")) == 2
    assert len(clauses(f"{line}\nboosting adds them up")) == 1
    assert len(clauses(f"{line}\nboosting: adds them up")) > 1


def test_a_token_quotes_what_stood_there() -> None:
    read = passage("**Baggіng** doesn’t need λ; O(n  log n) and over-fitting…")
    quotes = [read.original[token.start : token.end] for token in read.tokens]
    assert quotes == [
        *("Baggіng", "doesn’t", "doesn’t", "need", "λ", "O(n  log n)", "and", "over-fitting")
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Bagging** cuts\n `variance`", "bagging cuts variance"),
        ("O(n²)  and λ·x", "o(n^2) and lambda*x"),
        ("# Title\n- P(y|x) ≥ 0.5", "title p(y|x) >= 0.5"),
        ("2**3 ** 4", "2^3^4"),
        ("don’t “quote”", 'don\'t "quote"'),
    ],
)
def test_plain_is_one_line_that_keeps_formulas(text: str, plain: str) -> None:
    assert passage(text).plain == plain


@pytest.mark.parametrize(
    "word",
    [
        *("l1", "l2", "type-1", "type-2", "o(n)", "o(n-log-n)", "p(y|x)", "f1", "r2", "0.83"),
        *("ascent", "descent", "variance", "covariance", "adam", "adamw", "precision", "recall"),
        *("inductive", "deductive", "supervised", "unsupervised", "parametric", "nonparametric"),
        *("convex", "nonconvex"),
    ],
)
def test_terms_that_differ_by_a_letter_are_protected(word: str) -> None:
    assert is_protected(word)


@pytest.mark.parametrize(
    "word", ["gradient", "network", "regularization", "overfiting", "mini-batch"]
)
def test_a_long_ordinary_word_may_be_misspelt(word: str) -> None:
    assert not is_protected(word)


ODD = st.text(
    alphabet=st.characters() | st.sampled_from("*_`#>-.:;()^|'’λ² \n\tаbO12\u200b\u0301"),
    max_size=120,
)


@for_all(ODD)
def test_anything_can_be_read_and_every_token_quotes_the_original(text: str) -> None:
    read = passage(text)
    assert read.original == text
    assert all(0 <= token.start < token.end <= len(text) for token in read.tokens)
    assert all(token.word and token.stem for token in read.tokens)
    starts = [token.start for token in read.tokens]
    assert starts == sorted(starts)
    for one, other in zip(read.tokens, read.tokens[1:], strict=False):
        assert other.clause - one.clause in {0, 1}
        assert other.sentence - one.sentence in {0, 1}


@for_all(ODD)
def test_what_is_plain_stays_plain(text: str) -> None:
    plain = passage(text).plain
    assert passage(plain).plain == plain
    assert "\n" not in plain


@for_all(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14))
def test_every_word_has_a_stem(word: str) -> None:
    assert stem_of(word)


@pytest.mark.parametrize(
    "text", ["(" * 3000, "o(" * 1500, "a-" * 1500, "*_" * 1500, "1," * 1500, "\n" * 3000]
)
def test_no_text_takes_long_to_read(text: str) -> None:
    began = time.process_time()
    passage(text)
    assert time.process_time() - began < 0.5
