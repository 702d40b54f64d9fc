"""Sentences of an answer that are not about the question: to its grader, or against itself."""

import re

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
    rf"|\b(?:verdict|grade|result|score|rating|status|{_MARKS})\s*(?::|=|is|->)\s*"
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
    r"|\b(?:return|output|print|respond with|reply with|answer with)\b (?:only )?(?:\"|'|the word )?"
    r"(?:correct|pass|full)\b|\bplease (?:accept|pass me|mark|grade|be (?:kind|nice|lenient))\b"
)
_THIS = (
    r"(?:this|that|it|these|those|(?:all|none|any|nothing|everything|every word|most|each)"
    r"(?: of (?:this|that|it|these|those|the above|which|what i (?:wrote|said)"
    r"|the (?:statements?|claims?|sentences?)(?: above)?))?"
    r"|(?:the|everything|all|what is written|what i (?:wrote|said)|my answer)(?: (?:stated|written"
    r"|said))? (?:above|before)|what i (?:just )?(?:wrote|said)|my answer|the above)"
)
_FALSE = (
    r"(?:false|wrong|untrue|incorrect|nonsense|a lie|lies|a joke|made up|rubbish|bogus|invalid"
    r"|backwards|the (?:wrong way|other way) (?:a)?round|the reverse of the truth|not so|not the case"
    r"|not (?:true|right|correct|how it works|what happens|valid))"
)
_STOP = r"(?=\s*(?:[.!?;,:)]|$|\band\b|\bbut\b|\bsince\b|\bbecause\b|\bas\b))"
_DENIALS = re.compile(
    rf"(?:^|[.!?;,:(-]\s*|\b(?:but|and|however|though|although|except|because|that|which|actually"
    rf"|really|in fact|i think|unfortunately|no)\b,? )"
    rf"(?:actually |in fact |in reality |of course |sadly )?"
    rf"(?:{_THIS} (?:is|are|was|were)(?: all| just| simply| completely| totally| entirely| actually"
    rf"| quite| obviously)? {_FALSE}{_STOP}"
    rf"|none of (?:this|that|it|these|those|the above|what i (?:wrote|said))(?: \w+)?"
    rf" (?:is|are|was|were|holds?|applies|happens) ?(?:actually |really |at all )?"
    rf"(?:true|right|correct|the case|valid|so)?{_STOP}"
    rf"|(?:this|that|it|all (?:of )?(?:this|that))(?: is|'s) (?:not|n't) (?:true|right|correct|the case)"
    rf"{_STOP}"
    rf"|(?:exactly |precisely |just |quite )?the (?:exact )?(?:opposite|reverse|contrary|converse)"
    rf" (?:is|holds|was|applies|happens)(?: actually| in fact)?(?: true| right| correct| the case"
    rf"| so)?{_STOP}"
    rf"|(?:it is|it's) (?:exactly |precisely |just |quite )?the (?:exact )?"
    rf"(?:opposite|reverse|other way (?:a)?round){_STOP}"
    r"|just kidding|i (?:made|am making|was making) (?:this|it|that|all of this) up|i was lying"
    r"|(?:do not|don't|nobody should|never) believe (?:this|that|it|any of (?:this|it|that)|me)\b)"
    rf"|\b(?:it is|it's|it would be)(?: a)? (?:false|wrong|untrue|incorrect|not true|not correct"
    r"|not the case|myth|misconception|lie)(?: to (?:say|claim|think|believe))? that\b"
    r"|(?:,|\.|-) not! ?$"
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


def pleads(plain: str) -> bool:
    """Whether it tells its grader what to do, or what the verdict is."""
    return bool(_PLEAS.search(plain))


def denies(plain: str) -> bool:
    """Whether it takes back all that it says: none of this is true, the opposite holds."""
    return bool(_DENIALS.search(plain))


def shrugs(plain: str) -> bool:
    """Whether all it says is that its writer does not know."""
    return bool(_SHRUG.fullmatch(plain))
