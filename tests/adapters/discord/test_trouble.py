"""Why there is no connection, in words."""

import aiohttp
import pytest
from discord import ConnectionClosed, LoginFailure, PrivilegedIntentsRequired

from adapters.discord.trouble import hopeless, remedy


class Socket:
    close_code = None


def closed(code: int) -> Exception:
    return ConnectionClosed(Socket(), shard_id=None, code=code)  # type: ignore[arg-type]  # it only reads a code


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (LoginFailure("no"), "copy it again"),
        (closed(4004), "copy it again"),
        (PrivilegedIntentsRequired(None), "Message Content Intent"),
        (closed(4011), "more shards"),
    ],
)
def test_what_only_the_operator_can_mend_comes_with_its_remedy(
    error: Exception, words: str
) -> None:
    assert hopeless(error)
    assert words in remedy(error)


@pytest.mark.parametrize("error", [closed(4000), aiohttp.ClientError("token abc"), OSError()])
def test_everything_else_is_tried_again_soon_and_named_by_its_kind(error: Exception) -> None:
    assert not hopeless(error)
    assert remedy(error).startswith(f"No connection to Discord ({type(error).__name__}")
    assert "abc" not in remedy(error)
