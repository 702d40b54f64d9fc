"""Measures packs and says it in Markdown: how many questions, of what kind, how guessable."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from statistics import fmean, median

from questions import coverage, guessing, likeness, targets
from questions.loader import PackBank
from questions.rules import option_lists
from questions.schema import FreeText, Item, MultiSelect, Numeric, TrueFalse
from questions.words import ABSOLUTES, HEDGES

SHIPPED = "ml-interview"
START, END = "<!-- counts -->\n", "<!-- end of counts -->\n"
PAIRS_SHOWN = 20

Row = Sequence[object]


def report(bank: PackBank) -> str:
    """All that can be measured of the questions that are asked."""
    items = [placed.item for pack in bank.packs for placed in pack.questions]
    asked = [item for item in items if item.is_played]
    shipped = [pack.info.name for pack in bank.packs] == [SHIPPED]
    parts = [
        f"{len(asked)} questions.\n",
        *_counts(asked, shipped),
        *_mix(asked),
        *_guessability(asked),
        *_likeness(asked),
    ]
    return "\n".join([*parts, *(_coverage(items) if shipped else ())])


def filled(page: str, bank: PackBank) -> str:
    """The page measured anew between its marks. Raises `ValueError` if it has none."""
    before, rest = _halves(page, START)
    _, after = _halves(rest, END)
    return f"{before}{START}{report(bank)}{END}{after}"


def _halves(text: str, mark: str) -> tuple[str, str]:
    before, found, after = text.partition(mark)
    if not found:
        raise ValueError(f"the page has no line {mark.strip()}. Put it back")
    return before, after


def _counts(items: Sequence[Item], shipped: bool) -> Iterator[str]:
    yield "### Topics\n"
    yield "A template counts once, whatever numbers it draws, and is daily or for practice too.\n"
    counts = {topic: _of_topic(items, topic) for topic in sorted({item.topic for item in items})}
    head = ("topic", "daily", "practice only", "templates")
    if not shipped:
        yield _table(head, [(topic, *its) for topic, its in counts.items()])
        return
    wanted = {
        topic: (want.daily, want.practice, want.templates) for topic, want in targets.TOPICS.items()
    }
    rows = [
        (topic, *_of_wanted(counts.get(topic, (0, 0, 0)), want)) for topic, want in wanted.items()
    ]
    sums = _of_wanted(_summed(counts.values()), _summed(wanted.values()))
    yield _table(head, [*rows, ("**all**", *sums)])


def _of_topic(items: Iterable[Item], topic: str) -> tuple[int, int, int]:
    here = [item for item in items if item.topic == topic]
    practice = sum(item.practice_only for item in here)
    templates = sum(isinstance(item, Numeric) and item.template is not None for item in here)
    return len(here) - practice, practice, templates


def _summed(rows: Iterable[tuple[int, int, int]]) -> tuple[int, int, int]:
    daily, practice, templates = zip(*rows, strict=True)
    return sum(daily), sum(practice), sum(templates)


def _of_wanted(have: Iterable[int], wanted: Iterable[int]) -> Iterator[str]:
    for count, want in zip(have, wanted, strict=True):
        yield f"{count} of {want}" + (f", **{want - count} short**" if count < want else "")


def _mix(items: Sequence[Item]) -> Iterator[str]:
    daily = [item for item in items if not item.practice_only]
    yield "### Forms, difficulty and what it takes\n"
    yield "Shares are of the daily questions.\n"
    forms = _tally(items, daily, lambda item: str(item.form), targets.FORMS)
    yield _table(("form", "all", "daily", "share", "target"), forms)
    levels = _tally(items, daily, lambda item: item.difficulty, targets.DIFFICULTIES)
    yield _table(("difficulty", "all", "daily", "share", "target"), levels)
    yield _table(("what it takes", "all", "daily", "share", "target"), _cognitive(items, daily))
    sides = [item.answer for item in items if isinstance(item, TrueFalse)]
    lengths = [len(item.stem) for item in items]
    rows = [
        ("statements that are true", f"{sum(sides)} of {len(sides)}", "45 to 55%"),
        ("median length of a stem", f"{median(lengths):.0f} characters", "at most 180"),
        ("image questions", sum(item.form == "image-based" for item in items), targets.IMAGES),
        ("right ones among the options to tick", _ticks(items), "none above 40%"),
    ]
    yield _table(("balance", "", "target"), rows)


def _tally(
    items: Sequence[Item],
    daily: Sequence[Item],
    label: Callable[[Item], Hashable],
    wanted: dict[str, int] | dict[int, int],
) -> Iterator[Row]:
    everything, asked = Counter(map(label, items)), Counter(map(label, daily))
    for name, target in wanted.items():
        share = _percent(asked[name], len(daily))
        yield name, everything[name], asked[name], share, f"{target}%"


def _cognitive(items: Sequence[Item], daily: Sequence[Item]) -> Iterator[Row]:
    everything = Counter(item.cognitive for item in items)
    asked = Counter(item.cognitive for item in daily)
    for names, (low, high) in targets.COGNITIVE.items():
        count = sum(number for name, number in asked.items() if name in names)
        total = sum(number for name, number in everything.items() if name in names)
        target = f"at least {low}%" if low else f"at most {high}%"
        yield " or ".join(names), total, count, _percent(count, len(daily)), target


def _ticks(items: Iterable[Item]) -> str:
    """How many options are right, over the questions where any number may be."""
    found = Counter(
        sum(option.correct for option in item.options)
        for item in items
        if isinstance(item, MultiSelect)
    )
    return ", ".join(
        f"{count}: {_percent(times, found.total())}" for count, times in sorted(found.items())
    )


def _guessability(items: Sequence[Item]) -> Iterator[str]:
    found = guessing.choices(items)
    if not found:
        return
    yield "### What can be guessed\n"
    yield (
        f"{len(found)} questions have four options of which one is right (choices, code, figures,"
        " and the reasons of\nstatements). Each strategy answers them without knowing the subject;"
        " equals share the hit. Chance is 25%,\nthe window two standard errors around it, and"
        " three errors fail. Intervals are Wilson's, of 95%. The\nclassifier has learnt from other"
        " concepts' options and may beat chance by four points; six fail.\n"
    )
    rows = [
        (rate.strategy, _share(rate.share), _range(rate.interval), _window(rate), _verdict(rate))
        for rate in guessing.rates(found)
    ]
    yield _table(("strategy", "hits", "interval", "window", ""), rows)
    yield _table(("words", "in keys", "in other options", "apart, at most 3"), _marks(found))
    ratios = [
        len(choice.options[choice.key])
        / fmean(len(text) for at, text in enumerate(choice.options) if at != choice.key)
        for choice in found
    ]
    yield (
        f"A key is {fmean(ratios):.2f} times as long as the other options of its question on"
        f" average, and half of the\nkeys lie between {_quartile(ratios, 1):.2f} and"
        f" {_quartile(ratios, 3):.2f} times.\n"
    )


def _marks(found: Sequence[guessing.Choice]) -> Iterator[Row]:
    for name, marks in (("hedges", HEDGES), ("absolutes", ABSOLUTES)):
        keys, rest = guessing.marked(found, marks)
        yield name, _share(keys), _share(rest), f"{100 * abs(keys - rest):.1f} points"


def _verdict(rate: guessing.Rate) -> str:
    return rate.verdict if rate.verdict == "inside" else f"**{rate.verdict}**"


def _window(rate: guessing.Rate) -> str:
    low, high = rate.window
    return _range(rate.window) if low else f"at most {_share(high)}"


def _quartile(values: Sequence[float], which: int) -> float:
    return sorted(values)[which * (len(values) - 1) // 4]


def _likeness(items: Sequence[Item]) -> Iterator[str]:
    pairs = likeness.near_duplicates(items)
    uses = likeness.uses(items)
    reused = sum(count > 1 for count in uses.values())
    answered = [item for item in items if not isinstance(item, FreeText)]
    covered = f"{len(uses)} misconceptions in use, of which two questions or more share"
    yield "### Likeness\n"
    rows: list[Row] = [
        ("pairs over a limit that blocks", sum(pair.is_blocked for pair in pairs), 0),
        ("pairs to look at", sum(not pair.is_blocked for pair in pairs), "looked at"),
        ("keys that two questions of a concept share", len(likeness.same_keys(items)), 0),
        (covered, _percent(reused, len(uses)), f"at least {targets.MISCONCEPTIONS_REUSED}%"),
        ("misconceptions used once", len(uses) - reused, ""),
        ("wrong options that name theirs", _named(answered), "100%"),
    ]
    yield _table(("likeness", "", "target"), rows)
    yield (
        f"A pair is blocked at {likeness.BLOCK_RUNS:.2f} of its runs of {likeness.RUN} words"
        f" shared or a cosine of {likeness.BLOCK_COSINE:.2f}, and looked at from"
        f"\n{likeness.REVIEW_RUNS:.2f} or {likeness.REVIEW_COSINE:.2f}; stem, key and whatever"
        " is shown count.\n"
    )
    if pairs:
        shown = [(p.one, p.other, f"{p.runs:.2f}", f"{p.cosine:.2f}") for p in pairs[:PAIRS_SHOWN]]
        yield _table(("a question", "and another", "runs", "cosine"), shown)


def _named(items: Iterable[Item]) -> str:
    wrong = [
        option
        for item in items
        for _, options in option_lists(item)
        for option in options
        if not option.correct
    ]
    return _percent(sum(bool(option.misconception) for option in wrong), len(wrong))


def _coverage(items: Iterable[Item]) -> Iterator[str]:
    found = coverage.refreshed(coverage.read(), items)
    yield "### Coverage\n"
    yield (
        "`questions/coverage.yaml` names the questions that serve each of these. Three facets"
        " make one served, one is\nenough for communication, and concepts beyond the interview"
        " questions have numbers of their own.\n"
    )
    parts = (
        ("interview questions", found.seeds),
        ("their concepts", found.concepts),
        ("concepts beyond them", found.beyond),
    )
    rows = [
        (name, len(part), len(part) - (short := sum(bool(s.short) for s in part.values())), short)
        for name, part in parts
    ]
    yield _table(("to be covered", "", "served", "short"), rows)
    if found.short:
        yield f"Short: {', '.join(found.short)}.\n"


def _table(head: Sequence[str], rows: Iterable[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def _range(pair: tuple[float, float]) -> str:
    return f"{100 * pair[0]:.1f} to {_share(pair[1])}"


def _share(share: float) -> str:
    return f"{100 * share:.1f}%"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "–"
