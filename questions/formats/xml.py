"""XML of strangers, element by element, each with its line; it may define nothing of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate, errors

from questions.formats.plain import Refusal, Unreadable

_DEPTH_LIMIT = 40
_STEP = 1 << 16


@dataclass(slots=True)
class Node:
    """An element: its own text without that of its children, and the line on which it starts."""

    tag: str
    attributes: dict[str, str]
    line: int
    pieces: list[str] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def attribute(self, name: str) -> str:
        """The attribute, "" if there is none."""
        return self.attributes.get(name, "")

    def all(self, tag: str) -> list["Node"]:
        return [child for child in self.children if child.tag == tag]

    def at(self, *path: str) -> "Node":
        """The first element down a path of tags; an empty one if there is none."""
        node = self
        for tag in path:
            node = next(iter(node.all(tag)), Node(tag, {}, self.line))
        return node

    def has(self, tag: str) -> bool:
        """Is there such an element anywhere inside?"""
        return any(child.tag == tag or child.has(tag) for child in self.children)

    def mentions(self, words: str) -> bool:
        """Do the words stand in this element or anywhere inside?"""
        return words in self.text or any(child.mentions(words) for child in self.children)


def elements(text: str, root: str, tag: str) -> Iterator[Node | Refusal]:
    """The elements `tag` directly below `root`; where the XML breaks, a refusal ends them.

    Raises `Unreadable` for another root, a document type, entities or very deep nesting.
    """
    builder = _Builder(root, tag)
    # The text is decoded already, so what the file says of its encoding no longer holds.
    data = text.encode()
    for start in range(0, max(len(data), 1), _STEP):
        broken = builder.feed(data[start : start + _STEP], start + _STEP >= len(data))
        yield from builder.taken()
        if broken:
            yield broken
            return


class _Builder:
    def __init__(self, root: str, tag: str) -> None:
        self.root, self.tag = root, tag
        self.stack: list[Node] = []
        self.done: list[Node] = []
        self.parser = ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse_definitions
        self.parser.EntityDeclHandler = self._refuse_definitions

    def feed(self, data: bytes, is_last: bool) -> Refusal | None:
        try:
            self.parser.Parse(data, is_last)
        except ExpatError as error:
            why = f"here the XML breaks ({errors.messages[error.code]}); nothing below was read"
            return Refusal(error.lineno, "", why)
        return None

    def taken(self) -> list[Node]:
        taken, self.done = self.done, []
        return taken

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        if not self.stack and tag != self.root:
            says = f"the file starts with <{tag[:40]}>, not with <{self.root}>"
            raise Unreadable(says, "Export “Moodle XML format” from the question bank", line)
        if len(self.stack) >= _DEPTH_LIMIT:
            raise Unreadable("the XML is nested too deeply", "Export the file anew", line)
        node = Node(tag, attributes, line)
        if len(self.stack) > 1:
            self.stack[-1].children.append(node)
        self.stack.append(node)

    def _end(self, tag: str) -> None:
        node = self.stack.pop()
        if len(self.stack) == 1 and tag == self.tag:
            self.done.append(node)

    def _text(self, text: str) -> None:
        if len(self.stack) > 1:
            self.stack[-1].pieces.append(text)

    def _refuse_definitions(self, *_: object) -> None:
        says = "the XML defines a document type or entities"
        remedy = "Remove the lines from <!DOCTYPE to ]>; Moodle writes none"
        raise Unreadable(says, remedy, self.parser.CurrentLineNumber)
