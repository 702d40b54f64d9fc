"""Watchers wait without harm, and a slow one is let go."""

from adapters.playground.stream import BACKLOG, Stream


async def test_a_quiet_stream_says_that_it_is_still_there() -> None:
    assert await Stream().join("ada").next(0.001) == ": still here\n\n"


async def test_a_watcher_that_reads_too_slowly_is_let_go() -> None:
    stream = Stream()
    slow, quick = stream.join("ada"), stream.join("grace")
    for number in range(BACKLOG + 2):
        stream.tell("clock", number)
        assert await quick.next(1) == f"event: clock\ndata: {number}\n\n"
    assert await slow.next(1) is None


async def test_who_left_is_told_nothing() -> None:
    stream = Stream()
    watcher = stream.join("ada")
    stream.leave(watcher)
    stream.tell("clock", 1)
    assert await watcher.next(0.001) == ": still here\n\n"
