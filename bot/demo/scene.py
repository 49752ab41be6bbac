"""What the page opens with: a clinic with opening hours, a staff group with topics, and three patients."""

from bot.demo.stage import Stage
from bot.settings import Settings
from faq.wording.opening_hours import OpeningHours

_WEEKDAY = "8:00-20:00"
OPENING = OpeningHours.model_validate(
    {
        "monday": _WEEKDAY,
        "tuesday": _WEEKDAY,
        "wednesday": _WEEKDAY,
        "thursday": _WEEKDAY,
        "friday": _WEEKDAY,
        "saturday": "9:00-13:00",
    }
)
"""The hours of a clinic whose config says nothing of any."""


def with_hours(settings: Settings) -> Settings:
    """The same settings with opening hours, so that the clock of the page has something to show."""
    clinic = settings.clinic
    if clinic.opening or clinic.hours:
        return settings
    return settings.model_copy(update={"clinic": clinic.model_copy(update={"opening": OPENING})})


async def set_scene(stage: Stage) -> None:
    """Topics, and patients: somebody with a username, somebody without, and an odd name."""
    await stage.group.turn_on_topics()
    stage.meet("Ana", "Pereira", "ana_p")
    stage.meet("Ben", "Carter")
    stage.meet('Zoë <b>"Bee"</b>', "O’Neill 🦽", "zoe_bee")
