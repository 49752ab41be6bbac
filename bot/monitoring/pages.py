"""The pages for those who watch over the bot: /healthz for supervisors and people, /metrics for Prometheus."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.monitoring.metrics import Metrics
from bot.monitoring.vitals import Vitals, problems
from bot.webhook_settings import HEALTH, METRICS


@dataclass(frozen=True, slots=True)
class Pages:
    """Both pages, from vitals taken at each visit."""

    measure: Callable[[], Awaitable[Vitals]]
    metrics: Metrics
    more: Sequence[web.RouteDef] = ()
    """What else the same server does."""

    def health(self) -> web.RouteDef:
        """Where health is asked for."""
        return web.get(HEALTH, self._health)

    def all(self) -> list[web.RouteDef]:
        """Health, metrics, and what else there is."""
        return [self.health(), *self.more, web.get(METRICS, self._metrics)]

    async def _health(self, _request: web.Request) -> web.Response:
        """200 while patients are served, else 503; what is wrong stands in `problems`, by name."""
        vitals = await self.measure()
        wrong = problems(vitals)
        answer = {
            "status": "failing" if wrong else "well",
            "problems": wrong,
            "content": vitals.content,
            "content_refused": bool(vitals.refusal),
            "telegram_silent_seconds": round(vitals.silent_seconds, 1),
            "outbox_age_seconds": round(vitals.unsent_seconds, 1),
        }
        return web.json_response(answer, status=503 if wrong else 200)

    async def _metrics(self, _request: web.Request) -> web.Response:
        body = self.metrics.text(await self.measure())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})
