"""E-mail and webhook by themselves: what arrives, and what each answer of the other side means."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.outlet_settings import Email, OutgoingWebhook
from bot.outlets.building import in_words
from bot.outlets.email import EmailOutlet
from bot.outlets.notice import Event, NeverError, Notice, NotNowError
from bot.outlets.signature import SIGNATURE, TIMESTAMP, is_genuine
from bot.outlets.webhook import WebhookOutlet
from faq.content_files import default_wording
from faq.wording.facts import Clinic
from tests.bot.outlets.certificates import self_signed
from tests.bot.outlets.receivers import SECRET, SILENT, MailServer, Receiver, mail_server
from tests.bot.storage.setting import Clock

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
OPENED = Notice(17, 1001, Event.OPENED, AT)
IMPATIENT = 0.2


def by_email(settings: Email, password: str = "", seconds: float = 5.0) -> EmailOutlet:
    """The outlet in the neutral words."""
    words = default_wording()
    return EmailOutlet(settings, password, lambda notice: in_words(notice, words, Clinic()), seconds=seconds)


def by_webhook(settings: OutgoingWebhook, seconds: float = 5.0) -> WebhookOutlet:
    """The outlet at a fixed time."""
    return WebhookOutlet(settings, SECRET, Clock(AT), seconds=seconds)


async def test_an_email_arrives(mail: MailServer) -> None:
    await by_email(mail.settings).send(OPENED)
    (message,) = mail.arrived
    assert (message["From"], message["To"]) == ("bot@example.com", "desk@example.com")
    assert message["Subject"] == "B-1001: please look in the staff group"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert b"A patient asks the clinic to get in touch. The number is B-1001." in text


async def test_a_second_try_bears_the_same_id(mail: MailServer) -> None:
    await by_email(mail.settings).send(OPENED)
    await by_email(mail.settings).send(OPENED)
    await by_email(mail.settings).send(Notice(18, 1001, Event.CHANGED, AT))
    ids = [message["Message-ID"] for message in mail.arrived]
    assert ids[0] == ids[1] == f"<17-{int(AT.timestamp())}.backchat@example.com>"
    assert ids[2] != ids[0]


@pytest.mark.parametrize(
    ("answer", "error"),
    [("451 try later", NotNowError), ("452 mailbox full", NotNowError), ("550 no such user", NeverError)],
)
async def test_what_a_mail_server_answers(mail: MailServer, answer: str, error: type[Exception]) -> None:
    """The code is told, not the words."""
    mail.answers = [answer]
    with pytest.raises(error, match=answer[:3]) as caught:
        await by_email(mail.settings).send(OPENED)
    assert answer[4:] not in str(caught.value)


async def test_a_silent_mail_server(mail: MailServer) -> None:
    mail.answers = [SILENT]
    with pytest.raises(NotNowError, match="Timeout"):
        await by_email(mail.settings, seconds=IMPATIENT).send(OPENED)


async def test_no_mail_server(mail: MailServer, unused_tcp_port: int) -> None:
    settings = mail.settings.model_copy(update={"port": unused_tcp_port})
    with pytest.raises(NotNowError, match="Connect"):
        await by_email(settings).check()


async def test_never_without_encryption_where_that_is_asked(mail: MailServer) -> None:
    """A server that can't do STARTTLS gets nothing, however it came to that."""
    with pytest.raises(NotNowError):
        await by_email(mail.settings.model_copy(update={"security": "starttls"})).send(OPENED)
    assert mail.arrived == []


async def test_a_certificate_that_nobody_vouches_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing goes to such a server; where this computer trusts its certificate, all is well."""
    async with mail_server(self_signed(tmp_path)) as mail:
        settings = mail.settings.model_copy(update={"host": "localhost", "security": "tls"})
        with pytest.raises(NotNowError):
            await by_email(settings).send(OPENED)
        assert mail.arrived == []
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        await by_email(settings).send(OPENED)
        assert len(mail.arrived) == 1


async def test_a_login_that_is_refused_is_not_the_message_s_fault(mail: MailServer) -> None:
    settings = mail.settings.model_copy(update={"username": "bot"})
    with pytest.raises(NotNowError):
        await by_email(settings, "wrong").send(OPENED)


async def test_a_request_arrives(hook: Receiver) -> None:
    """Signed over time and body, and with the key of its row."""
    await by_webhook(hook.settings).send(OPENED)
    (request,) = hook.requests
    assert json.loads(request.body) == {"event": "case.opened", "case": "B-1001", "at": "2026-11-23T09:30:00+00:00"}
    assert request.headers["Idempotency-Key"] == f"17-{int(AT.timestamp())}"
    timestamp, signature = request.headers[TIMESTAMP], request.headers[SIGNATURE]
    assert is_genuine(SECRET, request.body, timestamp, signature, AT)
    assert not is_genuine("another secret", request.body, timestamp, signature, AT)


@pytest.mark.parametrize(
    ("status", "error"),
    [(status, NotNowError) for status in (500, 502, 503, 429, 408, 401, 403)]
    + [(status, NeverError) for status in (400, 404, 410, 422, 302)],
)
async def test_what_a_receiver_answers(hook: Receiver, status: int, error: type[Exception]) -> None:
    """A redirect is not followed."""
    hook.statuses = iter([status])
    with pytest.raises(error, match=f"HTTP {status}"):
        await by_webhook(hook.settings).send(OPENED)
    assert len(hook.requests) == 1


async def test_a_silent_receiver(hook: Receiver) -> None:
    hook.statuses = iter([0])
    with pytest.raises(NotNowError, match="Timeout"):
        await by_webhook(hook.settings, seconds=IMPATIENT).send(OPENED)


async def test_no_receiver(unused_tcp_port: int) -> None:
    settings = OutgoingWebhook(url=f"http://127.0.0.1:{unused_tcp_port}/hook")
    with pytest.raises(NotNowError, match="Connect"):
        await by_webhook(settings).send(OPENED)


async def test_a_check_tells_of_no_case(mail: MailServer, hook: Receiver) -> None:
    await by_email(mail.settings).check()
    await by_webhook(hook.settings).check()
    assert mail.arrived == []
    assert json.loads(hook.requests[0].body)["event"] == "ping"
