"""Which alarms ring, that each is told once, and that its end is told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.monitoring.alarms import Alarm, alarms, news, still_unknown
from bot.monitoring.vitals import Vitals
from bot.storage.backlog import Backlog
from tests.bot.monitoring.made_up import WELL
from tests.bot.storage.setting import MONDAY

FOUR_HOURS = timedelta(hours=4)


def rings(vitals: Vitals, ringing: Mapping[str, str] | None = None) -> dict[str, Alarm]:
    """What rings on Monday at nine."""
    return {alarm.key: alarm for alarm in alarms(vitals, FOUR_HOURS, MONDAY, ringing or {})}


def old_outbox(seconds: float) -> Vitals:
    """Three messages wait, the oldest for so long."""
    return replace(WELL, backlog=Backlog(unsent=3), unsent_seconds=seconds)


def test_nothing_rings_when_all_is_well() -> None:
    assert rings(WELL) == {}
    assert news({}, {}) == []


def test_an_outbox_older_than_five_minutes() -> None:
    assert rings(old_outbox(300)) == {}
    alarm = rings(old_outbox(301))["outbox"]
    assert alarm.text.startswith("Messages wait to be sent: 3, the oldest for 5 minutes.")


def test_an_outbox_at_its_limit_is_told_of_once() -> None:
    """It is over when it is well below, and not at the first second under the limit."""
    ringing = {"outbox": "Messages go out again without a wait."}
    assert news(ringing, rings(old_outbox(299), ringing)) == []
    assert news(ringing, rings(old_outbox(60), ringing)) == ["Over: Messages go out again without a wait."]


def test_a_case_that_nobody_took() -> None:
    """Each by its number, each for itself."""
    unclaimed = {1001: MONDAY - timedelta(hours=5), 1002: MONDAY - FOUR_HOURS}
    found = rings(replace(WELL, backlog=Backlog(unclaimed=unclaimed)))
    assert list(found) == ["case 1001"]
    assert found["case 1001"].text.startswith("B-1001 has waited for 5 hours and nobody has taken it.")
    assert news({"case 1001": "B-1001 waits for nobody any more."}, {}) == ["Over: B-1001 waits for nobody any more."]


def test_refused_content_and_a_failed_purge() -> None:
    found = rings(replace(WELL, refusal="Content refused", purge_failure="It is locked."))
    assert list(found) == ["content", "purge"]
    assert "could not be deleted: It is locked." in found["purge"].text


def test_what_only_the_database_could_tell_is_not_over_without_it() -> None:
    away = replace(WELL, database="It is full.", backlog=None)
    assert [key for key in ("outbox", "case 1001", "content") if still_unknown(key, away)] == ["outbox", "case 1001"]
    assert not still_unknown("outbox", WELL)


def test_notices_that_wait() -> None:
    """Beside the outbox's own alarm, which is about patients and cards."""
    waiting = replace(WELL, backlog=Backlog(notice_since=MONDAY - timedelta(minutes=6)))
    found = rings(waiting)
    assert list(found) == ["notices"]
    assert found["notices"].text.startswith("Word of cases by e-mail or webhook has waited for 6 minutes.")
    nearly = replace(WELL, backlog=Backlog(notice_since=MONDAY - timedelta(minutes=4)))
    assert rings(nearly) == {}
    assert list(rings(nearly, {"notices": ""})) == ["notices"]
    assert still_unknown("notices", replace(WELL, backlog=None))
