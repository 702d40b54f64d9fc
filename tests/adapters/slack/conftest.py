"""The adapter listening to a town, in both ways."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from adapters.slack.chat import Slack
from tests.adapters.ears import Ears
from tests.adapters.slack.hearing import Stand, by_http, by_socket
from tests.adapters.slack.town import Town


@pytest.fixture(params=[by_socket, by_http], ids=["socket", "http"])
async def stand(request: pytest.FixtureRequest) -> AsyncIterator[Stand]:
    way: Any = request.param
    async with Town() as town:
        ears = Ears()
        listening: AbstractAsyncContextManager[Slack] = way(town, ears)
        async with listening as chat:
            yield Stand(town, ears, chat)
