"""What the playground answers to a person whose deed cannot be: one sentence and a status."""


class Refused(Exception):
    """The deed is wrong as it stands; the message is a sentence for the person."""

    status = 400


class Forbidden(Refused):
    """The person may not do that."""

    status = 403


class Unknown(Refused):
    """There is no such person, channel, message or button, as far as the person can see."""

    status = 404


class NotNow(Refused):
    """Right in itself, but not at this moment."""

    status = 409


class Unheard(Refused):
    """The deed is stored, but the bot did not take it; trying again is right."""

    status = 503
