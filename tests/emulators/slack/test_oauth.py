"""An admin installs the app; codes and refresh tokens are worth tokens, once."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.emulators.slack.conftest import Acme
from tests.emulators.slack.emulator import Person
from tests.emulators.slack.oauth import BadRequest
from tests.emulators.slack.refusals import refused

# slack_sdk carries the client's secret by a class that aiohttp is about to drop
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
BACK = "https://quiz.example.com/slack/oauth_redirect"


def page(acme: Acme, **more: str) -> str:
    app = acme.slack.app
    query = {
        "client_id": app.client_id,
        "scope": "chat:write,commands",
        "redirect_uri": BACK,
        "state": "s1",
        **more,
    }
    return f"{acme.slack.world.base_url}/oauth/v2/authorize?{urlencode(query)}"


def answered(url: str) -> dict[str, str]:
    assert url.startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def access(acme: Acme, **arguments: str) -> dict[str, Any]:
    app = acme.slack.app
    given = {"client_id": app.client_id, "client_secret": app.client_secret, **arguments}
    body = (await acme.client_with().oauth_v2_access(**given)).data
    assert isinstance(body, dict)
    return body


async def install(acme: Acme, admin: Person | None = None, *, org: bool = False) -> dict[str, Any]:
    back = answered(acme.slack.accept(page(acme), admin or acme.ada, org=org))
    return await access(acme, code=back["code"], redirect_uri=BACK)


async def test_who_agrees_is_sent_back_with_a_code_that_is_worth_a_token(acme: Acme) -> None:
    globex = acme.slack.workspace("T2", "Globex")
    boss = globex.person("U1", "boss", owner=True)
    back = answered(acme.slack.accept(page(acme), boss))
    assert back["state"] == "s1"
    got = await access(acme, code=back["code"], redirect_uri=BACK)
    assert got["team"] == {"id": "T2", "name": "Globex"}
    assert (got["enterprise"], got["is_enterprise_install"]) == (None, False)
    assert (got["scope"], got["token_type"]) == ("chat:write,commands", "bot")
    assert (got["bot_user_id"], got["authed_user"]) == (globex.bot_user, {"id": "U1"})
    assert "refresh_token" not in got
    test = await acme.client_with(got["access_token"]).auth_test()
    assert test["team_id"] == "T2"
    assert test.headers["x-oauth-scopes"] == "chat:write,commands"


async def test_who_does_not_agree_is_sent_back_with_an_error(acme: Acme) -> None:
    back = answered(acme.slack.decline(page(acme)))
    assert back == {"error": "access_denied", "state": "s1"}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"client_id": "9"}, "invalid_client_id"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "chat:write,everything"}, "invalid_scope: everything"),
        ({"redirect_uri": ""}, "bad_redirect_uri"),
    ],
)
async def test_a_wrong_address_asks_nobody(acme: Acme, wrong: dict[str, str], says: str) -> None:
    with pytest.raises(BadRequest, match=says):
        acme.slack.accept(page(acme, **wrong), acme.ada)
    async with acme.session.get(page(acme, **wrong)) as response:
        assert response.status == 400


async def test_only_an_admin_may_agree(acme: Acme) -> None:
    with pytest.raises(BadRequest, match="admin"):
        acme.slack.accept(page(acme), acme.grace)


async def test_the_page_shows_what_is_asked_for_and_sends_back(acme: Acme) -> None:
    async with acme.session.get(page(acme)) as response:
        html = await response.text()
    assert "Quizstreak asks for permission" in html
    assert "<li>commands</li>" in html
    assert "Ada Lovelace, Acme" in html
    for decision, key in (("allow", "code"), ("deny", "error")):
        form = {"admin": "T1.U1", "decision": decision}
        async with acme.session.post(page(acme), data=form, allow_redirects=False) as response:
            assert response.status == 302
            assert key in answered(response.headers["Location"])


async def test_a_code_works_once(acme: Acme) -> None:
    code = answered(acme.slack.accept(page(acme), acme.ada))["code"]
    await access(acme, code=code, redirect_uri=BACK)
    assert await refused(access(acme, code=code, redirect_uri=BACK)) == "code_already_used"


async def test_a_code_lives_ten_minutes(acme: Acme) -> None:
    code = answered(acme.slack.accept(page(acme), acme.ada))["code"]
    acme.slack.clock.advance(timedelta(minutes=10))
    assert await refused(access(acme, code=code, redirect_uri=BACK)) == "invalid_code"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"code": "made-up"}, "invalid_code"),
        ({"client_id": "9"}, "invalid_client_id"),
        ({"client_secret": "guess"}, "bad_client_secret"),
        ({"redirect_uri": "https://evil.example"}, "bad_redirect_uri"),
        ({"grant_type": "password"}, "invalid_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "made-up"}, "invalid_refresh_token"),
    ],
)
async def test_a_wrong_exchange_is_refused(acme: Acme, wrong: dict[str, str], error: str) -> None:
    code = answered(acme.slack.accept(page(acme), acme.ada))["code"]
    given = {"code": code, "redirect_uri": BACK, **wrong}
    assert await refused(access(acme, **given)) == error


async def test_an_organisations_install_has_no_team(acme: Acme) -> None:
    got = await install(acme, org=True)
    assert (got["team"], got["is_enterprise_install"]) == (None, True)
    assert got["enterprise"] == {"id": "E1", "name": "E1"}
    sister = acme.slack.workspace("T3", "Acme Labs", enterprise="E1")
    sister.channel("C3", "labs")
    client = acme.client_with(got["access_token"])
    await client.chat_postMessage(channel="C3", text="hello")
    assert [call.team for call in acme.slack.transcript.calls("chat.postMessage")] == ["T3"]


async def test_a_workspace_without_organisation_cannot_install_for_one(acme: Acme) -> None:
    globex = acme.slack.workspace("T2", "Globex")
    with pytest.raises(BadRequest, match="organisation"):
        acme.slack.accept(page(acme), globex.person("U1", "boss", owner=True), org=True)


async def test_who_installs_again_keeps_the_token_with_all_scopes(acme: Acme) -> None:
    globex = acme.slack.workspace("T2", "Globex")
    boss = globex.person("U1", "boss", owner=True)
    first = await install(acme, boss)
    wider = page(acme, scope="chat:write,reactions:read")
    code = answered(acme.slack.accept(wider, boss))["code"]
    second = await access(acme, code=code, redirect_uri=BACK)
    assert second["access_token"] == first["access_token"]
    assert second["scope"] == "chat:write,commands,reactions:read"


async def test_a_rotated_token_lives_twelve_hours(acme: Acme) -> None:
    acme.slack.rotates = True
    got = await install(acme)
    assert (got["expires_in"], got["access_token"][:10]) == (43_200, "xoxe.xoxb-")
    client = acme.client_with(got["access_token"])
    acme.slack.clock.advance(timedelta(hours=12) - timedelta(seconds=10))
    await client.auth_test()
    acme.slack.clock.advance(timedelta(seconds=10))
    assert await refused(client.auth_test()) == "token_expired"


async def test_a_refresh_token_works_once_and_the_old_token_lives_on(acme: Acme) -> None:
    acme.slack.rotates = True
    old = await install(acme)
    acme.slack.clock.advance(timedelta(hours=10))
    given = {"grant_type": "refresh_token", "refresh_token": old["refresh_token"]}
    new = await access(acme, **given)
    assert new["access_token"] != old["access_token"]
    assert new["refresh_token"] != old["refresh_token"]
    assert (new["team"], new["scope"]) == (old["team"], old["scope"])
    assert await refused(access(acme, **given)) == "invalid_refresh_token"
    await acme.client_with(old["access_token"]).auth_test()
    acme.slack.clock.advance(timedelta(hours=2))
    assert await refused(acme.client_with(old["access_token"]).auth_test()) == "token_expired"
    await acme.client_with(new["access_token"]).auth_test()


async def test_an_expired_token_can_still_be_refreshed(acme: Acme) -> None:
    acme.slack.rotates = True
    old = await install(acme)
    acme.slack.clock.advance(timedelta(days=3))
    new = await access(acme, grant_type="refresh_token", refresh_token=old["refresh_token"])
    await acme.client_with(new["access_token"]).auth_test()


async def test_a_revoked_token_is_dead_and_so_is_its_refresh_token(acme: Acme) -> None:
    acme.slack.rotates = True
    got = await install(acme)
    client = acme.client_with(got["access_token"])
    assert (await client.auth_revoke(test=True))["revoked"] is False
    assert (await client.auth_revoke())["revoked"] is True
    assert await refused(client.auth_test()) in {"token_revoked", "account_inactive"}
    given = {"grant_type": "refresh_token", "refresh_token": got["refresh_token"]}
    assert await refused(access(acme, **given)) == "invalid_refresh_token"


async def test_an_uninstalled_workspace_gets_a_new_token(acme: Acme) -> None:
    first = await install(acme)
    await acme.team.uninstall(acme.ada)
    client = acme.client_with(first["access_token"])
    assert await refused(client.auth_test()) == "account_inactive"
    second = await install(acme)
    assert second["access_token"] != first["access_token"]
    await acme.client_with(second["access_token"]).auth_test()
