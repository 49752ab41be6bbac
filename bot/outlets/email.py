"""Notices as e-mails over SMTP."""

from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib
from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from bot.outlet_settings import Email
from bot.outlets.notice import NeverError, Notice, NotNowError

SECONDS = 20.0
"""How long each answer of the mail server may take."""

Words = Callable[[Notice], tuple[str, str]]
"""A notice's subject and text."""


class EmailOutlet:
    """Sends by one mail server from one address to one address."""

    name = "e-mail"

    def __init__(self, settings: Email, password: str, words: Words, *, seconds: float = SECONDS) -> None:
        self._settings = settings
        self._password = password
        self._words = words
        self._seconds = seconds

    async def send(self, notice: Notice) -> None:
        """Send it. The Message-ID is the same at each try, so that mail programs can show a second copy as one."""
        message = self._message(notice)
        try:
            async with self._server() as server:
                await server.send_message(message)
        except (SMTPException, OSError) as error:
            raise _judged(error) from None

    async def check(self) -> None:
        """Log in, and send nothing."""
        try:
            async with self._server() as server:
                await server.noop()
        except (SMTPException, OSError) as error:
            raise _judged(error) from None

    def _server(self) -> aiosmtplib.SMTP:
        settings = self._settings
        return aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username or None,
            password=self._password or None,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            timeout=self._seconds,
        )

    def _message(self, notice: Notice) -> EmailMessage:
        subject, text = self._words(notice)
        message = EmailMessage()
        message["From"] = self._settings.sender
        message["To"] = self._settings.to
        message["Subject"] = " ".join(subject.split())
        message["Date"] = format_datetime(notice.at)
        message["Message-ID"] = f"<{notice.key}.backchat@{self._settings.sender.rpartition('@')[2]}>"
        message["Idempotency-Key"] = notice.key
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message


def _judged(error: SMTPException | OSError) -> NotNowError | NeverError:
    """Codes from 500 are for good, but for a login: the password is at fault then, not the message."""
    code = _code(error)
    reason = f"{type(error).__name__} {code}" if code else type(error).__name__
    if code >= 500 and not isinstance(error, SMTPAuthenticationError):
        return NeverError(reason)
    return NotNowError(reason)


def _code(error: SMTPException | OSError) -> int:
    if isinstance(error, SMTPRecipientsRefused):
        return max((refused.code for refused in error.recipients), default=0)
    return error.code if isinstance(error, SMTPResponseException) else 0
