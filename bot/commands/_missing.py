"""What a clinic's set-up still lacks, as `setup` and `doctor` say it."""

from telegram.ext import ExtBot

from bot.settings import Settings
from bot.telegram_start import staff_group_problem


async def group_problem(bot: ExtBot[None], settings: Settings) -> str | None:
    """Why cases would reach nobody; None where they do."""
    group = settings.clinic.staff_chat_id
    if group is None:
        return "Missing: clinic.staff_chat_id, the group that hears of cases."
    problem = await staff_group_problem(bot, group)
    return f"Staff group: {problem}" if problem else None


def missing_facts(settings: Settings) -> list[str]:
    """What the config does not say yet."""
    missing = []
    if not settings.admins:
        missing.append("Missing: admins, the user ids of the people who may reload content and hear of faults.")
    if settings.clinic.booking_url.startswith("https://example.com"):
        missing.append("Missing: clinic.booking_url is still the example.")
    return missing
