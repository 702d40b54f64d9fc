"""What the Web API answers when it refuses."""

from collections.abc import Awaitable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError


async def refused(call: Awaitable[Any]) -> str:
    """The error's code."""
    return str((await refusal(call))["error"])


async def refusal(call: Awaitable[Any]) -> dict[str, Any]:
    """The whole body."""
    with pytest.raises(SlackApiError) as caught:
        await call
    body = caught.value.response.data
    assert isinstance(body, dict)
    return body
