"""Holds a message against the limits of the strictest platform."""

from collections.abc import Iterator

from bot.chat import content as c


def faults_of(content: c.Content) -> list[str]:
    """Everything about a message that some platform would refuse; empty if it fits everywhere."""
    return [fault for block in content.blocks for fault in _block(block)]


def text_of(content: c.Content) -> str:
    """All that a message shows, block by block."""
    return "\n".join(_said(block) for block in content.blocks)


def _said(block: c.Block) -> str:
    match block:
        case c.Title(text):
            return text
        case c.Text(pieces) | c.Small(pieces):
            return words(pieces)
        case c.Facts(rows):
            return "\n".join(f"{words(r.label.pieces)}: {words(r.value.pieces)}" for r in rows)
        case c.Buttons(buttons):
            return " ".join(f"[{button.label}]" for button in buttons)
        case _:
            return ""


def words(pieces: tuple[c.Piece, ...]) -> str:
    """Pieces as one string; an instant is shown in UTC."""
    return "".join(map(_word, pieces))


def _word(piece: c.Piece) -> str:
    match piece:
        case str():
            return piece
        case c.Plain(text):
            return text
        case c.Name(person):
            return person
        case c.Letter(letter):
            return f"**{letter}**"
        case c.When(at):
            return at.strftime("%Y-%m-%d %H:%M UTC")


def buttons(content: c.Content) -> dict[str, c.Action | c.Form]:
    """What each button of a message does, by its label."""
    rows = [block for block in content.blocks if isinstance(block, c.Buttons)]
    return {button.label: button.does for row in rows for button in row.buttons}


def _block(block: c.Block) -> Iterator[str]:
    match block:
        case c.Title(text):
            yield from _longer(text, c.TITLE_LIMIT, "title")
        case c.Text(pieces):
            yield from _longer(words(pieces), c.TEXT_LIMIT, "text", least=1)
        case c.Small(pieces):
            yield from _longer(words(pieces), c.SMALL_LIMIT, "small", least=1)
        case c.Facts(rows):
            yield from _more(rows, c.FACTS_LIMIT, "facts", least=1)
            yield from _longer(_said(block), c.TEXT_LIMIT, "facts")
        case c.Buttons(buttons_):
            yield from _more(buttons_, c.BUTTONS_LIMIT, "buttons", least=1)
            for button in buttons_:
                yield from _button(button)
        case _:
            return


def _button(button: c.Button) -> Iterator[str]:
    yield from _longer(button.label, c.LABEL_LIMIT, "button", least=1)
    action = button.does.action if isinstance(button.does, c.Form) else button.does
    yield from _longer(str(action), c.ACTION_LIMIT, "action", least=1)
    if isinstance(button.does, c.Form):
        yield from form_faults(button.does)


def form_faults(form: c.Form) -> Iterator[str]:
    yield from _longer(form.title, c.FORM_TITLE_LIMIT, "form title", least=1)
    yield from _longer(form.submit, c.FORM_TITLE_LIMIT, "submit", least=1)
    yield from _more(form.fields, c.FIELDS_LIMIT, "fields", least=1)
    for field in form.fields:
        yield from _longer(field.label, c.FIELD_LABEL_LIMIT, "field label", least=1)
        yield from _entry(field) if isinstance(field, c.Entry) else _choices(field)


def _entry(entry: c.Entry) -> Iterator[str]:
    yield from _longer(entry.hint, c.HINT_LIMIT, "hint")
    yield from _longer(entry.value, min(entry.limit, c.ENTRY_LIMIT), "value")


def _choices(choices: c.Choices) -> Iterator[str]:
    yield from _more(choices.choices, c.CHOICES_LIMIT, "choices", least=1)
    for choice in choices.choices:
        yield from _longer(choice.label, c.CHOICE_LABEL_LIMIT, "choice", least=1)
        if not choice.value or " " in choice.value:
            yield f"choice value {choice.value!r} cannot be joined by spaces"
    if not {choice.value for choice in choices.choices}.issuperset(choices.value):
        yield f"{choices.name} is preset to what cannot be chosen"


def _longer(text: str, limit: int, what: str, least: int = 0) -> Iterator[str]:
    if not least <= len(text) <= limit:
        yield f"{what} has {len(text)} characters, not {least} to {limit}: {text[:60]!r}"


def _more(items: tuple[object, ...], limit: int, what: str, least: int) -> Iterator[str]:
    if not least <= len(items) <= limit:
        yield f"{len(items)} {what}, not {least} to {limit}"
