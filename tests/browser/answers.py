"""What to type or tap for a right answer, or for a wrong one."""

from bot.quiz.question import Form, Question


def right(question: Question) -> str:
    return question.key.answer


def wrong(question: Question) -> str:
    """An answer that is readable and earns less than the right one."""
    face, key = question.face, question.key.answer
    match face.form:
        case Form.NUMERIC:
            return f"{float(key) * 7 + 1234.5:g}"
        case Form.ORDER:
            return " ".join(reversed(key.split()))
        case Form.MATCH:
            pairs = key.split()
            letters = [pair[1:] for pair in pairs]
            turned = [*letters[1:], letters[0]]
            return " ".join(f"{n}{letter}" for n, letter in enumerate(turned, 1))
        case Form.FREE_TEXT:
            return "I have never heard of that, sorry."
        case _:
            return next(letter for letter in face.letters if letter not in key.split())
