"""The settings of what goes beyond Telegram: e-mails and requests to the clinic, and word of the booking system."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def _address(text: str) -> str:
    name, _, domain = text.rpartition("@")
    if text and (not name or not domain or any(c.isspace() or c in '<>",;:' for c in text) or not text.isascii()):
        raise ValueError("is no e-mail address; one looks like desk@example.com")
    return text


Address = Annotated[str, AfterValidator(_address)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Email(_Part):
    """The mail server that takes notices; without `host` none are sent. The password is a secret like the token."""

    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: SecretStr = SecretStr("")
    password_file: Path | None = None
    sender: Address = ""
    to: Address = ""

    @model_validator(mode="after")
    def _whole(self) -> "Email":
        if self.host and not (self.sender and self.to):
            raise ValueError("needs sender and to, an e-mail address each")
        if self.host and self.security == "none" and self.host not in LOOPBACK:
            raise ValueError("may have security: none with a mail server on this computer only")
        return self


class OutgoingWebhook(_Part):
    """Where signed notices go; without `url` nowhere. The secret is one like the token."""

    url: str = ""
    secret: SecretStr = SecretStr("")
    secret_file: Path | None = None

    @field_validator("url")
    @classmethod
    def _safe(cls, url: str) -> str:
        place = urlsplit(url)
        here = place.scheme == "http" and place.hostname in LOOPBACK
        if url and not here and not (place.scheme == "https" and place.hostname):
            raise ValueError("must begin with https://, or lead to this computer")
        return url


class Outlets(_Part):
    """How the clinic hears of cases outside Telegram. All are off until they are set."""

    email: Email = Email()
    webhook: OutgoingWebhook = OutgoingWebhook()


class BookingSystem(_Part):
    """What the booking system signs its word with that something was booked; without it nobody is believed."""

    secret: SecretStr = SecretStr("")
    secret_file: Path | None = None
