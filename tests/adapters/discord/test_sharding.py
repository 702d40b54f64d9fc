"""Which shards a process has, and when they may begin."""

from adapters.discord.options import Options
from adapters.discord.sharding import Shards, Turns, settled, shard_of, shards


def test_a_process_alone_has_all_that_discord_recommends() -> None:
    assert shards(Options("token"), 3) == Shards((0, 1, 2), 3)


def test_several_processes_share_what_the_operator_says() -> None:
    options = Options("token", shard_ids=(2, 3), shard_count=4)
    assert shards(options, 1) == Shards((2, 3), 4)


def test_a_server_belongs_to_one_shard_and_direct_conversations_to_the_first() -> None:
    assert [shard_of(number << 22, 4) for number in range(6)] == [0, 1, 2, 3, 0, 1]
    assert shard_of(None, 4) == 0


def test_shards_of_one_group_wait_five_seconds_for_each_other() -> None:
    now = 100.0
    turns = Turns(1, lambda: now)
    assert [turns.take(shard) for shard in range(3)] == [0.0, 5.0, 10.0]
    now = 112.0
    assert turns.take(3) == 3.0


def test_so_many_shards_begin_together_as_there_are_groups() -> None:
    turns = Turns(16, lambda: 0.0)
    assert [turns.take(shard) for shard in range(17)] == [0.0] * 16 + [5.0]


def test_we_hear_all_when_every_shard_of_ours_does() -> None:
    assert settled({0, 1, 2}, (0, 1))
    assert not settled({0}, (0, 1))
    assert not settled(set(), ())
