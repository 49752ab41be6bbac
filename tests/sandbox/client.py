"""The plainest of clients: one that shows Telegram's answers as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

from bot.sandbox import Sandbox


@dataclass
class Answered:
    """One answer over HTTP."""

    status: int
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        """What came back, once it is clear that something did."""
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def refusal(self) -> str:
        """Why not."""
        assert self.body["ok"] is False, self.body
        assert self.body["error_code"] == self.status
        return str(self.body["description"])


@dataclass
class Client:
    """A bot without a library."""

    sandbox: Sandbox
    http: ClientSession

    def url(self, method: str, token: str | None = None) -> str:
        """Where a method lives."""
        return f"{self.sandbox.base_url}{token or self.sandbox.token}/{method}"

    async def call(self, method: str, **parameters: object) -> Answered:
        """Call with JSON, where nested values need no serialising by hand."""
        async with self.http.post(self.url(method), json=parameters) as response:
            return Answered(response.status, await response.json())

    async def refused(self, method: str, **parameters: object) -> str:
        """Call and give the reason of the refusal."""
        return (await self.call(method, **parameters)).refusal

    async def updates(self, **parameters: object) -> list[dict[str, Any]]:
        """What getUpdates gives."""
        result: list[dict[str, Any]] = (await self.call("getUpdates", **parameters)).result
        return result
