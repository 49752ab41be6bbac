"""What every Telegram handler is given: typed services, and which stored update is being handled."""

from contextvars import ContextVar
from typing import Any

from telegram.ext import Application, CallbackContext, ExtBot

from handlers.ports import Delivery, Services

CURRENT: ContextVar[Delivery] = ContextVar("delivery")
"""The update being handled; set by whoever hands an update to the application."""


class BotData:
    """The application's data: the services, put there once by the composition root."""

    services: Services


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], BotData]):
    """PTB's context with our services on it."""

    @property
    def services(self) -> Services:
        """All services."""
        return self.bot_data.services

    @property
    def delivery(self) -> Delivery:
        """The update being handled."""
        return CURRENT.get()


App = Application[ExtBot[None], Context, dict[Any, Any], dict[Any, Any], BotData, None]
