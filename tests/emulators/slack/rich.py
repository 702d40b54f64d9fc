"""Rich text as Slack accepts it."""

import re
from collections.abc import Iterator

from tests.emulators.slack.schema import (
    array,
    boolean,
    by_type,
    fault,
    integer,
    one_of,
    record,
    string,
)

DATE_FORMATS = {
    *("date_num", "date_slash", "date_long", "date_long_full", "date_long_pretty", "date"),
    *("date_pretty", "date_short", "date_short_pretty", "time", "time_secs", "ago"),
    "day_divider_pretty",
}


def _date_format(value: object, pointer: str) -> Iterator[str]:
    yield from string()(value, pointer)
    tokens = re.findall(r"\{([^}]*)\}", value) if isinstance(value, str) else []
    if not tokens:
        yield fault("has no date token", pointer)
    for token in tokens:
        if token not in DATE_FORMATS:
            yield fault(f"unknown date token: {token}", pointer)


_style = record({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))
_mark = record(
    {},
    dict.fromkeys(("bold", "italic", "strike", "highlight", "client_highlight", "unlink"), boolean),
)
_url = string(1, 3000, r"(https?://|mailto:|tel:|slack://)\S+")
_emoji = record(
    {"name": string(1, 100, r"[a-z0-9_+'-]+")},
    {"unicode": string(1, 60, r"[0-9a-f-]+"), "skin_tone": integer(1, 6), "style": _style},
)
_date = record(
    {"timestamp": integer(1), "format": _date_format},
    {"url": _url, "fallback": string(), "style": _style},
)
_words = {
    # blanks between styled words are words too
    "text": record({"text": string(blank=True)}, {"style": _style}),
    "link": record({"url": _url}, {"text": string(), "unsafe": boolean, "style": _style}),
}
_inline = array(
    by_type(
        {
            **_words,
            "emoji": _emoji,
            "date": _date,
            "user": record({"user_id": string(1, 100, r"[UW][A-Z0-9]+")}, {"style": _mark}),
            "channel": record({"channel_id": string(1, 100, r"[CDG][A-Z0-9]+")}, {"style": _mark}),
            "usergroup": record({"usergroup_id": string(1, 100, r"S[A-Z0-9]+")}, {"style": _mark}),
            "team": record({"team_id": string(1, 100, r"T[A-Z0-9]+")}, {"style": _style}),
            "broadcast": record({"range": one_of("here", "channel", "everyone")}),
            "color": record({"value": string(1, 7, r"#[0-9A-Fa-f]{6}")}, {"style": _style}),
        }
    ),
    1,
)
_section = record({"elements": _inline})
_border = {"border": integer(0, 1)}

rich_text = by_type(
    {
        "rich_text_section": _section,
        "rich_text_quote": record({"elements": _inline}, _border),
        "rich_text_preformatted": record({"elements": array(by_type(_words), 1)}, _border),
        "rich_text_list": record(
            {
                "style": one_of("bullet", "ordered"),
                "elements": array(by_type({"rich_text_section": _section}), 1),
            },
            {"indent": integer(0, 8), "offset": integer(0), **_border},
        ),
    }
)
"""One of the elements of a rich_text block."""
