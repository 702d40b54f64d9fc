"""A worker process: does what is due in a database on the plain platform until it is ended.

`python -m tests.chaos.worker DATABASE_URL PLATFORM_FILE LEASE_SECONDS FREEZE_AT`
"""

import asyncio
import sys
from pathlib import Path

from bot.db.engine import Database
from bot.service.dispatch import Dispatcher
from bot.service.intake import Intake
from bot.service.means import Means
from questions.suggestions import PackDrafting
from tests.builders import FakeBank
from tests.emulators.plain.platform import PlainPlatform


async def work(url: str, file: Path, lease_seconds: int, freeze_at: int) -> None:
    platform = PlainPlatform(file, freeze_at)
    async with Database.connect(url) as database, Intake(database) as intake:
        means = Means(database, {platform.platform: platform}, FakeBank(), platform, PackDrafting())
        dispatcher = Dispatcher(means, intake, lease_seconds)
        while True:
            await dispatcher.run_due()
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
