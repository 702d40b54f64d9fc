"""A real Chromium, and a show of its own for every test."""

import shutil
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Protocol

import pytest
from playwright.async_api import Browser, ViewportSize, async_playwright, expect

from tests.browser.show import Show, premiere, rerun
from tests.browser.window import DESKTOP, PICTURES, Window
from tests.patience import PATIENCE

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = PATIENCE * 1000


class OpenWindow(Protocol):
    """Open the page in a browser of its own, as somebody."""

    def __call__(
        self, name: str, viewport: ViewportSize = DESKTOP, *, dark: bool = False
    ) -> Awaitable[Window]: ...


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if PICTURES.exists():
        terminalreporter.write_line(f"Pictures of the page are in {PICTURES}")


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        pytest.fail("There is no Chromium on the PATH: run scripts/install-chromium.sh.")
    return found


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        ) as browser,
    ):
        yield browser


@pytest.fixture(scope="session")
async def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return await premiere(tmp_path_factory.mktemp("premiere"))


@pytest.fixture
async def show(first_day: Path, tmp_path: Path) -> AsyncIterator[Show]:
    """The engine on its first quiz day, with question 1 open in both channels."""
    show = rerun(first_day, tmp_path / "show")
    await show.start()
    yield show
    await show.stop()


@pytest.fixture
async def open_window(browser: Browser, show: Show) -> AsyncIterator[OpenWindow]:
    """Windows in which, at the end, the console must have had nothing to complain of."""
    async with AsyncExitStack() as stack:

        async def open_window(
            name: str, viewport: ViewportSize = DESKTOP, *, dark: bool = False
        ) -> Window:
            return await stack.enter_async_context(_window(browser, show, name, viewport, dark))

        yield open_window


@asynccontextmanager
async def _window(
    browser: Browser, show: Show, name: str, viewport: ViewportSize, dark: bool
) -> AsyncIterator[Window]:
    context = await browser.new_context(
        viewport=viewport,
        color_scheme="dark" if dark else "light",
        locale="en-GB",
        timezone_id="UTC",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    async with context:
        window = Window(await context.new_page(), show.address)
        await window.open(name)
        yield window
        assert window.errors == []
