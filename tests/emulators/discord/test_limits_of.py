"""The limits hold: each is kept by what just fits and broken by one more."""

from typing import Any

import pytest

from tests.emulators.discord.limits_of import faults_of

Json = dict[str, Any]


def embed(**more: Any) -> Json:
    return {"embeds": [{"description": "x", **more}]}


def texts(count: int, length: int) -> list[Json]:
    return [{"description": "x" * length} for _ in range(count)]


def button(n: object = 1, **more: Any) -> Json:
    return {"type": 2, "style": 1, "label": "B", "custom_id": f"do:{n}", **more}


def rows(*rows_: list[Json]) -> Json:
    return {"components": [{"type": 1, "components": row} for row in rows_]}


def files(*names: str, alt: str = "A dot.") -> Json:
    each = enumerate(names)
    return {"attachments": [{"id": n, "filename": name, "description": alt} for n, name in each]}


def modal(*components: Json, **more: Any) -> Json:
    return {"title": "T", "custom_id": "form:1", "components": list(components), **more}


def label(component: Json, **more: Any) -> Json:
    return {"type": 18, "label": "L", "component": {"custom_id": "a", **component}, **more}


def options(count: int) -> list[Json]:
    return [{"label": "O", "value": str(n)} for n in range(count)]


def written(**more: Any) -> Json:
    return label({"type": 4, "style": 1, **more})


def select(count: int, **more: Any) -> Json:
    return label({"type": 3, "options": options(count), "min_values": 1, **more})


def radios(count: int, **more: Any) -> Json:
    return label({"type": 21, "options": options(count), **more})


def boxes(count: int, **more: Any) -> Json:
    return label({"type": 22, "options": options(count), **more})


def named(n: int) -> Json:
    return label({"type": 4, "style": 1, "custom_id": str(n)})


CHOSEN = [{"label": "O", "value": str(n), "default": True} for n in range(2)]
FITS_AND_NOT: list[tuple[str, Json, Json]] = [
    ("content", {"content": "x" * 2000}, {"content": "x" * 2001}),
    ("letters", {"content": "🇦" * 1000}, {"content": "🇦" * 1001}),
    ("empty", embed(), {"embeds": []}),
    ("title", embed(title="x" * 256), embed(title="x" * 257)),
    ("blank", embed(title="x"), embed(title=" ")),
    ("description", embed(description="x" * 4096), embed(description="x" * 4097)),
    ("nothing", embed(), {"embeds": [{"color": 1}]}),
    ("embeds", {"embeds": texts(10, 9)}, {"embeds": texts(11, 9)}),
    ("sum", {"embeds": texts(2, 3000)}, {"embeds": [*texts(2, 3000), *texts(1, 1)]}),
    ("footer", embed(footer={"text": "x" * 2048}), embed(footer={"text": "x" * 2049})),
    ("fields", embed(fields=[{"name": "n", "value": "v"}] * 25),
     embed(fields=[{"name": "n", "value": "v"}] * 26)),
    ("field name", embed(fields=[{"name": "n" * 256, "value": "v"}]),
     embed(fields=[{"name": "n" * 257, "value": "v"}])),
    ("field value", embed(fields=[{"name": "n", "value": "v" * 1024}]),
     embed(fields=[{"name": "n", "value": "v" * 1025}])),
    ("color", embed(color=0xFFFFFF), embed(color=0x1000000)),
    ("unknown", embed(), embed(colour=1)),
    ("pings", {**embed(), "allowed_mentions": {"parse": []}},
     {**embed(), "allowed_mentions": {"parse": ["everyone"]}}),
    ("rows", rows(*[[button(n)] for n in range(5)]), rows(*[[button(n)] for n in range(6)])),
    ("buttons", rows([button(n) for n in range(5)]), rows([button(n) for n in range(6)])),
    ("no buttons", rows([button()]), rows([])),
    ("label", rows([button(label="x" * 80)]), rows([button(label="x" * 81)])),
    ("id", rows([button(custom_id="x" * 100)]), rows([button(custom_id="x" * 101)])),
    ("same id", rows([button(1)], [button(2)]), rows([button(1)], [button(1)])),
    ("nested", rows([button()]), {"components": [button()]}),
    ("files", files(*[f"{n}.png" for n in range(10)]), files(*[f"{n}.png" for n in range(11)])),
    ("alt", files("a.png", alt="x" * 1024), files("a.png", alt="x" * 1025)),
    ("file name", files("a-1.png"), files("a 1.png")),
    ("path", files("a.png"), files("../a.png")),
    ("same file", files("a.png", "b.png"), files("a.png", "a.png")),
    ("picture", {**embed(image={"url": "attachment://a.png"}), **files("a.png")},
     {**embed(image={"url": "attachment://a.png"}), **files("b.png")}),
    ("modal title", modal(written(), title="x" * 45), modal(written(), title="x" * 46)),
    ("inputs", modal(*map(named, range(5))), modal(*map(named, range(6)))),
    ("no inputs", modal(written()), modal()),
    ("same input", modal(named(1), named(2)), modal(named(1), named(1))),
    ("label text", modal({**written(), "label": "x" * 45}),
     modal({**written(), "label": "x" * 46})),
    ("hint", modal({**written(), "description": "x" * 100}),
     modal({**written(), "description": "x" * 101})),
    ("max length", modal(written(max_length=4000)), modal(written(max_length=4001))),
    ("value", modal(written(max_length=2, value="ab")), modal(written(max_length=2, value="abc"))),
    ("radios", modal(radios(10)), modal(radios(11))),
    ("one radio", modal(radios(2)), modal(radios(1))),
    ("two radios on", modal(radios(2)), modal(label({"type": 21, "options": CHOSEN}))),
    ("boxes", modal(boxes(10)), modal(boxes(11))),
    ("select", modal(select(25)), modal(select(26))),
    ("same value", modal(select(2)), modal(select(1, options=options(1) * 2))),
    ("most", modal(select(2, max_values=2)), modal(select(2, max_values=3))),
    ("none", modal(select(2, min_values=0, required=False)), modal(select(2, min_values=0))),
    ("bare input", modal(written()), modal({"type": 4, "style": 1, "custom_id": "a"})),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fits", "breaks"),
    [case[1:] for case in FITS_AND_NOT],
    ids=[case[0] for case in FITS_AND_NOT],
)
def test_a_limit_is_kept_to_the_last_letter(fits: Json, breaks: Json) -> None:
    assert faults_of(fits) == []
    assert len(faults_of(breaks)) == 1
