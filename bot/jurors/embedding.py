"""A sentence-embedding model in a file, as the grader's second opinion; all in this process.

Its packages come with `pip install "quizstreak[embed]"`, and are not imported without a model.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from bot.settings import PREFIX, Settings, SettingsTrouble

if TYPE_CHECKING:
    import numpy as np
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

_MOST_TOKENS = 256
_REMEMBERED = 2048
"""So many texts' vectors are kept: model answers, and answers that are graded more than once."""
_NAME = PREFIX + "EMBED_MODEL"
_INPUTS = {
    "input_ids": lambda encoding: encoding.ids,
    "attention_mask": lambda encoding: encoding.attention_mask,
    "token_type_ids": lambda encoding: encoding.type_ids,
}


class Embedding:
    """Likeness as the cosine of two mean-pooled sentence vectors."""

    def __init__(self, session: "InferenceSession", tokenizer: "Tokenizer") -> None:
        self._session, self._tokenizer = session, tokenizer
        self._inputs = [one.name for one in session.get_inputs()]
        self._vector = lru_cache(_REMEMBERED)(self._embedded)

    @classmethod
    def opened(cls, model: Path) -> Self:
        """The model in this file, `tokenizer.json` beside it; tried on a sentence.

        Raises `SettingsTrouble` if a package, a file or an output is not as it must be.
        """
        tokenizer = model.with_name("tokenizer.json")
        for file in (model, tokenizer):
            if not file.is_file():
                raise SettingsTrouble(
                    f"{_NAME} is “{model}”, but there is no file {file}: write the path of an ONNX"
                    " model that has its tokenizer.json beside it."
                )
        runtime, tokenizers = _packages()
        read = cls(_session(runtime, model), _tokenizer(tokenizers, tokenizer))
        read._try_out(model)
        return read

    def likeness(self, reference: str, answer: str) -> float:
        """The cosine, -1 to 1; 0 where a text holds no word."""
        return float(self._vector(reference) @ self._vector(answer))

    def _embedded(self, text: str) -> "np.ndarray[Any, Any]":
        import numpy as np

        encoding = self._tokenizer.encode(text)
        (states,) = self._session.run([self._session.get_outputs()[0].name], self._fed(encoding))
        mask = np.asarray(encoding.attention_mask, dtype=np.float32)
        if states.ndim != 3 or states.shape[:2] != (1, len(mask)):
            raise ValueError(f"its first output has the shape {states.shape}")
        pooled = mask @ states[0] / max(float(mask.sum()), 1.0)
        length = float(np.linalg.norm(pooled))
        return np.asarray(pooled / length if length else pooled)

    def _fed(self, encoding: "Encoding") -> Mapping[str, "np.ndarray[Any, Any]"]:
        import numpy as np

        return {
            name: np.asarray([_INPUTS[name](encoding)], dtype=np.int64) for name in self._inputs
        }

    def _try_out(self, model: Path) -> None:
        strange = sorted(set(self._inputs) - _INPUTS.keys())
        if strange:
            raise _unusable(model, f"it wants the input {strange[0]}")
        try:
            self.likeness("a model answer", "an answer")
        except Exception as error:  # the runtime's errors share no other class
            raise _unusable(model, _first_line(error)) from error


def configured(settings: Settings) -> Embedding | None:
    """The second opinion that the settings ask for, if any. Raises `SettingsTrouble`."""
    return Embedding.opened(settings.embed_model) if settings.embed_model else None


def _packages() -> tuple[Any, Any]:
    try:
        import numpy  # noqa: F401, ICN001 - whether it is there is what is asked
        import onnxruntime
        import tokenizers
    except ImportError as error:
        raise SettingsTrouble(
            f"{_NAME} needs the package {error.name}, which is not installed:"
            ' pip install "quizstreak[embed]", or remove the setting.'
        ) from error
    return onnxruntime, tokenizers


def _session(runtime: Any, model: Path) -> "InferenceSession":
    options = runtime.SessionOptions()
    # The event loop waits for it: one thread is as fast on a sentence, and leaves the others alone.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return runtime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's errors share no other class
        raise _unusable(model, _first_line(error)) from error


def _tokenizer(tokenizers: Any, file: Path) -> "Tokenizer":
    try:
        read = tokenizers.Tokenizer.from_file(str(file))
    except Exception as error:  # it raises nothing more exact
        raise _unusable(file, _first_line(error)) from error
    read.no_padding()
    read.enable_truncation(_MOST_TOKENS)
    return read  # type: ignore[no-any-return]  # the package is imported late


def _unusable(file: Path, why: str) -> SettingsTrouble:
    return SettingsTrouble(
        f"{_NAME}: {file} cannot be used ({why}): download or export it anew, or remove the"
        " setting."
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(".")
