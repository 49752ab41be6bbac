"""The address behind a link, written as Telegram keeps it; one that Telegram would drop is none at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address
from typing import Final

from bot.sandbox.text import BLANK, lowered

MAX_USER_ID: Final = (1 << 40) - 1

_USER_LINK: Final = re.compile(r"tg:(?://)?user/?\?([^#]*)")
_NUMBER: Final = re.compile(r"[1-9][0-9]*")
_OWN_SCHEME: Final = re.compile(r"(tg|ton|tonsite):(?://)?")
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")
_TON_SITE: Final = re.compile(r"[A-Za-z0-9._-]+")
_PROTOCOL: Final = re.compile(r"([^:/?#@\[\]]*)://")
_PATH: Final = re.compile(r"[/?#]")
_PORT: Final = re.compile(r"(.+):([^:\]@]*)", re.DOTALL)
_PORT_NUMBER: Final = re.compile(r"0*([1-9][0-9]{0,4})")
_PIECE: Final = r"[A-Za-z0-9._!$,~*'();&+=-]|[^\x00-\x7f]|%[0-9A-Fa-f]{2}"
_HOST: Final = re.compile(rf"(?:{_PIECE})+")
_LOGIN: Final = re.compile(rf"(?:{_PIECE}|:)*")
_IPV6: Final = re.compile(r"\[([0-9a-f:.]+)\]")


@dataclass(frozen=True)
class _Address:
    protocol: str
    login: str
    host: str
    port: int
    path: str


def user_of_link(url: str) -> int:
    """The user that a ``tg://user?id=`` link means, or 0."""
    found = _USER_LINK.match(lowered(url))
    parameters = (parameter.partition("=") for parameter in found[1].split("&")) if found else ()
    number = next((value for name, _, value in parameters if name == "id"), "")
    user_id = int(number) if _NUMBER.fullmatch(number) else 0
    return user_id if user_id <= MAX_USER_ID else 0


def tidy_url(url: str) -> str:
    """Write a link as Telegram stores it, or give nothing when Telegram would drop it."""
    own = _OWN_SCHEME.match(lowered(url))
    if own:
        return _tidy_own(own[1], url[own.end() :])
    address = _read(url)
    if not address or ("." not in address.host and not _IPV6.fullmatch(address.host)):
        return ""
    login = f"{address.login}@" if address.login else ""
    port = f":{address.port}" if address.port else ""
    return f"{address.protocol}://{login}{address.host}{port}{address.path}"


def _tidy_own(scheme: str, rest: str) -> str:
    """A link into Telegram or TON: a bare name, with neither login nor port."""
    address = _read(rest)
    if not address or address.login or address.port or _PROTOCOL.match(rest):
        return ""
    if not (_TON_SITE if scheme == "tonsite" else _NAME).fullmatch(address.host):
        return ""
    path = address.path[1:] if address.path.startswith("/?") else address.path
    return f"{scheme}://{address.host}{path}"


def _read(url: str) -> _Address | None:
    found = _PROTOCOL.match(url)
    protocol = lowered(found[1]) if found else "http"
    rest = url[found.end() :] if found else url
    place = _PATH.split(rest, maxsplit=1)[0]
    path = rest[len(place) :].rstrip(BLANK)
    port = 0
    if with_port := _PORT.fullmatch(place):
        place, number = with_port.groups()
        valid = _PORT_NUMBER.fullmatch(number)
        port = int(valid[1]) if valid else 1 << 16
    login, _, host = place.rpartition("@")
    host = lowered(host)
    right = (_HOST.fullmatch(host) and _LOGIN.fullmatch(login)) or _is_ipv6(host)
    if protocol not in {"http", "https"} or port >= 1 << 16 or not right or host == ".":
        return None
    path = "".join(character if character > " " else f"%{ord(character):02X}" for character in path)
    return _Address(protocol, login, host, port, path if path.startswith("/") else f"/{path}")


def _is_ipv6(host: str) -> bool:
    found = _IPV6.fullmatch(host)
    try:
        return bool(found and IPv6Address(found[1]))
    except AddressValueError:
        return False
