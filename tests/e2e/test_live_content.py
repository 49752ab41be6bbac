"""An admin edits a file while patients chat."""

import shutil
from pathlib import Path

import pytest

from tests.e2e.clinic import BOOKING, NUMB, PLAIN, Clinic, only


@pytest.fixture
async def topic(founded: Clinic) -> Path:
    """The clinic's own folder, in use; the file about heat and ice."""
    content = founded.has_own_content()
    await founded.opens()
    return content / "topics" / "heat-or-ice.yaml"


async def test_an_edit_takes_effect_and_a_mistake_does_not(founded: Clinic, topic: Path) -> None:
    """First a mistake, refused with file, line and column; then it is mended, and the new words answer."""
    written = topic.read_text(encoding="utf-8")
    line = written[: written.index("\nanswer:")].count("\n") + 2
    topic.write_text(written.replace("\nanswer:", "\nasnwer:"), encoding="utf-8")
    await founded.until(lambda: len(founded.notices) == 1, "the refusal")
    refusal = founded.notices[0]
    assert refusal.startswith("Content refused, the old version goes on:")
    assert "topics/heat-or-ice.yaml" in refusal
    assert f"line {line}, column 1" in refusal
    assert '"asnwer"' in refusal
    assert "whichever feels better" in only(await founded.ana.says(PLAIN)).text
    assert (await founded.ben.says(NUMB))[0].text.startswith("Please go to A&E")

    topic.write_text(written.replace("whichever feels better", "what soothes"), encoding="utf-8")
    await founded.until(lambda: len(founded.notices) == 2, "the news")
    assert founded.notices[1].startswith("Content updated: heat-or-ice (answer). 35 topics")
    assert "what soothes" in only(await founded.ana.says(PLAIN)).text


async def test_a_refusal_shows_marks_as_they_stand(founded: Clinic, topic: Path) -> None:
    """It quotes the file and names placeholders, which stand for nothing here."""
    written = topic.read_text(encoding="utf-8")
    topic.write_text(written.replace("whichever feels better", "{whichever} feels better"), encoding="utf-8")
    await founded.until(lambda: len(founded.notices) == 1, "the refusal")
    refusal = founded.notices[0]
    assert '"{whichever}" is not a placeholder' in refusal
    assert "{booking_url}" in refusal
    assert BOOKING not in refusal


@pytest.mark.parametrize("harm", ["gone", "not utf-8", "empty folder"])
async def test_a_broken_folder_is_refused_at_reload(founded: Clinic, topic: Path, harm: str) -> None:
    """/reload tells the admin why; the last good set goes on."""
    match harm:
        case "gone":
            (topic.parents[1] / "safety" / "cards.yaml").unlink()
        case "not utf-8":
            topic.write_bytes(b"id: heat-or-ice\ntitle: \xff\xfe\n")
        case "empty folder":
            shutil.rmtree(topic.parent)
    assert only(await founded.priya.says("/reload")).text.startswith("Content refused, the old version goes on:")
    assert "whichever feels better" in only(await founded.ana.says(PLAIN)).text
    assert (await founded.ben.says(NUMB))[0].text.startswith("Please go to A&E")
