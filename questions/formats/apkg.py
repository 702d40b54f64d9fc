"""Anki's packages: a zip with a database of notes and the pictures that they show."""

import csv
import hashlib
import io
import json
import sqlite3
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from html import escape
from itertools import count
from pathlib import Path

from questions.formats import anki
from questions.formats.files import SIZE_LIMIT
from questions.formats.plain import Found, Packed, PlainQuestion, Refusal, Unreadable

MODEL_ID = 1_795_737_601
"""Any number, always the same: by it Anki knows our kind of note again."""
_MODEL = "Quizstreak"
_DATABASES = ("collection.anki21", "collection.anki2")
_NEWER = "collection.anki21b"
_UNPACKED_LIMIT = 128 * 1024 * 1024
_ENTRIES_LIMIT = 20_000
_NOTES_LIMIT = 50_000
_STEPS = 10_000
_STEPS_LIMIT = 20_000
_SEPARATOR = "\x1f"
_PICTURE = "it shows a picture; figures are drawn from data here"
_AGAIN = "Export it from Anki again"


def write(questions: Sequence[PlainQuestion]) -> bytes:
    """The package. Ids come from names alone: imported again, it updates what is there."""
    out = io.BytesIO()
    shown = [question for question in questions if question.figure]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("collection.anki2", _collection(questions))
        for place, question in enumerate(shown):
            assert question.figure is not None
            package.writestr(str(place), question.figure.png)
        names = {str(place): picture_name(question) for place, question in enumerate(shown)}
        package.writestr("media", json.dumps(names))
    return out.getvalue()


def picture_name(question: PlainQuestion) -> str:
    """The file of a question's figure: no other program's media has its name."""
    return f"quizstreak-{question.name}.png"


def _collection(questions: Sequence[PlainQuestion]) -> bytes:
    # It takes a while to import, and only this command needs it.
    from genanki import Package

    now = time.time()
    with closing(sqlite3.connect(":memory:")) as database:
        cursor = database.cursor()
        Package(_decks(questions)).write_to_db(cursor, now, count(int(now * 1000)))
        database.commit()
        return database.serialize()


def _decks(questions: Sequence[PlainQuestion]) -> list[object]:
    from genanki import Deck, Model, Note

    template = {
        "name": "Card 1",
        "qfmt": "{{Front}}",
        "afmt": '{{FrontSide}}<hr id="answer">{{Back}}',
    }
    fields = [{"name": "Front"}, {"name": "Back"}]
    model = Model(MODEL_ID, _MODEL, fields=fields, templates=[template])
    decks: dict[str, Deck] = {}
    for question in questions:
        name = "::".join(question.category) or _MODEL
        deck = decks.setdefault(name, Deck(stable_id(name), name))
        sides = [_front(question), anki.sides(question)[1]]
        tags = [tag.replace(" ", "_") for tag in anki.tags_of(question)]
        deck.add_note(Note(model, sides, tags=tags, guid=question.name))
    return list(decks.values())


def stable_id(name: str) -> int:
    """A number for a deck, the same for the same name on every machine."""
    return (1 << 30) + int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % (1 << 30)


def _front(question: PlainQuestion) -> str:
    front = anki.sides(question)[0]
    if question.figure is None:
        return front
    alt = escape(question.figure.alt).replace("\n", " ")
    return f'{front}<img src="{picture_name(question)}" alt="{alt}">'


def read(path: Path) -> Iterator[Found]:
    """The notes that are laid out as ours, or why they are none. Raises `Unreadable`.

    Only the database is unpacked, into memory and no further than its limit.
    """
    with closing(_opened(path)) as database:
        budget = count()
        database.set_progress_handler(lambda: next(budget) > _STEPS_LIMIT, _STEPS)
        try:
            rows = _rows(database)
        except (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError) as error:
            says = "its database is not one of Anki's"
            raise Unreadable(says, _AGAIN) from error
    return (_found(place, row) for place, row in enumerate(rows, 1))


_Row = tuple[str, str, str, str, str]
"""guid, deck, tags, front, back"""


def _found(place: int, row: _Row) -> Found:
    if "<img" in row[3] + row[4]:
        return Refusal(place, row[0], _PICTURE)
    found = next(iter(anki.read(_as_text([row]))), Refusal(place, row[0], "its note is empty"))
    if isinstance(found, Refusal):
        return replace(found, line=place)
    return replace(found, line=place)


def _as_text(rows: Iterable[_Row]) -> str:
    page = io.StringIO(newline="")
    page.write(anki.HEADING)
    csv.writer(page, delimiter="\t", lineterminator="\n").writerows(rows)
    return page.getvalue()


def _opened(path: Path) -> sqlite3.Connection:
    data = _database(path)
    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(data)
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, SIZE_LIMIT)
        database.execute("PRAGMA trusted_schema = OFF")
    except sqlite3.Error as error:
        database.close()
        raise Unreadable("its database cannot be opened", _AGAIN) from error
    return database


def _database(path: Path) -> bytes:
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise Unreadable("the file is larger than 32 MiB", "Export fewer decks at once")
        with zipfile.ZipFile(path) as package:
            return _member(package)
    except OSError as error:
        says = f"cannot be read ({error.strerror})"
        raise Unreadable(says, "Check its name and permissions") from error
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:
        raise Unreadable("this is no package of Anki's, or a broken one", _AGAIN) from error


def _member(package: zipfile.ZipFile) -> bytes:
    names = package.namelist()
    if _NEWER in names:
        remedy = "Export it again with “Support older Anki versions” ticked"
        raise Unreadable("the package is of Anki's newer kind, which is not read here", remedy)
    held = [name for name in _DATABASES if name in names]
    if not held or len(names) > _ENTRIES_LIMIT:
        raise Unreadable("this is no package of Anki's", _AGAIN)
    # What the zip says of its size is not to be trusted.
    with package.open(held[0]) as member:
        data = member.read(_UNPACKED_LIMIT + 1)
    if len(data) > _UNPACKED_LIMIT:
        raise Unreadable("its notes take more than 128 MiB", "Export fewer decks at once")
    if not data:
        raise Unreadable("its database is empty", _AGAIN)
    return data


def _rows(database: sqlite3.Connection) -> list[_Row]:
    """Raises `sqlite3.Error` or `ValueError` where it is not as Anki makes it."""
    for name in ("notes", "cards", "col"):
        kind = database.execute("SELECT type FROM sqlite_master WHERE name = ?", (name,))
        if kind.fetchone() != ("table",):
            raise ValueError(f"{name} is no table")
    decks = _deck_names(database)
    notes = database.execute(
        "SELECT n.guid, n.tags, n.flds, (SELECT min(c.did) FROM cards c WHERE c.nid = n.id)"
        " FROM notes n ORDER BY n.id LIMIT ?",
        (_NOTES_LIMIT,),
    )
    rows, size = list[_Row](), 0
    for guid, tags, fields, deck in notes:
        rows.append((str(guid), decks.get(str(deck), ""), str(tags).strip(), *_two(str(fields))))
        # A column may be made up while it is read, and be larger than its file.
        size += sum(map(len, rows[-1]))
        if size > _UNPACKED_LIMIT:
            raise ValueError("its notes are too large")
    return rows


def _two(fields: str) -> tuple[str, str]:
    front, _, rest = fields.partition(_SEPARATOR)
    return front, rest.partition(_SEPARATOR)[0]


def _deck_names(database: sqlite3.Connection) -> dict[str, str]:
    (decks,) = database.execute("SELECT decks FROM col").fetchone() or ("{}",)
    return {str(id_): str(deck["name"]) for id_, deck in json.loads(decks).items()}


APKG = replace(
    anki.ANKI,
    name="apkg",
    suffixes=(".apkg",),
    fields=anki.ANKI.fields | {"figure"},
    packed=Packed(read, write),
)
