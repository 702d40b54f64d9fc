"""The clerk: what many posts need of the database at the same time, one transaction for all."""

from collections.abc import Sequence
from datetime import datetime

from bot.db.claims import ClaimLost
from bot.db.queries import leagues, posts
from bot.db.queries.posts import Errand
from bot.db.tables import Post, Step
from bot.quiz.rounds import still_worth_posting
from bot.service.means import Means
from bot.service.planning import plan, plan_all
from bot.service.selecting import choose_for
from bot.service.together import Together

Done = tuple[Post, dict[str, object]]
"""A claimed post, and what to write to it."""


class Clerk:
    """Reads, chooses and records for whoever acts on a claimed post."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._read: Together[int, Errand | None] = Together(self._reading)
        self._choose: Together[int, Errand | None] = Together(self._choosing)
        self._plan: Together[tuple[int, datetime], bool] = Together(self._planning)
        self._record: Together[Done, bool] = Together(self._recording)

    async def errand(self, claimed: Post, now: datetime) -> Errand:
        """All that acting on a post takes; one that is to be posted has its question by now.

        It has none if the bank has no fitting one, or too little of its window is left. Raises
        `ClaimLost` if the post is gone or somebody else's.
        """
        found = await self._found(claimed, now)
        if found is None or found.post.lease_until != claimed.lease_until:
            raise ClaimLost
        return found

    async def _found(self, claimed: Post, now: datetime) -> Errand | None:
        asks = claimed.step is Step.POST
        if not asks or not still_worth_posting(claimed.due_at, claimed.closes_at, now):
            return await self._read(claimed.id)
        if found := await self._choose(claimed.id):
            return found
        # It is gone, or somebody is at its round or league just now: wait for them alone.
        [found] = await self._choosing([claimed.id], wait=True)
        return found

    async def put(self, claimed: Post, **values: object) -> None:
        """Record what was done of a post, and give its lease back: committed on return.

        Raises `ClaimLost` if it is somebody else's by now.
        """
        if not await self._record((claimed, values)):
            raise ClaimLost

    async def plan(self, league_id: int, now: datetime) -> None:
        """See to it that the league's channels have their next posts planned."""
        if not await self._plan((league_id, now)):
            async with self._means.database.write() as session:
                await plan(session, await leagues.league(session, league_id), now)

    async def _planning(self, wishes: Sequence[tuple[int, datetime]]) -> list[bool]:
        now = max(at for _, at in wishes)
        async with self._means.database.write() as session:
            planned = await plan_all(session, {league_id for league_id, _ in wishes}, now)
        return [league_id in planned for league_id, _ in wishes]

    async def _reading(self, post_ids: Sequence[int]) -> list[Errand | None]:
        async with self._means.database.read() as session:
            found = await posts.errands(session, post_ids)
        return [found.get(post_id) for post_id in post_ids]

    async def _choosing(
        self, post_ids: Sequence[int], *, wait: bool = False
    ) -> list[Errand | None]:
        async with self._means.database.write() as session:
            found = await posts.held_errands(session, post_ids, wait=wait)
            await choose_for(session, self._means.bank, list(found.values()))
        return [found.get(post_id) for post_id in post_ids]

    async def _recording(self, done: Sequence[Done]) -> list[bool]:
        async with self._means.database.write() as session:
            return await posts.put_all(session, done)
