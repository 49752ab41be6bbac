"""`backchat suggestions`: what patients suggested is printed, and deleted when that is asked for."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from bot.cli import app
from bot.storage import suggestions
from bot.storage.opening import open_database
from tests.bot.commands.conftest import Said
from tests.keys import KEY, KEYS
