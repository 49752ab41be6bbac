"""What Prometheus reads. Labels are kinds, methods and numbers of answers: never a chat, a person or a word."""

from math import nan

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.monitoring.turns import TurnSeen
from bot.monitoring.vitals import Vitals, problems

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Counts as things happen, and shows the vitals as they are when asked. A registry of its own holds both."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._turns = self._counter("backchat_turns", "Updates handled, each try counted", "kind", "failed")
        self._seconds = Histogram(
            "backchat_turn_seconds", "How long a turn took", buckets=_SECONDS, registry=self._registry
        )
        self._calls = self._counter(
            "backchat_telegram_calls", "Calls to Telegram by status (0: no answer)", "method", "status"
        )
        self._content = self._gauge("backchat_content_info", "The content in force", "version")
        self._well = self._gauge("backchat_well", "1 while /healthz answers 200")
        self._database = self._gauge("backchat_database_writable", "1 while the database can be written")
        self._refused = self._gauge("backchat_content_refused", "1 while the content's files are refused")
        self._purge = self._gauge("backchat_purge_failed", "1 while the last purge failed")
        self._silent = self._gauge("backchat_telegram_silent_seconds", "Since Telegram last answered")
        self._age = self._gauge("backchat_outbox_age_seconds", "Age of the oldest unsent message")
        self._unsent = self._gauge("backchat_outbox_waiting", "Messages and cards not sent yet")
        self._arrived = self._gauge("backchat_inbox_waiting", "Updates not handled yet")
        self._unclaimed = self._gauge("backchat_cases_unclaimed", "Cases that nobody has taken")

    def turn(self, seen: TurnSeen) -> None:
        """An update was handled, or failed."""
        self._turns.labels(seen.kind, str(seen.failed).lower()).inc()
        self._seconds.observe(seen.ms / 1000)

    def called(self, method: str, status: int) -> None:
        """A call to Telegram is over."""
        self._calls.labels(method, str(status)).inc()

    def text(self, vitals: Vitals) -> bytes:
        """All of it in Prometheus' own format. What the database does not tell is NaN."""
        self._content.clear()
        self._content.labels(vitals.content).set(1)
        self._well.set(not problems(vitals))
        self._database.set(not vitals.database)
        self._refused.set(bool(vitals.refusal))
        self._purge.set(bool(vitals.purge_failure))
        self._silent.set(vitals.silent_seconds)
        waiting = vitals.backlog
        self._age.set(vitals.unsent_seconds if waiting else nan)
        self._unsent.set(waiting.unsent if waiting else nan)
        self._arrived.set(waiting.arrived if waiting else nan)
        self._unclaimed.set(len(waiting.unclaimed) if waiting else nan)
        return generate_latest(self._registry)

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(name, says, labels, registry=self._registry)

    def _gauge(self, name: str, says: str, *labels: str) -> Gauge:
        return Gauge(name, says, labels, registry=self._registry)
