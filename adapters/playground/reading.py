"""What somebody who reads a drawn message finds in it: its words, buttons and forms."""

from collections.abc import Iterable

from adapters.playground.wire import (
    Block,
    ButtonJSON,
    ContentJSON,
    FormJSON,
    MessageJSON,
    Piece,
)

Drawn = ContentJSON | MessageJSON


def buttons(message: Drawn) -> list[ButtonJSON]:
    """Every button, in order."""
    return [
        button
        for block in message["blocks"]
        if block["kind"] == "buttons"
        for button in block["buttons"]
    ]


def actions(message: Drawn) -> list[str]:
    """The action of every button that acts when pressed."""
    return [button["action"] for button in buttons(message) if "action" in button]


def forms(message: Drawn) -> list[FormJSON]:
    """The form of every button that opens one."""
    return [button["form"] for button in buttons(message) if "form" in button]


def form(message: Drawn, action: str) -> FormJSON | None:
    """The form that sends `action`, if the message declares it."""
    return next((form for form in forms(message) if form["action"] == action), None)


def words(message: MessageJSON) -> str:
    """All the text that a reader sees, block by block, a line each; buttons' labels too."""
    return "\n".join([message["text"], *lines(message["blocks"])]).strip()


def lines(blocks: Iterable[Block]) -> list[str]:
    """The text of each block; a table's rows and a list's lines are lines of their own."""
    return [line for block in blocks for line in _words(block).split("\n")]


def _words(block: Block) -> str:
    match block["kind"]:
        case "title":
            return block["text"]
        case "text" | "small":
            return _join(block["pieces"])
        case "code":
            return block["source"]
        case "picture":
            return block["alt"]
        case "facts":
            return "\n".join(f"{_join(r['label'])}: {_join(r['value'])}" for r in block["rows"])
        case "buttons":
            return " ".join(f"[{button['label']}]" for button in block["buttons"])


def _join(pieces: list[Piece]) -> str:
    return "".join(word for piece in pieces for word in _values(piece))


def _values(piece: Piece) -> list[str]:
    if "markdown" in piece:
        return [piece["markdown"]]
    if "plain" in piece:
        return [piece["plain"]]
    return [piece["name"]] if "name" in piece else [piece["when"]]
