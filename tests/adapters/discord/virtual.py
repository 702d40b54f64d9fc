"""An event loop whose clock jumps to the next thing to do instead of waiting for it."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
_A_MOMENT = 0.0005
"""Real seconds in which what was sent over 127.0.0.1 has arrived."""


class _Jumping(selectors.DefaultSelector):
    """Waits for nobody: time goes by as soon as there is nothing left to do."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if found or timeout == 0:
            return found
        found = super().select(_A_MOMENT)
        if not found and timeout is not None:
            self.ahead += timeout
        return found


class Loop(asyncio.SelectorEventLoop):
    """`time` is all that passed in it."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return 1000.0 + self._jumping.ahead

    def stall(self, seconds: float) -> None:
        """Let time go by while nothing gets its turn, as when the process hangs."""
        self._jumping.ahead += seconds


def run(main: Callable[[Loop], Coroutine[Any, Any, T]]) -> T:
    """Do it in a loop of its own."""
    loop = Loop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(main(loop))
