"""Settings come from the environment, and a wrong one is named with its remedy."""

from pathlib import Path

import pytest

from bot.settings import PREFIX, REMEDIES, Settings, SettingsTrouble, load

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(PREFIX + field.upper(), raising=False)
        monkeypatch.delenv(field.upper(), raising=False)


def url_of(settings: Settings) -> str:
    return settings.database_url.get_secret_value()


def test_everything_has_a_default() -> None:
    settings = load(None)
    assert url_of(settings) == "sqlite:///quizstreak.sqlite3"
    assert (settings.host, settings.port, settings.playground) == ("127.0.0.1", 8421, False)


def test_the_environment_sets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUIZSTREAK_PLAYGROUND", "true")
    monkeypatch.setenv("QUIZSTREAK_LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("QUIZSTREAK_PACKS", f"{tmp_path}, {tmp_path}")
    settings = load(None)
    assert settings.playground
    assert settings.log_level == "debug"
    assert settings.packs == (tmp_path, tmp_path)


def test_a_hosting_platform_s_names_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@h/d")
    monkeypatch.setenv("PORT", "5000")
    settings = load(None)
    assert (url_of(settings), settings.port) == ("postgres://u:p@h/d", 5000)


def test_our_names_win_over_the_platform_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "5000")
    monkeypatch.setenv("QUIZSTREAK_PORT", "6000")
    assert load(None).port == 6000


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("QUIZSTREAK_PORT=6000\nQUIZSTREAK_HOST=0.0.0.0\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("QUIZSTREAK_PORT", "7000")
    settings = load(file)
    assert (settings.port, settings.host) == (7000, "0.0.0.0")  # noqa: S104 - it is not served


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZSTREAK_PORT", "")
    assert load(None).port == 8421


def test_no_file_is_no_trouble(tmp_path: Path) -> None:
    assert load(tmp_path / ".env").port == 8421


WRONG = {
    "PORT": "many",
    "QUIZSTREAK_PORT": "70000",
    "QUIZSTREAK_PLAYGROUND": "perhaps",
    "QUIZSTREAK_PACKS": "/nowhere",
    "QUIZSTREAK_HEARTBEAT_SECONDS": "0",
    "QUIZSTREAK_LEASE_SECONDS": "1",
    "QUIZSTREAK_LOG_LEVEL": "loud",
    "QUIZSTREAK_LOG_FORMAT": "xml",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, WRONG[name])
    with pytest.raises(SettingsTrouble) as trouble:
        load(None)
    remedy = REMEDIES[name.removeprefix(PREFIX).lower()]
    assert str(trouble.value) == f"{name} is “{WRONG[name]}”: {remedy}."


def test_an_unknown_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZSTREAK_PROT", "1")
    with pytest.raises(SettingsTrouble, match="QUIZSTREAK_PROT is not a setting"):
        load(None)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"QUIZSTREAK_HOST=\xff\xfe")
    with pytest.raises(SettingsTrouble, match="cannot be read"):
        load(file)


def test_the_password_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u:hush@h/d")
    assert "hush" not in repr(load(None))


def test_the_example_lists_every_setting_with_its_default(tmp_path: Path) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    shown = [line.removeprefix("#") for line in lines if line.startswith(f"#{PREFIX}")]
    names = [line.split("=")[0].removeprefix(PREFIX).lower() for line in shown]
    assert names == list(Settings.model_fields)
    file = tmp_path / ".env"
    file.write_text("\n".join(shown), encoding="utf-8")
    assert load(file) == load(None)


def test_the_example_says_a_sentence_about_every_setting() -> None:
    paragraphs = EXAMPLE.read_text(encoding="utf-8").strip().split("\n\n")[1:]
    assert len(paragraphs) == len(Settings.model_fields)
    for paragraph in paragraphs:
        *sentence, setting = paragraph.splitlines()
        assert setting.startswith(f"#{PREFIX}")
        assert sentence[-1].endswith(".")


def test_every_setting_has_a_remedy() -> None:
    assert list(REMEDIES) == list(Settings.model_fields)
