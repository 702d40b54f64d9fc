"""A sentence model in a file: what it measures, and what is said where it cannot be used."""

import sys
from pathlib import Path

import pytest

from bot.jurors.embedding import Embedding, configured
from bot.settings import Settings, SettingsTrouble
from tests.tiny_model import made


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return made(tmp_path)


def trouble(model: Path) -> str:
    with pytest.raises(SettingsTrouble) as told:
        Embedding.opened(model)
    return str(told.value)


def test_likeness_is_the_cosine_of_the_mean_vectors(model: Path) -> None:
    embedding = Embedding.opened(model)
    assert embedding.likeness(
        "averaging reduces the variance", "the variance averaging reduces"
    ) == (pytest.approx(1.0))
    assert embedding.likeness("averaging reduces", "averaging shrinks") == pytest.approx(0.5)
    assert embedding.likeness("variance", "bias") == pytest.approx(0.0)


def test_a_text_without_a_known_word_is_like_nothing(model: Path) -> None:
    embedding = Embedding.opened(model)
    for nothing in ("", "   ", "tea", "\N{SNOWMAN}\x00"):
        assert embedding.likeness("variance", nothing) == 0.0


def test_only_the_first_tokens_are_read(model: Path) -> None:
    embedding = Embedding.opened(model)
    long = "variance " * 256 + "bias " * 10_000
    assert embedding.likeness("variance", long) == pytest.approx(1.0)


def test_a_model_may_want_the_kinds_of_its_tokens(tmp_path: Path) -> None:
    embedding = Embedding.opened(made(tmp_path, "token_type_ids"))
    assert embedding.likeness("the bias", "the bias") == pytest.approx(1.0)


def test_a_model_that_wants_something_else_is_refused(tmp_path: Path) -> None:
    assert "it wants the input position_ids" in trouble(made(tmp_path, "position_ids"))


def test_a_model_that_gives_something_else_is_refused(tmp_path: Path) -> None:
    assert "its first output has the shape (1, 10)" in trouble(made(tmp_path, rank=2))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named_with_the_remedy(model: Path, name: str) -> None:
    model.with_name(name).unlink()
    says = trouble(model)
    assert f"there is no file {model.with_name(name)}: write the path of an ONNX model" in says


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 50, b"{}", b"<html>404</html>"])
def test_a_damaged_file_is_named_with_the_remedy(model: Path, name: str, content: bytes) -> None:
    model.with_name(name).write_bytes(content)
    says = trouble(model)
    assert f"{model.with_name(name)} cannot be used (" in says
    assert says.endswith("download or export it anew, or remove the setting.")
    assert "\n" not in says


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers", "numpy"])
def test_a_missing_package_is_named_with_the_remedy(
    model: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    assert trouble(model) == (
        f"QUIZSTREAK_EMBED_MODEL needs the package {package}, which is not installed:"
        ' pip install "quizstreak[embed]", or remove the setting.'
    )


def test_without_the_setting_there_is_none_and_no_package_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert configured(Settings()) is None


def test_the_setting_opens_it(model: Path) -> None:
    assert isinstance(configured(Settings(embed_model=model)), Embedding)
