"""Which settings cannot stand together, and what to say then. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clash:
    """What cannot be: all of `there` set and none of `missing`; and what to say then."""

    there: set[str]
    missing: set[str]
    says: str


CLASHES = (
    Clash(
        {"slack_client_id", "slack_app_token"},
        set(),
        "{slack_client_id} and {slack_app_token} are both set, but Socket Mode is for one workspace"
        " only: remove {slack_app_token} to be installed in many.",
    ),
    Clash(
        {"slack_client_id", "slack_bot_token"},
        set(),
        "{slack_client_id} and {slack_bot_token} are both set: remove {slack_client_id} to serve"
        " the bot token's workspace alone, or {slack_bot_token} to be installed in many.",
    ),
    Clash(
        {"slack_client_id"},
        {"slack_client_secret"},
        "{slack_client_id} is set without {slack_client_secret}: copy the Client Secret from"
        " “Basic Information”.",
    ),
    Clash(
        {"slack_client_id"},
        {"slack_signing_secret"},
        "{slack_client_id} is set without {slack_signing_secret}: copy the Signing Secret from"
        " “Basic Information”.",
    ),
    Clash(
        {"slack_client_id"},
        {"token_keys"},
        "{slack_client_id} is set without {token_keys}, which encrypt each workspace's token:"
        " set what `quizstreak slack key` prints, and keep a copy.",
    ),
    Clash(
        {"slack_client_secret"},
        {"slack_client_id"},
        "{slack_client_secret} is set without {slack_client_id}: copy the Client ID from"
        " “Basic Information”.",
    ),
    Clash(
        {"slack_app_token"},
        {"slack_bot_token"},
        "{slack_app_token} is set without {slack_bot_token}: copy the Bot User OAuth Token, which"
        " begins with xoxb-, from “OAuth & Permissions”.",
    ),
    Clash(
        {"slack_bot_token"},
        {"slack_app_token", "slack_signing_secret"},
        "{slack_bot_token} is set, but Slack cannot reach us: set {slack_app_token} for Socket"
        " Mode, or {slack_signing_secret} for HTTP.",
    ),
    Clash(
        {"slack_signing_secret"},
        {"slack_bot_token", "slack_client_id"},
        "{slack_signing_secret} is set alone: set {slack_bot_token} too for one workspace,"
        " or {slack_client_id} to be installed in many.",
    ),
    Clash(
        {"discord_shard_ids"},
        {"discord_token"},
        "{discord_shard_ids} is set without {discord_token}: copy the token from “Bot” at Discord's"
        " developer portal, or remove {discord_shard_ids}.",
    ),
    Clash(
        {"discord_shard_count"},
        {"discord_token"},
        "{discord_shard_count} is set without {discord_token}: copy the token from “Bot” at"
        " Discord's developer portal, or remove {discord_shard_count}.",
    ),
    Clash(
        {"discord_shard_ids"},
        {"discord_shard_count"},
        "{discord_shard_ids} is set without {discord_shard_count}: write how many shards all"
        " processes have together.",
    ),
)


def refusal(there: Collection[str], names: Mapping[str, str]) -> str | None:
    """The first clash among the fields that are set, in a sentence with the fields' `names`."""
    for clash in CLASHES:
        if clash.there <= set(there) and not clash.missing & set(there):
            return clash.says.format(**names)
    return None
