"""What Slack's error codes mean to us: one table."""

from collections.abc import Awaitable, Mapping
from typing import TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.chat.port import ChatDown, ChatError, MessageGone, PlaceGone, Throttled

SHORTEST_PAUSE = 1.0
"""Seconds to wait when Slack says "later" without saying when."""


T = TypeVar("T")


class Refused(ChatError):
    """Slack refused a call with a code that only its caller understands."""

    def __init__(self, code: str, details: str = "") -> None:
        super().__init__(f"Slack says {code}" + (f": {details}" if details else ""))
        self.code = code


class Outside(PlaceGone):
    """We are not in the channel; if it is private, we cannot even see it."""


class NotAllowed(PlaceGone):
    """The app lacks a permission (a scope) that this needs."""

    def __init__(self, scope: str = "") -> None:
        wanted = f"the permission {scope}" if scope else "a permission"
        super().__init__(f"The app lacks {wanted}: install it again")
        self.scope = scope


class TokenVoid(PlaceGone):
    """Slack does not take the token, and never will again."""


class Removed(TokenVoid):
    """The app was uninstalled there."""


class TokenExpired(ChatDown):
    """The token has come to its end, and a newer one is on its way."""


_OUTSIDE = {
    "channel_not_found": "There is no such channel, or the app has not been invited to it",
    "not_in_channel": "The app is not in the channel",
}
_TOKEN: Mapping[str, tuple[type[ChatError], str]] = {
    "account_inactive": (Removed, "The app is no longer installed here"),
    "token_revoked": (Removed, "The app is no longer installed here"),
    "invalid_auth": (TokenVoid, "The app is no longer installed here, or its token is wrong"),
    "token_expired": (TokenExpired, "The app's token has expired and is being renewed"),
}
_PLACE_GONE = {
    "is_archived": "The channel is archived",
    "is_inactive": "The channel is archived",
    "user_not_in_channel": "The person is not in the channel",
    "channel_is_limited_access": "The channel is closed to apps",
    "method_not_supported_for_channel_type": "A conversation of this kind takes no messages",
    "restricted_action": "The workspace does not let apps post here",
    "restricted_action_read_only_channel": "The channel is read-only",
    "restricted_action_thread_only_channel": "The channel takes replies only",
    "restricted_action_non_threadable_channel": "The channel has no threads",
    "restricted_action_thread_locked": "The thread is locked",
    "thread_locked": "The thread is locked",
    "cannot_reply_to_message": "The message takes no replies",
    "messages_tab_disabled": "The app takes no direct messages: its Messages tab is off",
    "cannot_dm_bot": "Bots take no direct messages",
    "user_not_found": "There is no such person here",
    "users_not_found": "There is no such person here",
    "user_not_visible": "The person cannot be seen from here",
    "user_disabled": "The person's account is off",
    "not_authed": "The app has no token for this workspace",
    "team_access_not_granted": "The app may not enter this workspace",
    "team_not_found": "There is no such workspace",
    "org_login_required": "The workspace is moving into an organisation",
    "access_denied": "The workspace does not let the app do this",
    "no_permission": "The workspace does not let the app do this",
    "ekm_access_denied": "The workspace's admins have closed the channel to apps",
    "accesslimited": "Slack does not let the app in from this network",
}
_MESSAGE_GONE = {
    "message_not_found": "The message is deleted",
    "thread_not_found": "The thread's message is deleted",
    "cant_update_message": "The message is not ours to change",
    "cant_delete_message": "The message is not ours to delete",
    "edit_window_closed": "The message may not be changed any more",
    "not_reactable": "The message takes no reactions",
    "bad_timestamp": "There is no such message",
}
_DOWN = {
    "internal_error": "Slack had an error of its own",
    "fatal_error": "Slack had an error of its own",
    "service_unavailable": "Slack is unavailable",
    "request_timeout": "Slack did not get the whole request",
    "external_channel_migrating": "The channel is moving",
    "team_added_to_org": "The workspace is moving into an organisation",
}
_LATER = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})


async def reaching(call: Awaitable[T]) -> T:
    """What a call of the library gives, its errors in the port's words.

    The library's own errors are not even kept as the cause: they hold the request, and so a token.
    """
    try:
        return await call
    except SlackApiError as error:
        raise _understood(error) from None
    except (aiohttp.ClientError, OSError, ValueError, AttributeError) as error:
        # The last two are how the library fails on an answer that is no JSON object.
        raise ChatDown(f"No answer from Slack ({type(error).__name__})") from None


def _understood(error: SlackApiError) -> ChatError:
    """The answer is the library's, or aiohttp's where it is not JSON; they differ in names."""
    answer = error.response
    status = getattr(answer, "status_code", None) or getattr(answer, "status", None)
    headers = getattr(answer, "headers", {})
    return translated(int(status or 0), getattr(answer, "data", None), headers.get("Retry-After"))


def translated(status: int, body: object, retry_after: str | None = None) -> ChatError:
    """What an answer that is not "ok" means.

    `status` is HTTP's, `body` what the answer said (anything at all), `retry_after` its header.
    """
    code, details = _said(body)
    if status == 429 or code in _LATER:
        return Throttled(_seconds(retry_after))
    if sentence := _OUTSIDE.get(code):
        return Outside(sentence)
    if code in _TOKEN:
        kind, sentence = _TOKEN[code]
        return kind(sentence)
    if sentence := _PLACE_GONE.get(code):
        return PlaceGone(sentence)
    if sentence := _MESSAGE_GONE.get(code):
        return MessageGone(sentence)
    if code in {"missing_scope", "no_scope"}:
        return NotAllowed(_needed(body))
    if sentence := _DOWN.get(code):
        return ChatDown(sentence)
    if not code or status >= 500:
        return ChatDown(f"Slack answered {status} and nothing that we understand")
    return Refused(code, details)


def _said(body: object) -> tuple[str, str]:
    """The error's code, and Slack's own words on where it lies."""
    if not isinstance(body, Mapping) or not isinstance(code := body.get("error"), str):
        return "", ""
    meta = body.get("response_metadata")
    messages = meta.get("messages") if isinstance(meta, Mapping) else None
    return code, "; ".join(map(str, messages)) if isinstance(messages, list) else ""


def _needed(body: object) -> str:
    return str(body.get("needed", "")) if isinstance(body, Mapping) else ""


def _seconds(retry_after: str | None) -> float:
    try:
        return max(float(retry_after or SHORTEST_PAUSE), SHORTEST_PAUSE)
    except ValueError:
        return SHORTEST_PAUSE
