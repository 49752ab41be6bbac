"""`backchat doctor` against the sandbox: good health, and each thing that can be wrong."""

import asyncio
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port

from bot.sandbox import Sandbox
from bot.storage.keyring import new_key
from tests.bot.commands.conftest import Process
from tests.bot.outlets.receivers import SECRET, mail_server, receiver
from tests.bot.storage.sealed import fill
from tests.bot.storage.setting import Clock, opened
from tests.keys import KEY, KEYS

SIGNED = "reviewer: Pat Lee, HCPC PH00000\n"


async def doctor(
    process: Process, sandbox: Sandbox, config: str, place: Path, *, token: str = "", key: str = KEY
) -> tuple[int, list[str]]:
    """What it says of a config."""
    path = place / "config.yaml"
    path.write_text(config, encoding="utf-8")
    running = process(
        "doctor",
        "--config",
        path,
        BACKCHAT_TELEGRAM__TOKEN=token or sandbox.token,
        BACKCHAT_TELEGRAM__BASE_URL=sandbox.base_url,
        **({"BACKCHAT_DATABASE__KEY": key} if key else {}),
    )
    out, errors = await asyncio.to_thread(running.communicate)
    assert b"Traceback" not in errors, errors
    assert sandbox.token.encode() not in out + errors
    return running.returncode, (out + errors).decode().splitlines()


@pytest.fixture
def signed(clinic_folder: Path) -> Path:
    """Content that a clinician has read."""
    for topic in (clinic_folder / "topics").iterdir():
        topic.write_text(topic.read_text(encoding="utf-8") + SIGNED, encoding="utf-8")
    return clinic_folder


async def test_a_healthy_clinic(process: Process, signed: Path, tmp_path: Path) -> None:
    async with Sandbox.start() as sandbox:
        priya = sandbox.user("Priya")
        await priya.start()
        group = sandbox.supergroup("Staff", members=[sandbox.user("Sam")], bot="administrator")
        config = (
            f"content: {{dir: {signed}}}\nadmins: [{priya.id}]\n"
            f"clinic: {{staff_chat_id: {group.id}, booking_url: 'https://riverside.example/book'}}\n"
            f"database: {{url: 'sqlite+aiosqlite:///{tmp_path}/clinic.db'}}\n"
        )
        code, lines = await doctor(process, sandbox, config, tmp_path)
    assert (code, lines) == (
        0,
        [
            "content: good.",
            "database: good.",
            "key: good.",
            "token: good.",
            "staff group: good.",
            "admins: good.",
            "messages: good.",
            "Nothing is wrong.",
        ],
    )


async def test_everything_that_is_wrong_is_named_at_once(process: Process, clinic_folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "clinic.db"
    database.write_text("Dear diary, this is no database at all", encoding="utf-8")
    async with Sandbox.start() as sandbox:
        group = sandbox.supergroup("Staff", members=[sandbox.user("Sam")], bot="member")
        config = (
            f"content: {{dir: {clinic_folder}}}\nclinic: {{staff_chat_id: {group.id}}}\n"
            f"database: {{url: 'sqlite+aiosqlite:///{database}'}}\n"
            "telegram: {mode: webhook, webhook: {url: 'https://bot.example.com/telegram'}}\n"
        )
        code, lines = await doctor(process, sandbox, config, tmp_path)
    said = "\n".join(lines)
    assert code == 1
    assert "content: 3 topics awaiting review" in said
    assert "database: The database file is not a Backchat database." in said
    assert "but is no administrator" in said
    assert "messages: Telegram does not bring them to telegram.webhook.url yet" in said
    assert "config: Missing: admins" in said
    assert lines[-1] == "6 problems."


async def test_an_admin_who_never_started_the_bot(process: Process, signed: Path, tmp_path: Path) -> None:
    async with Sandbox.start() as sandbox:
        config = f"content: {{dir: {signed}}}\nadmins: [{sandbox.user('Priya').id}]\n"
        _, lines = await doctor(process, sandbox, config, tmp_path)
    assert any(line.startswith("admins: the bot can't write to ") and "press Start" in line for line in lines)


async def test_a_key_that_does_not_open_the_database(process: Process, clinic_folder: Path, tmp_path: Path) -> None:
    setting = await opened(tmp_path / "clinic.db", Clock())
    await fill(setting)
    await setting.database.close()
    config = f"content: {{dir: {clinic_folder}}}\ndatabase: {{url: 'sqlite+aiosqlite:///{tmp_path}/clinic.db'}}\n"
    async with Sandbox.start() as sandbox:
        _, with_its_own = await doctor(process, sandbox, config, tmp_path)
        _, with_another = await doctor(process, sandbox, config, tmp_path, key=new_key())
        _, without = await doctor(process, sandbox, config, tmp_path, key="")
    assert "key: good." in with_its_own
    lost = f"key: The database is encrypted with the key {KEYS.seals_with}"
    assert any(line.startswith(lost) for line in with_another)
    assert any(line.startswith("key: database.key_file: backchat.key is not there") for line in without)


async def test_a_token_that_telegram_does_not_know(process: Process, clinic_folder: Path, tmp_path: Path) -> None:
    async with Sandbox.start() as sandbox:
        config = f"content: {{dir: {clinic_folder}}}\n"
        code, lines = await doctor(process, sandbox, config, tmp_path, token="7:AAF-another-token-altogether")
    assert code == 1
    assert "token: Telegram does not know it. Copy it again from @BotFather (/mybots, API Token)." in lines


async def test_no_network(process: Process, clinic_folder: Path, tmp_path: Path) -> None:
    async with Sandbox.start() as sandbox:
        token = sandbox.token
    code, lines = await doctor(process, sandbox, f"content: {{dir: {clinic_folder}}}\n", tmp_path, token=token)
    assert code == 1
    assert any(line.startswith("Telegram: can't be reached (NetworkError)") for line in lines)


OUTLETS = """\
outlets:
  email: {{host: 127.0.0.1, port: {mail}, security: none, sender: bot@example.com, to: desk@example.com}}
  webhook: {{url: "http://127.0.0.1:{hook}/hook", secret_file: secret}}
booking_system: {{secret_file: secret}}
"""


async def test_outlets_that_would_work(process: Process, clinic_folder: Path, tmp_path: Path) -> None:
    """A login and a ping; no notice goes out."""
    (tmp_path / "secret").touch(mode=0o600)
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    async with Sandbox.start() as sandbox, mail_server() as mail, receiver() as hook:
        config = f"content: {{dir: {clinic_folder}}}\nmonitoring: {{port: 9464}}\n"
        config += OUTLETS.format(mail=mail.port, hook=hook.port)
        _, lines = await doctor(process, sandbox, config, tmp_path)
    assert {"e-mail: good.", "webhook: good.", "booking system: good."} <= set(lines)
    assert (mail.arrived, len(hook.requests)) == ([], 1)


async def test_outlets_that_would_not(process: Process, clinic_folder: Path, tmp_path: Path) -> None:
    """Each is named, and the secret is not."""
    (tmp_path / "secret").touch(mode=0o600)
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    async with Sandbox.start() as sandbox, receiver() as hook:
        hook.statuses = iter([403])
        config = f"content: {{dir: {clinic_folder}}}\n" + OUTLETS.format(mail=unused_port(), hook=hook.port)
        code, lines = await doctor(process, sandbox, config, tmp_path)
    assert code == 1
    assert any(line.startswith("e-mail: it took nothing (SMTPConnectError)") for line in lines)
    assert any(line.startswith("webhook: it took nothing (HTTP 403)") for line in lines)
    assert any(line.startswith("booking system: nothing listens for /booked.") for line in lines)
    assert SECRET not in "".join(lines)


async def test_an_outlet_without_its_secret(process: Process, clinic_folder: Path, tmp_path: Path) -> None:
    async with Sandbox.start() as sandbox:
        config = f"content: {{dir: {clinic_folder}}}\noutlets: {{webhook: {{url: 'https://desk.example/hook'}}}}\n"
        _, lines = await doctor(process, sandbox, config, tmp_path)
    assert any(line.startswith("outlets: outlets.webhook.secret: there is none.") for line in lines)
