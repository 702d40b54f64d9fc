"""Words that stand for one another: abbreviations of machine learning, and verbs of one meaning.

Only what holds in every sentence: "lr" (learning rate, logistic regression) is not here.
"""

from collections.abc import Iterator
from functools import cache

from bot.grading.text import passage

Phrase = tuple[str, ...]
"""Stems of adjacent words."""

SYNONYM = 0.95
"""How well a word of the same meaning stands for the one that was asked for."""

_SAME = """
svm = support vector machine
svms = support vector machine
svc = support vector classifier
pca = principal component analysis
pc = principal component
lda = linear discriminant analysis
auc = area under the curve = auroc = roc auc
roc = receiver operating characteristic
sgd = stochastic gradient descent
gd = gradient descent
bgd = batch gradient descent
cv = cross validation
loocv = leave one out cross validation
loo = leave one out
knn = k nearest neighbor = nearest neighbor
nn = neural network = neural net = ann = artificial neural network
dnn = deep neural network
cnn = convolutional neural network = convnet = conv net
rnn = recurrent neural network = recurrent net
ffnn = feedforward neural network = feed forward network
lstm = long short term memory
gru = gated recurrent unit
gan = generative adversarial network
vae = variational autoencoder = variational auto encoder
mlp = multilayer perceptron = multi layer perceptron
som = self organizing map = self organising map = kohonen map
rbf = radial basis function
esn = echo state network
mse = mean squared error = mean square error
rmse = root mean squared error = root mean square error
mae = mean absolute error
ols = ordinary least squares = least squares
mle = maximum likelihood estimate = maximum likelihood estimation = maximum likelihood
map estimate = maximum a posteriori
em = expectation maximization = expectation maximisation
gmm = gaussian mixture model
hmm = hidden markov model
nlp = natural language processing
llm = large language model
lm = language model
rag = retrieval augmented generation
rl = reinforcement learning
rlhf = reinforcement learning from human feedback
mdp = markov decision process
mcmc = markov chain monte carlo
kl = kullback leibler
vif = variance inflation factor
anova = analysis of variance
ci = confidence interval
clt = central limit theorem
lln = law of large numbers
iid = independent and identically distributed
i.i.d = independent and identically distributed
pdf = probability density function
cdf = cumulative distribution function
fpr = false positive rate
tpr = true positive rate
fnr = false negative rate
tnr = true negative rate
fp = false positive
fn = false negative
tp = true positive
tn = true negative
ndcg = normalized discounted cumulative gain
mrr = mean reciprocal rank
idf = inverse document frequency
tf = term frequency
bow = bag of words
pos = part of speech
ner = named entity recognition
gbm = gradient boosting machine = gradient boosted trees = gradient boosting = gbdt
rf = random forest
dt = decision tree
xgb = xgboost
lasso = l1 regularization = l1 penalty = l1 regularisation
ridge = l2 regularization = l2 penalty = l2 regularisation
bn = batch normalization = batchnorm = batch norm
ln = layer normalization = layernorm = layer norm
relu = rectified linear unit
smote = synthetic minority oversampling
ate = average treatment effect
did = difference in differences
iv = instrumental variable
dag = directed acyclic graph
eda = exploratory data analysis
etl = extract transform load
oom = out of memory
gpu = graphics card
oob = out of bag
sd = standard deviation = std = stdev
hyperparameter = hyper parameter
dataset = data set
datapoint = data point
overfit = over fit
underfit = under fit
minibatch = mini batch
grad = gradient
var = variance
cov = covariance
prob = probability
distr = distribution
param = parameter
coef = coefficient = coeff
avg = average
max = maximum
min = minimum
seq = sequence
obj = objective
hyp = hypothesis
info = information
diff = difference
dim = dimension
feat = feature
freq = frequency
mem = memory
iter = iteration
eval = evaluation
acc = accuracy
approx = approximately
reg = regularization
o(1) = constant time
o(log n) = logarithmic time = order of log n
o(n) = linear time = order of n
o(n log n) = n log n
o(n^2) = n^2 = quadratic time
ml = machine learning
dl = deep learning
"""

_ALIKE = """
reduce / decrease / shrink / diminish / lessen / mitigate
decrease / drop / fall / decline / go down / come down
increase / raise / grow / rise / enlarge / go up / come up
high / large / big / great
small / low / little / tiny
fast / quick / rapid
slow / slowly / take long / take a long time
less / fewer
use / employ / utilize / utilise / apply
compute / calculate
need / require / demand / depend on / rely on / must have
assign / allocate
choose / select / pick
split / divide / partition / separate / break up / cut up
combine / merge / aggregate / pool / put together
find / detect / identify / discover / locate / look for / search for
stop / halt / terminate / end
avoid / prevent / keep from / guard against
penalize / penalise / punish / add a penalty
change / alter / modify / adjust / adapt / update
error / mistake
misclassify / classify wrong / wrong classify / classify incorrectly / incorrectly classify
example / sample / instance / observation / data point / datapoint / record
feature / attribute / predictor / input variable / covariate / independent variable
label / target / ground truth / desired output
class / category
train / fit
show / indicate / reveal / demonstrate
assume / presume / suppose
represent / encode / describe
map / project / transform
repeat / iterate
start / begin / initialize / initialise
zero / 0
one / 1
equal / same / identical
average / mean
guess / chance
unseen / new / novel / held out / out of sample / fresh
bad / poor / poorly / badly
good / well / accurate
create / build / construct / produce / generate / form
memorize / memorise / learn by heart / remember
noise / random fluctuation / randomness
weight / coefficient
boundary / border
distance / metric
group / cluster
neighbor / neighbour
complex / complicated / flexible
robust / insensitive
sequential / one after another / one after the other / one by one / in sequence / step by step
parallel / at the same time / simultaneously
"""


@cache
def stems(text: str) -> Phrase:
    """The stems of some words, as `bot.grading.text` cuts them."""
    return tuple(token.stem for token in passage(text).tokens)


@cache
def variants(phrase: Phrase) -> tuple[tuple[Phrase, float], ...]:
    """Other phrases of the same meaning, and how well each stands for `phrase` (0 to 1)."""
    found = dict.fromkeys(_renamed(phrase), 1.0)
    for other in _alike().get(phrase, ()):
        found.setdefault(other, SYNONYM)
    found.pop(phrase, None)
    return tuple(found.items())


def renamed(phrase: Phrase) -> tuple[Phrase, ...]:
    """What `phrase` as a whole is short for, or its abbreviations; keeps nothing in mind."""
    return _same().get(phrase, ())


def _renamed(phrase: Phrase) -> Iterator[Phrase]:
    """The phrase with each abbreviation in it spelt out, and the other way round."""
    for first in range(len(phrase)):
        for last in range(first + 1, len(phrase) + 1):
            for other in _same().get(phrase[first:last], ()):
                yield phrase[:first] + other + phrase[last:]


@cache
def _same() -> dict[Phrase, tuple[Phrase, ...]]:
    return _table(_SAME, "=")


@cache
def _alike() -> dict[Phrase, tuple[Phrase, ...]]:
    return _table(_ALIKE, "/")


def _table(lines: str, sign: str) -> dict[Phrase, tuple[Phrase, ...]]:
    table: dict[Phrase, tuple[Phrase, ...]] = {}
    for line in lines.strip().splitlines():
        group = tuple(dict.fromkeys(stems(part) for part in line.split(sign)))
        for phrase in group:
            others = tuple(other for other in group if other != phrase)
            table[phrase] = tuple(dict.fromkeys(table.get(phrase, ()) + others))
    return table
