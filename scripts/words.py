"""Writes bot/grading/words.txt: how frequent the stems of common English words are.

Run it again whenever bot/grading/stems.py changes. It needs the wordfreq package, which nothing
else needs: install it in an environment of its own, and run `python -m scripts.words` there, in
the project's folder.
"""

import math
import sys
from collections import defaultdict
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from bot.grading.stems import stem_of

TARGET = Path(__file__).parent.parent / "bot" / "grading" / "words.txt"
MOST = 25_000
"""So many of the commonest words; what is rarer is as good as unknown."""
HEADER = """\
# Zipf frequency (the logarithm of uses per billion words) and the stems that have it.
# Made by scripts/words.py from the word frequencies of wordfreq 3 by Robyn Speer, licensed
# CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/); rounded, and summed by stem.
# This file is available under the same licence. See NOTICE.
"""
TECHNICAL = """
ablation accuracy activation adaboost adagrad adam adversarial affine agglomerative aggregation
annealing anomaly ascent attention augmentation autoencoder autoregressive backpropagation backprop
bagging bandit baseline batch bayesian bernoulli bigram binarize bootstrap boosting calibration
categorical centroid classifier clustering coefficient collinear collinearity confounder confusion
convex convolution convolutional correlated correlation covariance covariate criterion crossentropy
curse dataset decoder deduplicate denoising dendrogram descent deterministic dimensionality
discrepancy discretize discriminative discriminator dissimilarity distillation divergence downsample
dropout dummy eigenvalue eigenvector embedding encoder ensemble entropy epoch estimator euclidean
exploding extrapolate factorization feedforward finetune forecasting gaussian generalization
generative generator gini gradient greedy gru hessian heteroscedastic heteroscedasticity heuristic
hidden histogram holdout homoscedastic hyperparameter hyperplane hypothesis imbalance imbalanced
impurity imputation impute inductive inference interpolation interpretability intercept invariance
invariant isotropic iterate jacobian kernel kurtosis lasso latent leakage likelihood linearity
linkage logistic logit logits lstm manifold margin markov marginalize matrix metric minimax
misclassification misclassify minimizer momentum monotonic multiclass multicollinearity multinomial
naive neuron nonconvex nonlinear nonlinearity nonparametric normalization novelty observational
optimizer optimum ordinal orthogonal orthonormal outlier outliers overfit overfitting oversampling
oversmoothing parametric parsimonious penalize perceptron perplexity permutation polynomial pooling
posterior precision predictor preprocessing pretraining prior probabilistic pruning quantile
quantization recall recurrent redundancy regression regressor regularization regularizer
reinforcement relu resampling residual ridge robust saddle sampler scalar semisupervised
separability separable sigmoid skewness skewed smoothing softmax sparse sparsity standardization
stationarity stationary stochastic stopwords stratified stratify subsampling subset subspace
supervised tanh taxonomy tensor tokenization tokenizer transductive transformer transpose
uncorrelated undersampling underfit underfitting unbiased unigram univariate unlabeled unsupervised
upsampling vanishing variance variational vectorize vocabulary weights xgboost
"""


def main() -> int:
    """Writes the file and says how many stems it holds."""
    try:
        wordfreq = import_module("wordfreq")
    except ImportError:
        print("wordfreq is missing: install it in an environment of its own.", file=sys.stderr)
        return 1
    words = [*wordfreq.top_n_list("en", MOST), *TECHNICAL.split()]
    stems = _by_stem((word, wordfreq.zipf_frequency(word, "en")) for word in dict.fromkeys(words))
    TARGET.write_text(HEADER + "".join(_lines(stems)), encoding="utf-8")
    print(f"{TARGET.name}: {len(stems)} stems")
    return 0


def _by_stem(words: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The Zipf frequency of each stem, all its forms taken together."""
    uses: dict[str, float] = defaultdict(float)
    for word, zipf in words:
        if word.isascii() and word.isalpha():
            uses[stem_of(word)] += 10**zipf
    return {stem: round(math.log10(sum_), 1) for stem, sum_ in uses.items()}


def _lines(stems: dict[str, float]) -> Iterable[str]:
    classes: dict[float, list[str]] = defaultdict(list)
    for stem, zipf in stems.items():
        classes[zipf].append(stem)
    for zipf in sorted(classes, reverse=True):
        yield f"{zipf} {' '.join(sorted(classes[zipf]))}\n"


if __name__ == "__main__":
    sys.exit(main())
