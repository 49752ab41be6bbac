"""Talking HTTP to Telegram: PTB's request class over aiohttp, the web stack that the webhook and the sandbox use too.

A request costs less than over httpx, PTB's own choice, and no error quotes the URL, which holds the token.
"""

from functools import cache
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

_CONNECTIONS = 64
_SECONDS = 5.0
_UPLOAD_SECONDS = 20.0


class TelegramHttp(BaseRequest):
    """Up to 64 connections, kept open. Timeouts are in seconds; `read` is that of calls which name none."""

    def __init__(self, read: float = _SECONDS) -> None:
        self._read = read
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer, unless a call says otherwise."""
        return self._read

    async def initialize(self) -> None:
        """Open for requests; harmless when done twice."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close all connections; harmless when done twice."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0917  # PTB's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. Raises TimedOut or NetworkError, neither with the URL, which holds the token."""
        if self._session is None:
            raise RuntimeError("TelegramHttp was used before initialize or after shutdown.")
        waits = [
            _seconds(pool_timeout, _SECONDS),
            _seconds(connect_timeout, _SECONDS),
            _seconds(write_timeout, _UPLOAD_SECONDS),
            _seconds(read_timeout, self._read),
        ]
        timeout = aiohttp.ClientTimeout(total=sum(waits), connect=waits[0], sock_connect=waits[1], sock_read=waits[3])
        try:
            async with self._session.request(
                method, url, data=_form(request_data), timeout=timeout, proxy=_proxy(URL(url).origin())
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"aiohttp.{type(error).__name__}") from None


@cache
def _proxy(origin: URL) -> str | None:
    """The proxy that the environment names. aiohttp would look for it at each request, and read ~/.netrc besides."""
    return None if proxy_bypass(origin.host or "") else getproxies().get(origin.scheme)


def _seconds(asked: object, usual: float) -> float:
    return float(asked) if isinstance(asked, int | float) else usual


def _form(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    """Parameters as a form; files among them make it a multipart one."""
    if data is None or not data.multipart_data:
        return data and data.json_parameters
    form = aiohttp.FormData(data.json_parameters)
    for name, (file_name, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form
