"""A clinic's config: every key is in the example, the environment wins, and all that is wrong is said at once."""

from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from bot.settings import SECRETS, Settings, SettingsError, load_settings

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"


def _keys(model: type[BaseModel], prefix: str = "") -> set[str]:
    keys = set()
    for name, info in model.model_fields.items():
        inner = info.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            keys |= _keys(inner, f"{prefix}{name}.")
        else:
            keys.add(prefix + name)
    return keys


def _written(data: dict[str, object], prefix: str = "") -> set[str]:
    keys = set()
    for name, value in data.items():
        keys |= _written(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name}
    return keys


def _config(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _problems(path: Path) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    return caught.value.problems


def test_the_example_names_every_key_and_loads() -> None:
    written = _written(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")))
    assert written == _keys(Settings) - set(SECRETS)
    assert load_settings(EXAMPLE).clinic.name == "One Body LDN"


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _config(tmp_path, "clinic:\n  name: From the file\n  phone: '123'\n")
    monkeypatch.setenv("BACKCHAT_CLINIC__NAME", "From the environment")
    monkeypatch.setenv("BACKCHAT_ADMINS", "[5, 6]")
    settings = load_settings(path)
    assert (settings.clinic.name, settings.clinic.phone) == ("From the environment", "123")
    assert settings.admins == {5, 6}


def test_all_problems_are_reported_together_by_their_full_names(tmp_path: Path) -> None:
    path = _config(
        tmp_path,
        "telegram:\n  token: '1:abc'\n  mode: carrier-pigeon\n"
        "clinic:\n  nmae: x\n  booking_url: http://plain\n"
        "pace:\n  per_second: 0\n",
    )
    problems = "\n".join(_problems(path))
    for name in ("telegram.token", "telegram.mode", "clinic.nmae", "clinic.booking_url", "pace.per_second"):
        assert name in problems
    assert "1:abc" not in problems


def test_a_broken_file_says_where(tmp_path: Path) -> None:
    assert "line 2" in _problems(_config(tmp_path, "clinic:\n  name: a: b\n"))[0]


@pytest.mark.parametrize("text", ["- a list\n", "just words\n"])
def test_a_file_that_is_no_config_is_refused(tmp_path: Path, text: str) -> None:
    assert "config.example.yaml" in _problems(_config(tmp_path, text))[0]


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "is missing"),
        ("bot.example.com", "is no web address"),
        ("https://bot.example.com:x/", "is no web address"),
        ("http://bot.example.com/telegram", "must begin with https://"),
        ("https://bot.example.com:8080/telegram", "ports 443, 80, 88 and 8443 only"),
        ("https://bot.example.com/healthz", "choose another path"),
        ("https://bot.example.com/metrics", "choose another path"),
        ("https://bot.example.com/{x}", "has a path with other characters"),
    ],
)
def test_an_address_that_telegram_would_not_deliver_to(tmp_path: Path, url: str, problem: str) -> None:
    """In webhook mode, together with whatever else is wrong."""
    path = _config(tmp_path, f"telegram:\n  mode: webhook\n  webhook:\n    url: '{url}'\nfoo: 1\n")
    address, other = _problems(path)
    assert address.startswith("telegram.webhook.url: ")
    assert problem in address
    assert other.startswith("foo: ")


def test_a_server_of_ones_own_may_deliver_in_plain_http(tmp_path: Path) -> None:
    """To any port; and in polling mode nobody asks about the address."""
    own = "telegram:\n  mode: webhook\n  base_url: http://bot-api:8081/bot\n  webhook:\n    url: http://bot:8080/\n"
    assert load_settings(_config(tmp_path, own)).telegram.webhook.url == "http://bot:8080/"
    unused = "telegram:\n  webhook:\n    url: nonsense\n"
    assert load_settings(_config(tmp_path, unused)).telegram.mode == "polling"


def test_a_secret_that_telegram_would_not_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said without repeating it."""
    monkeypatch.setenv("BACKCHAT_TELEGRAM__WEBHOOK__SECRET", "pass word!")
    [problem] = _problems(_config(tmp_path, "admins: []\n"))
    assert problem.startswith("telegram.webhook.secret: may hold letters")
    assert "pass word" not in problem


def test_paths_are_taken_from_the_files_own_folder(tmp_path: Path) -> None:
    settings = load_settings(_config(tmp_path, "content:\n  dir: content\ntelegram:\n  token_file: token\n"))
    assert settings.content.dir == tmp_path / "content"
    assert settings.telegram.token_file == tmp_path / "token"
    assert settings.database.url == f"sqlite+aiosqlite:///{tmp_path / 'backchat.db'}"


NOT_SAFE = "outlets.webhook.url: must begin with https://, or lead to this computer."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("email: {host: mail.example.com}", "outlets.email: needs sender and to, an e-mail address each."),
        (
            "email: {host: mail.example.com, security: none, sender: a@b.example, to: c@d.example}",
            "outlets.email: may have security: none with a mail server on this computer only.",
        ),
        (
            "email: {to: 'Desk <desk@example.com>'}",
            "outlets.email.to: is no e-mail address; one looks like desk@example.com.",
        ),
        (
            "webhook: {url: 'http://desk.example/hook'}",
            NOT_SAFE,
        ),
        ("webhook: {url: desk.example}", NOT_SAFE),
    ],
)
def test_outlets_that_can_not_be_used(text: str, problem: str, tmp_path: Path) -> None:
    assert _problems(_config(tmp_path, f"outlets: {{{text}}}\n")) == [problem]
