"""Sentences of an answer that are not about the question: to its grader, or against itself."""

import re
from functools import lru_cache
from itertools import groupby

from bot.grading.negation import negators
from bot.grading.stems import words_of
from bot.grading.text import Passage, Token
from bot.grading.vocabulary import FUNCTION_WORDS

_MARKS = r"(?:marks?|points?|credits?|scores?|grades?|rating)"
_PLEAS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|skip)\b[^.!?]{0,30}"
    r"\b(?:rubrics?|instructions?|prompts?|rules|guidelines|grading|criteria|checks?|key)\b"
    r"|\b(?:ignore|disregard|forget)\b (?:everything|all|anything|what)\b[^.!?]{0,20}"
    r"\b(?:above|before|previous|prior|said|told)\b"
    rf"|\b(?:give|award|grant|assign|deserves?|gets?|gimme|set)\b[^.!?]{{0,25}}"
    rf"\b(?:full|max(?:imum)?|top|highest|best|perfect|all|100%?|10/10)\b (?:the )?{_MARKS}\b"
    rf"|\b(?:full|max(?:imum)?|perfect) {_MARKS}\b[^.!?]{{0,12}}\b(?:please|pls|thanks|thank you)\b"
    r"|(?:^|[.!?;\]>] ?|\n)\s*(?:\[|<|#+ ?)?(?:system|assistant|grader|admin|developer|user)"
    r"(?: (?:prompt|message|note|override))?\s*(?:\]|>|:)"
    r"|</?(?:system|answer|student|rubric|instructions?|grade)>|<\|[a-z_]+\|>|\[/?inst\]"
    rf"|\b(?:verdict|grade|result|score|rating|status|{_MARKS})[\"']?\s*(?::|=|is|->"
    r"|(?=correct))\s*"
    r"(?:\"|')?(?:correct|right|pass(?:ed)?|full|100\s?%|1\.0+|10/10|perfect|a\+)(?!\w)"
    r"|\b(?:mark|grade|accept|count|score|treat|rate|evaluate|consider)\b (?:this|it|me|mine"
    r"|my|the|that)\b[^.!?]{0,25}\b(?:as )?(?:fully )?(?:correct|right|passed|perfect|valid"
    r"|true|complete)\b"
    r"|\b(?:this|my|the above|the) (?:answer|response|reply|solution|submission) (?:is|was|must be"
    r"|should be|has been)\b[^.!?]{0,25}\b(?:correct|right|perfect|complete|verified|approved"
    r"|accepted|full|graded)\b"
    r"|\b(?:you are|act as|pretend)\b[^.!?]{0,25}\b(?:grader|teacher|examiner|assistant"
    r"|language model|ai|lenient|generous)\b"
    r"|\b(?:teacher|instructor|professor|examiner|author|admin|grader)s?\b[^.!?]{0,25}"
    r"\b(?:approved|confirmed|verified|accepted|told)\b"
    r"|\b(?:hidden|instructions?) (?:instructions?|to the)\b|-> ?correct\b|\bset correct\b"
    r"|\bpoints? as (?:hit|met|found)\b|\b(?:final|your|my) (?:grade|verdict|mark|score)\b"
    r"|\b(?:return|output|print|respond with|reply with|answer with)\b (?:only )?"
    r"(?:\"|'|the word )?(?:correct|pass|full)\b|\bplease (?:accept|pass me|mark|grade"
    r"|be (?:kind|nice|lenient))\b"
)
_INJECTED = re.compile(r"\b(?:inject(?:ions?|ed|s)?|jailbreaks?)\b")
_QUOTED = re.compile(r"(?<!\S)[\"\u201c][^\"\u201c\u201d]{8,}[\"\u201d]")
_GRADERS = words_of(
    "grader graders autograder rubric rubrics examiner examiners grading regrade downgrade"
)
_CALM = re.compile(r"[a-z]")
_FALSE = words_of(
    "false wrong untrue incorrect mistaken nonsense lie lies rubbish bogus invalid reject"
    " opposite reverse contrary converse backwards wrongly falsely made-up myth misconception"
    " fallacy"
)
_TRUE = words_of("believe true right correct case valid hold holds true works happens so truth")
_WHOLE = words_of(
    "all every everything none nothing each any anything whole entire above following below"
    " opposite reverse contrary converse"
)
_AHEAD = words_of("following below here list next paragraph")
_POINTING = _WHOLE | words_of(
    "this that it these those he she answer claims statements sentences points lines bullets"
)
_OPEN = words_of("if when whenever unless until whether while where otherwise as-if")
_CHATTER = (
    FUNCTION_WORDS
    | _FALSE
    | _TRUE
    | _WHOLE
    | _POINTING
    | words_of(
        "text paragraph list sentence statement claim line bullet point word story view answer"
        " common popular candidate colleague friend people say says said saying write wrote written"
        " think thought believe note please forget ignore actually really fact simply exactly just"
        " plainly completely totally entirely obviously short clear truth reality bad way round"
        " other next again usual course sadly sorry unfortunately everybody everyone somebody"
        " kidding joking precisely quite stated let though anyway instead whatsoever first"
        " last step"
    )
)
_ASKS = re.compile(
    r"\b(?:claims?|agree|statements?|true or false|right or wrong|correct or (?:wrong|not)"
    r"|(?:is|are|was|were) (?:it|this|that|he|she|they|these) (?:true|false|right|wrong|correct)"
    r"|what is (?:true|false|right|wrong|correct))\b"
)
_REVERSED = words_of("opposite reverse contrary converse")
_SIDES = words_of("with for under at from")
_SIDE = re.compile(r"\b(?:with|for|under|at|if|when|where|on|from)\b[^.!?;,:]*$")
"""Of one side only: "with many it is the reverse"."""
_DENIALS = re.compile(
    r"\bnone of (?:this|that|it|these|those|the above|what i (?:wrote|said))(?: \w+)?"
    r" (?:is|are|was|were|holds?|applies|happens)\b"
    r"|(?<!^)(?<!if )(?<!when )(?<!whether )(?<!until )\b"
    r"(?:this|all of (?:this|it|that)|everything above)"
    r" (?:is|are|was|were)(?: \w+ly)? (?:false|wrong|untrue|incorrect|nonsense|not true|not right)"
    r"(?=\s*(?:[.!]|$))"
    r"|\bthe (?:exact )?(?:opposite|reverse|contrary)(?: is| holds)(?: actually)?"
    r"(?: true| right| correct| the case| so)?(?=\s*(?:[.!]|$))"
    r"|, (?:which|and (?:this|that)) (?:is|are)(?: \w+ly)? (?:false|wrong|untrue|incorrect|nonsense"
    r"|a myth|not true|not the case)(?=\s*(?:[.!;]|$))"
    r"|\bnobody (?:would|could|can|should) (?:ever )?(?:say|claim|think|believe|hold) that\b"
    r"|\bnot sure what (?:any of )?(?:this|that|these|those|it)(?: \w+)? (?:means?|is|are)\b"
    r"|\bonly (?:ever )?heard (?:of|about)\b|^(?:sorry,? )?(?:i have )?no (?:idea|clue)\b"
    r"|\b(?:maybe|perhaps|possibly|probably) something (?:with|about|to do with)\b"
    r"|\bjust kidding\b|\bi (?:made|am making|was making) (?:this|it|that|all of this) up\b"
    r"|\bi was lying\b|\b(?:do not|don't|nobody should|never) believe (?:this|any of (?:this|it))\b"
    r"|(?:,|\.|-) not! ?$"
    r"|^(?:it is|it's) (?:not true|false|wrong|untrue|incorrect) (?:to say |to claim )?that\b"
    r"|\b(?:it is|it's) the other way (?:a)?round(?=\s*[.!]*$)"
)
_SHRUG = re.compile(
    r"(?:sorry,? ?|hmm+,? ?|uh+,? ?|well,? ?|honestly,? ?)*(?:i ?(?:'m| am)? ?)?"
    r"(?:idk|dunno|(?:do not|don't|dont|did not|didn't) (?:really )?(?:know|understand|remember"
    r"|recall|care)|have no (?:idea|clue)|no (?:idea|clue|answer|comment)|not sure|unsure|skip|pass"
    r"|n/?a|none|nothing|whatever|forgot|can(?:no|')t (?:remember|say|answer)|no clue|help|test"
    r"|asdf\w*|(?:bla ?h?)+|lol|haha\w*|cannot answer)"
    r"(?: (?:it|this|that|the answer|about (?:it|this|that)|at all|yet|sorry|either|how|why|what"
    r"|anything|nothing|exactly|really|this one|to say|how to answer(?: this| it)?))*[\s.!?,:;)(-]*"
    r"(?:sorry[\s.!]*)?"
)


def pleads(answer: Passage, about: tuple[Passage, ...]) -> bool:
    """Whether it tells its grader what to do, or what the verdict is.

    Not where what it is `about`, the question and the model answers, has such words too.
    """
    if any(_speaks_of_pleas(one.plain) for one in about):
        return False
    told = {token.word for one in about for token in one.tokens}
    if any(token.word in _GRADERS - told for token in answer.tokens):
        return True
    plain = _QUOTED.sub(" ", answer.plain)
    return bool(_PLEAS.search(plain)) or _shouts(answer.original)


@lru_cache(maxsize=512)
def _speaks_of_pleas(plain: str) -> bool:
    return bool(_PLEAS.search(plain) or _INJECTED.search(plain))


def _shouts(text: str) -> bool:
    """A verdict in capitals, in a text that is not all in capitals."""
    return bool(re.search(r"\b(?:CORRECT|PASS(?:ED)?)\b", text) and _CALM.search(text))


def denies(answer: Passage, about: tuple[Passage, ...]) -> bool:
    """Whether it takes back all that it says: none of this is true, the opposite holds.

    A claim in the question may of course be called wrong.
    """
    is_claim = any(_ASKS.search(one.plain) for one in about[:1])
    if not is_claim and _takes_back(answer.plain):
        return not any(_DENIALS.search(one.plain) for one in about)
    denying = set(negators(answer))
    places = enumerate(answer.tokens)
    clauses = (list(some) for _, some in groupby(places, key=lambda place: place[1].clause))
    return any(_retracts(clause, denying, is_claim) for clause in clauses)


def _takes_back(plain: str) -> bool:
    found = _DENIALS.finditer(plain)
    return any(not _SIDE.search(plain[: match.start()]) for match in found)


def _retracts(clause: list[tuple[int, Token]], denying: set[int], is_claim: bool) -> bool:
    """Whether all that the clause says is that something said is false."""
    words = {token.word for _, token in clause}
    is_one_sided = words & _REVERSED and words & _SIDES
    if not words <= _CHATTER or words & _OPEN or not words & _POINTING or is_one_sided:
        return False
    denied = any(place in denying for place, _ in clause)
    if not words & (_TRUE if denied else _FALSE):
        return False
    if clause[0][1].clause == 0:
        return bool(words & _AHEAD)
    return bool(words & _WHOLE) or not is_claim


def shrugs(plain: str) -> bool:
    """Whether all it says is that its writer does not know."""
    return bool(_SHRUG.fullmatch(plain))
