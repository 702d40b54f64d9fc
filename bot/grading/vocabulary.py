"""How common English words are: common ones say little about an answer, rare ones much."""

from functools import lru_cache
from pathlib import Path

from bot.grading.stems import stem_of, words_of

_WORDS = Path(__file__).with_name("words.txt")
_COMMONEST, _RAREST = 7.5, 2.5
"""Zipf frequencies of the lightest and of the heaviest word."""
_LEAST = 0.05

FUNCTION_WORDS = words_of(
    "a an the this that these those some any each every either both all such same other another"
    " i me my mine we us our ours you your yours he him his she her hers it its they them their"
    " theirs itself themselves himself herself myself yourself one ones oneself who whom whose"
    " which what when where why how whether if then else than as so because since while although"
    " though whereas but and or nor not no yes yet of to in on at by for from with without within"
    " into onto upon over under between among through during before after above below up down out"
    " off about against toward towards per via be am is are was were been being do does did done"
    " doing have has had having can could may might must shall should will would ought let there"
    " here very too also only just even still again more most less least much many few little own"
    " quite rather however therefore thus hence etc eg ie e.g i.e versus well like get gets got"
)
"""Words that hold a sentence together and carry no content of their own."""


def weight(stem: str) -> float:
    """How much a word with this stem tells, from 0.05 (the) to 1 (rare or unknown words).

    Falls evenly with the Zipf frequency of the stem: 0.2 for `make`, 0.55 for `sample`.
    """
    zipf = _zipf().get(stem, _RAREST)
    return min(1.0, max(_LEAST, (_COMMONEST - zipf) / (_COMMONEST - _RAREST)))


def is_known(word: str) -> bool:
    """Whether `word` or another of its forms is common English or a term of the trade."""
    return word in FUNCTION_WORDS or stem_of(word) in _zipf()


@lru_cache(maxsize=1)
def _zipf() -> dict[str, float]:
    lines = _WORDS.read_text(encoding="utf-8").splitlines()
    classes = [line.split() for line in lines if not line.startswith("#")]
    return {stem: float(zipf) for zipf, *stems in classes for stem in stems}
