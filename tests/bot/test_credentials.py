"""The token and the database's keys: from the environment or from private files, and never shown."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.main import get_command

from bot.cli import app
from bot.credentials import (
    OutletSecrets,
    booking_secret,
    database_keys,
    keyring,
    outlet_secrets,
    token,
    write_keys,
)
from bot.settings import Database, SettingsError, load_settings
from bot.storage.keyring import new_key


def _config(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_token_says_where_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BACKCHAT_TELEGRAM__TOKEN", raising=False)
    with pytest.raises(SettingsError, match="@BotFather"):
        token(load_settings(_config(tmp_path, "admins: []\n")))


def test_a_token_file_must_be_private(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("123456:made-up\n", encoding="utf-8")
    settings = load_settings(_config(tmp_path, "telegram:\n  token_file: token\n"))
    file.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600") as caught:
        token(settings)
    assert "made-up" not in str(caught.value)
    file.chmod(0o600)
    assert token(settings) == "123456:made-up"


def test_a_missing_or_empty_token_file_is_said(tmp_path: Path) -> None:
    settings = load_settings(_config(tmp_path, "telegram:\n  token_file: token\n"))
    with pytest.raises(SettingsError, match="can't be read"):
        token(settings)
    (tmp_path / "token").touch(mode=0o600)
    with pytest.raises(SettingsError, match="is empty"):
        token(settings)


def test_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKCHAT_TELEGRAM__TOKEN", "123456:made-up")
    settings = load_settings(None)
    assert "made-up" not in repr(settings)
    assert token(settings) == "123456:made-up"


def test_a_key_must_not_stand_in_the_config(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"BACKCHAT_DATABASE__KEY, or use database\.key_file") as caught:
        load_settings(_config(tmp_path, "database:\n  key: very-secret\n"))
    assert "very-secret" not in str(caught.value)


def test_the_key_of_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two in one line while they change: the first encrypts."""
    write_keys(tmp_path / "backchat.key", [new_key()])
    new, old = new_key(), new_key()
    monkeypatch.setenv("BACKCHAT_DATABASE__KEY", f"{new},{old}")
    settings = load_settings(_config(tmp_path, "admins: []\n"))
    assert database_keys(settings.database) == (new, old)
    assert new not in repr(settings)


def test_the_key_file_is_private_and_says_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "backchat.key"
    new, old = new_key(), new_key()
    write_keys(file, [old])
    write_keys(file, [new, old])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "Keep a copy" in file.read_text(encoding="utf-8")
    assert database_keys(Database(key_file=file)) == (new, old)
    assert list(tmp_path.iterdir()) == [file]


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "backchat.key"
    write_keys(file, [new_key()])
    file.chmod(0o640)
    with pytest.raises(SettingsError, match=r"database\.key_file: other users .* Run: chmod 600 backchat\.key"):
        keyring(Database(key_file=file))


def test_a_key_file_that_cant_be_read(tmp_path: Path) -> None:
    """Which is not the same as none: another key must not be made."""
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"database\.key_file: backchat\.key can't be read: Not a directory"):
        database_keys(Database(key_file=tmp_path / "file" / "backchat.key"))


@pytest.mark.parametrize(
    "written", ["hunter2", "hunter2,", f"{new_key()},hunter2"], ids=["a word", "and a comma", "after a key"]
)
def test_what_is_no_key_is_not_repeated(written: str) -> None:
    with pytest.raises(SettingsError, match="BACKCHAT_DATABASE__KEY: this is not a key") as caught:
        keyring(Database(key=SecretStr(written)))
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_key_file_without_a_key(tmp_path: Path) -> None:
    file = tmp_path / "backchat.key"
    write_keys(file, [])
    with pytest.raises(SettingsError, match=r"database\.key_file: there is no key in it"):
        keyring(Database(key_file=file))


def test_no_key_says_what_is_at_stake_and_how_to_get_one(tmp_path: Path) -> None:
    """Only an explicit "off" does without."""
    missing = tmp_path / "backchat.key"
    with pytest.raises(SettingsError, match=r"put it back from your copy: names, .* `backchat rotate-key` makes it"):
        keyring(Database(key_file=missing))
    assert keyring(Database(key_file=missing, encryption=False)).seals_with is None


def test_no_command_takes_a_secret() -> None:
    """What stands in a command line is read by everybody who lists processes."""
    options = {
        option
        for command in get_command(app).commands.values()  # type: ignore[attr-defined]  # a group has them
        for parameter in command.params
        for option in (parameter.name, *parameter.opts)
    }
    assert "--config" in options
    assert not {option for option in options if any(word in option for word in ("token", "secret", "key", "password"))}


@pytest.mark.parametrize("name", ["outlets.email.password", "outlets.webhook.secret", "booking_system.secret"])
def test_other_secrets_must_not_stand_in_the_config(name: str, tmp_path: Path) -> None:
    *above, last = name.split(".")
    text = ": {".join([*above, f"{last}: very-secret-indeed"]) + "}" * len(above)
    with pytest.raises(SettingsError, match=name) as caught:
        load_settings(_config(tmp_path, text))
    assert f"BACKCHAT_{name.upper().replace('.', '__')}, or use {name}_file" in str(caught.value)
    assert "very-secret-indeed" not in str(caught.value)


def test_a_signing_secret_must_be_long_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_text("x" * 40, encoding="utf-8")
    settings = load_settings(_config(tmp_path, "booking_system: {secret_file: secret}\n"))
    file.chmod(0o640)
    with pytest.raises(SettingsError, match=r"booking_system\.secret_file: other users can read"):
        booking_secret(settings.booking_system)
    file.chmod(0o600)
    assert booking_secret(settings.booking_system) == "x" * 40
    monkeypatch.setenv("BACKCHAT_BOOKING_SYSTEM__SECRET", "too-short")
    with pytest.raises(SettingsError, match="32 characters or more") as caught:
        booking_secret(load_settings(None).booking_system)
    assert "too-short" not in str(caught.value)


def test_an_outlet_that_is_on_needs_its_secret(tmp_path: Path) -> None:
    """Off by default; a mail server that asks for no name needs no password."""
    mail = "host: mail.example.com, sender: a@example.com, to: b@example.com"
    assert outlet_secrets(load_settings(_config(tmp_path, "admins: []\n")).outlets) == OutletSecrets()
    assert outlet_secrets(load_settings(_config(tmp_path, f"outlets: {{email: {{{mail}}}}}\n")).outlets).password == ""
    named = load_settings(_config(tmp_path, f"outlets: {{email: {{{mail}, username: bot}}}}\n"))
    with pytest.raises(SettingsError, match=r"outlets\.email\.password: there is none"):
        outlet_secrets(named.outlets)
