-- The playground's memory. Instants are ISO 8601, UTC.
CREATE TABLE people (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    admin INTEGER NOT NULL
) STRICT;
CREATE TABLE channels (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    owner TEXT REFERENCES people,
    lost INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL REFERENCES channels,
    thread INTEGER REFERENCES messages,
    author TEXT REFERENCES people,
    at TEXT NOT NULL,
    edited_at TEXT,
    private_for TEXT REFERENCES people,
    key TEXT,
    text TEXT,
    content TEXT,
    deleted INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX one_message_per_key ON messages (channel, ifnull(thread, 0), key)
    WHERE key IS NOT NULL AND NOT deleted;
CREATE INDEX messages_of_a_channel ON messages (channel, thread, id);
CREATE TABLE reactions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL REFERENCES messages,
    person TEXT NOT NULL,
    emoji TEXT NOT NULL,
    UNIQUE (message, person, emoji)
) STRICT;
CREATE TABLE pictures (
    name TEXT PRIMARY KEY,
    png BLOB NOT NULL
) STRICT;
CREATE TABLE seen (
    person TEXT NOT NULL REFERENCES people,
    channel TEXT NOT NULL REFERENCES channels,
    message INTEGER NOT NULL,
    PRIMARY KEY (person, channel)
) STRICT;
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
