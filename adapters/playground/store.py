"""The playground's memory in one SQLite file. What a call stored survives any crash after it."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from adapters.playground.records import Channel, Draft, Mark, Member, Message, Spot

VERSION = 1
_TABLES = Path(__file__).with_name("tables.sql")
_MESSAGES = (
    "SELECT id, channel, thread, author, at, edited_at, private_for, text, content, deleted"
    " FROM messages "
)


class Store:
    """Everything here is one small transaction, flushed to the disk before it returns."""

    def __init__(self, path: Path | Literal[":memory:"]) -> None:
        """Open the file, or make it. Raises `ValueError` if it is of another version."""
        self._db = sqlite3.connect(path, isolation_level=None, timeout=5)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, VERSION):
            self._db.close()
            raise ValueError(
                f"{path} is a playground of version {version}, not {VERSION}; remove it"
            )
        self.is_new = version == 0
        if self.is_new:
            tables = _TABLES.read_text(encoding="utf-8")
            self._db.executescript(f"BEGIN;{tables};PRAGMA user_version = {VERSION};COMMIT")

    def close(self) -> None:
        self._db.close()

    # People and channels

    def add_person(self, member: Member, direct: Channel) -> None:
        """Add a person together with their conversation with the bot; who is there is left."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute(
                "INSERT OR IGNORE INTO people VALUES (?, ?, ?)",
                (member.id, member.name, member.admin),
            )
            self.add_channel(direct)

    def people(self) -> list[Member]:
        """Everybody, in the order of their coming."""
        rows = self._db.execute("SELECT id, name, admin FROM people ORDER BY rowid")
        return [Member(key, name, bool(admin)) for key, name, admin in rows]

    def person(self, person: str) -> Member | None:
        row = self._db.execute(
            "SELECT id, name, admin FROM people WHERE id = ?", (person,)
        ).fetchone()
        return Member(row[0], row[1], bool(row[2])) if row else None

    def add_channel(self, channel: Channel) -> None:
        """Add a channel; one that is there is left."""
        self._db.execute(
            "INSERT OR IGNORE INTO channels VALUES (?, ?, ?, ?)",
            (channel.id, channel.name, channel.owner, channel.lost),
        )

    def channels(self) -> list[Channel]:
        """Every channel and direct conversation, in the order of their making."""
        rows = self._db.execute("SELECT id, name, owner, lost FROM channels ORDER BY rowid")
        return [Channel(key, name, owner, bool(lost)) for key, name, owner, lost in rows]

    def channel(self, channel: str) -> Channel | None:
        row = self._db.execute(
            "SELECT id, name, owner, lost FROM channels WHERE id = ?", (channel,)
        ).fetchone()
        return Channel(row[0], row[1], row[2], bool(row[3])) if row else None

    def lose(self, channel: str, lost: bool) -> None:
        self._db.execute("UPDATE channels SET lost = ? WHERE id = ?", (lost, channel))

    # Messages

    def add(self, draft: Draft, pictures: Mapping[str, bytes] | None = None) -> Message:
        """Store a message; a key that stands at the spot already gives the message that has it."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            if draft.key and (standing := self.find(draft.spot, draft.key)):
                return standing
            self._keep_pictures(pictures or {})
            cursor = self._db.execute(
                "INSERT INTO messages"
                " (channel, thread, author, at, private_for, key, text, content)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    draft.spot.channel,
                    draft.spot.thread,
                    draft.author,
                    draft.at.isoformat(),
                    draft.private_for,
                    draft.key,
                    draft.text,
                    draft.content,
                ),
            )
        return self._one(cursor.lastrowid or 0)

    def find(self, spot: Spot, key: str) -> Message | None:
        """The message that stands at the spot under this key."""
        row = self._db.execute(
            _MESSAGES + "WHERE channel = ? AND ifnull(thread, 0) = ? AND key = ? AND NOT deleted",
            (spot.channel, spot.thread or 0, key),
        ).fetchone()
        return _message(row) if row else None

    def message(self, number: int) -> Message | None:
        """The message, also one that was deleted."""
        row = self._db.execute(_MESSAGES + "WHERE id = ?", (number,)).fetchone()
        return _message(row) if row else None

    def write_text(self, number: int, text: str, at: datetime) -> Message:
        """Change a person's words."""
        self._db.execute(
            "UPDATE messages SET text = ?, edited_at = ? WHERE id = ?",
            (text, at.isoformat(), number),
        )
        return self._one(number)

    def write_content(
        self, number: int, content: str, pictures: Mapping[str, bytes], at: datetime
    ) -> Message:
        """Change what a message of the bot shows."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._keep_pictures(pictures)
            self._db.execute(
                "UPDATE messages SET content = ?, edited_at = ? WHERE id = ?",
                (content, at.isoformat(), number),
            )
        return self._one(number)

    def delete(self, number: int) -> None:
        """Take a message away; its words are forgotten, its number stays taken."""
        self._db.execute(
            "UPDATE messages SET deleted = 1, text = NULL, content = NULL WHERE id = ?", (number,)
        )

    def top_messages(self, channel: str, viewer: str, limit: int) -> list[Message]:
        """The last messages of a channel that `viewer` may see, oldest first, no thread replies."""
        rows = self._db.execute(
            _MESSAGES + "WHERE channel = ? AND thread IS NULL AND NOT deleted"
            " AND (private_for IS NULL OR private_for = ?) ORDER BY id DESC LIMIT ?",
            (channel, viewer, limit),
        )
        return [_message(row) for row in rows][::-1]

    def replies(self, parents: Iterable[int], viewer: str | None) -> list[Message]:
        """The replies under `parents`, oldest first; private ones only for their `viewer`."""
        rows = self._db.execute(
            _MESSAGES  # noqa: S608 - put together from constants
            + "WHERE NOT deleted AND (private_for IS NULL OR private_for = ?)"
            " AND thread IN (SELECT value FROM json_each(?)) ORDER BY id",
            (viewer, json.dumps(list(parents))),
        )
        return [_message(row) for row in rows]

    def _one(self, number: int) -> Message:
        message = self.message(number)
        if message is None:
            raise LookupError(f"message {number} was never stored")
        return message

    # Pictures, reactions, what was read

    def _keep_pictures(self, pictures: Mapping[str, bytes]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO pictures VALUES (?, ?)", pictures.items())

    def picture(self, name: str) -> bytes | None:
        row = self._db.execute("SELECT png FROM pictures WHERE name = ?", (name,)).fetchone()
        return bytes(row[0]) if row else None

    def mark(self, mark: Mark, standing: bool) -> None:
        """Put a reaction on or take it off; doing so twice changes nothing."""
        statement = (
            "INSERT OR IGNORE INTO reactions (message, person, emoji) VALUES (?, ?, ?)"
            if standing
            else "DELETE FROM reactions WHERE message = ? AND person = ? AND emoji = ?"
        )
        self._db.execute(statement, (mark.message, mark.person, mark.emoji))

    def marks(self, messages: Iterable[int]) -> list[Mark]:
        """The reactions that stand on these messages, oldest first."""
        rows = self._db.execute(
            "SELECT message, person, emoji FROM reactions"
            " WHERE message IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(messages)),),
        )
        return [Mark(*row) for row in rows]

    def saw(self, person: str, channel: str) -> None:
        """Everything that stands in the channel now counts as read."""
        self._db.execute(
            "INSERT INTO seen SELECT ?, ?, ifnull(max(id), 0) FROM messages WHERE channel = ?"
            " ON CONFLICT DO UPDATE SET message = excluded.message",
            (person, channel, channel),
        )

    def unread(self, person: str) -> dict[str, int]:
        """How many messages by others, thread replies aside, each channel holds unread."""
        rows = self._db.execute(
            "SELECT m.channel, count(*) FROM messages m LEFT JOIN seen s"
            " ON s.person = :person AND s.channel = m.channel"
            " WHERE m.thread IS NULL AND NOT m.deleted AND m.author IS NOT :person"
            " AND m.id > ifnull(s.message, 0)"
            " AND (m.private_for IS NULL OR m.private_for = :person) GROUP BY m.channel",
            {"person": person},
        )
        return dict(rows.fetchall())

    # Facts

    def offset(self) -> timedelta:
        return timedelta(seconds=float(self.fact("offset") or 0))

    def keep_offset(self, offset: timedelta) -> None:
        self.keep_fact("offset", repr(offset.total_seconds()))

    def fact(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def keep_fact(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


_Row = tuple[
    int, str, int | None, str | None, str, str | None, str | None, str | None, str | None, int
]


def _message(row: _Row) -> Message:
    number, channel, thread, author, at, edited_at, private_for, text, content, deleted = row
    return Message(
        number,
        Spot(channel, thread),
        author,
        datetime.fromisoformat(at),
        datetime.fromisoformat(edited_at) if edited_at else None,
        private_for,
        text,
        content,
        bool(deleted),
    )
