"""Arbitrary messages and forms within the limits of the house, for property tests."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.chat import content as c
from tests.limits import words

_EVIL = "*_~`<>&|:[]()!@#🇦🇬🇿👍🏽❄️\n\t "
_letters = st.characters(codec="utf-8") | st.sampled_from(_EVIL)
_marks = st.sampled_from(
    ["**", "*", "`", "[a](https://example.com)", "**b** *i* `c`", "https://x.y", "<!here>", ":a:"]
)


def texts(low: int, high: int) -> st.SearchStrategy[str]:
    """Anything one can write, mostly short and sometimes as long as it may be."""
    short = st.text(_letters, min_size=low, max_size=min(high, 30))
    long = st.builds(lambda text: (text * high)[:high], st.text(_letters, min_size=1, max_size=9))
    return short | long


_dates = st.integers(10**9, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
_pieces: st.SearchStrategy[c.Piece] = st.one_of(
    _marks,
    texts(0, 20),
    st.builds(c.Plain, texts(0, 60)),
    st.builds(c.Name, texts(0, 20)),
    st.builds(c.When, _dates),
    st.builds(c.Letter, st.sampled_from("ABCDEFG")),
)


def _rows(limit: int) -> st.SearchStrategy[list[c.Piece]]:
    mixed = st.lists(_pieces, min_size=1, max_size=14)
    return mixed.filter(lambda row: 1 <= len(words(tuple(row))) <= limit)


def _text(row: list[c.Piece]) -> c.Text:
    return c.Text(*row)


_verbs = st.text("abcxyz-", min_size=1, max_size=12)
_actions = st.builds(c.Action, _verbs, st.lists(texts(0, 20), max_size=3).map(tuple)).filter(
    lambda action: len(str(action)) <= c.ACTION_LIMIT
)
_values = st.text("abcdefgh-0123456789", min_size=1, max_size=12)
_offers = st.lists(
    st.builds(c.Choice, _values, texts(1, c.CHOICE_LABEL_LIMIT)),
    min_size=1,
    max_size=c.CHOICES_LIMIT,
    unique_by=lambda choice: choice.value,
)


@st.composite
def entries(draw: st.DrawFn, name: str) -> c.Entry:
    limit = draw(st.integers(1, c.ENTRY_LIMIT))
    return c.Entry(
        name,
        draw(texts(1, c.FIELD_LABEL_LIMIT)),
        draw(texts(0, limit)),
        draw(texts(0, c.HINT_LIMIT)),
        draw(st.integers(1, 9)),
        limit,
        draw(st.booleans()),
    )


@st.composite
def choices(draw: st.DrawFn, name: str) -> c.Choices:
    offered = tuple(draw(_offers))
    many = draw(st.booleans())
    chosen = draw(st.sets(st.sampled_from([one.value for one in offered])))
    value = tuple(one.value for one in offered if one.value in chosen)
    label = draw(texts(1, c.FIELD_LABEL_LIMIT))
    return c.Choices(name, label, offered, value if many else value[:1], many, draw(st.booleans()))


@st.composite
def forms(draw: st.DrawFn) -> c.Form:
    names = draw(st.lists(_values, min_size=1, max_size=c.FIELDS_LIMIT, unique=True))
    fields: list[c.Field] = [
        draw(entries(name)) if n > 1 else draw(choices(name)) for n, name in enumerate(names)
    ]
    title, submit = draw(texts(1, c.FORM_TITLE_LIMIT)), draw(texts(1, c.FORM_TITLE_LIMIT))
    return c.Form(draw(_actions), title, tuple(draw(st.permutations(fields))), submit)


_labels = texts(1, c.LABEL_LIMIT)
_buttons = st.one_of(
    st.builds(
        c.Buttons,
        st.lists(
            st.builds(c.Button, _labels, _actions, st.booleans()),
            min_size=1,
            max_size=c.BUTTONS_LIMIT,
        ).map(tuple),
    ),
    st.builds(lambda label, form: c.Buttons((c.Button(label, form),)), _labels, forms()),
)
_facts = st.lists(
    st.builds(c.Fact, _rows(60).map(_text), _rows(200).map(_text)),
    min_size=1,
    max_size=8,
).map(lambda rows: c.Facts(tuple(rows)))
_blocks: st.SearchStrategy[c.Block] = st.one_of(
    st.builds(c.Title, texts(0, c.TITLE_LIMIT)),
    _rows(c.TEXT_LIMIT).map(_text),
    st.builds(c.Code, st.just("python"), texts(0, 200)),
    st.builds(c.Picture, st.binary(max_size=3), texts(0, 200)),
    _facts,
    _rows(c.SMALL_LIMIT).map(lambda row: c.Small(*row)),
    _buttons,
)
_largest: st.SearchStrategy[c.Block] = st.one_of(
    texts(1, c.TEXT_LIMIT).map(c.Text),
    texts(1, c.TEXT_LIMIT).map(lambda text: c.Text(c.Plain(text))),
    texts(1, c.SMALL_LIMIT).map(c.Small),
    st.builds(c.Code, st.just("python"), texts(0, c.CODE_LIMIT)),
    st.builds(c.Picture, st.binary(max_size=3), texts(0, c.ALT_LIMIT)),
)

contents: st.SearchStrategy[c.Content] = st.builds(
    lambda summary, blocks: c.Content(summary, *blocks),
    texts(0, 6000),
    st.lists(_blocks, max_size=6) | st.lists(_largest, max_size=2),
)
