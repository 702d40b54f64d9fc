"""The errors that Discord answers, with their numbers."""

from collections.abc import Iterable

from tests.emulators.discord.schema import Fault, nested
from tests.emulators.discord.state import Json


class Refusal(Exception):
    """A status with Discord's own code and words."""

    def __init__(self, status: int, code: int, message: str, **more: object) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.more = more

    @property
    def body(self) -> Json:
        return {"message": self.message, "code": self.code, **self.more}


_TABLE = {
    0: (404, "404: Not Found"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    20012: (403, "You are not authorized to perform this action on this application"),
    30010: (403, "Maximum number of reactions reached (20)"),
    30032: (400, "Maximum number of application commands reached (100)."),
    30034: (400, "Max number of daily application command creates has been reached (200)"),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "This thread is locked"),
}


def refusal(code: int, **more: object) -> Refusal:
    """That of the table."""
    status, message = _TABLE[code]
    return Refusal(status, code, message, **more)


def malformed(faults: Iterable[Fault]) -> Refusal:
    """50035, with each fault at its place."""
    return refusal(50035, errors=nested(faults))


def unauthorized() -> Refusal:
    return Refusal(401, 0, "401: Unauthorized")


def wrong_method() -> Refusal:
    return Refusal(405, 0, "405: Method Not Allowed")
