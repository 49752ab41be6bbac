"""Exercise cards with their pictures, from the content folder to the patient's phone."""

from bot.sandbox.state import Media
from faq.content_files import PACKAGED
from faq.pictures import FOLDER
from tests.e2e.clinic import Clinic, Somebody

EXERCISES = "Gentle exercises"


async def asks_for_a_plank(somebody: Somebody) -> list[bytes]:
    """The way to the card, and the pictures that came with it."""
    await somebody.says("which exercises are good for my back")
    await somebody.presses(EXERCISES)
    return [
        message.content.file.data for message in await somebody.presses("Plank") if isinstance(message.content, Media)
    ]


async def test_a_picture_is_uploaded_once_for_everybody(clinic: Clinic) -> None:
    """Also after a restart; and again when Telegram does not know its id any more."""
    plank = (PACKAGED / FOLDER / "plank.png").read_bytes()
    assert await asks_for_a_plank(clinic.ana) == [plank]
    await clinic.closes()
    await clinic.opens()
    assert await asks_for_a_plank(clinic.ben) == [plank]
    first, second = clinic.sandbox.calls_of("sendPhoto")
    assert "photo" in first.parameters
    assert second.parameters["photo"] == clinic.rows("file_ids")[0]["file_id"]
    clinic.sandbox.world.files.clear()
    assert await asks_for_a_plank(clinic.eve) == [plank]
    _, _, refused, third = clinic.sandbox.calls_of("sendPhoto")
    assert (refused.answer, third.ok) == ("Bad Request: wrong file identifier/HTTP URL specified", True)


async def test_without_pictures_the_words_arrive(clinic: Clinic) -> None:
    """Telegram takes none today: title, steps and stop rule still come."""
    clinic.sandbox.faults.add("sendPhoto", status=400, description="Bad Request: IMAGE_PROCESS_FAILED")
    await clinic.ana.says("which exercises are good for my back")
    await clinic.ana.presses(EXERCISES)
    caption, card = await clinic.ana.presses("Glute bridge")
    assert caption.text.startswith("Glute bridge. The picture shows: a person on their back")
    assert "Stop if it brings" in card.text
    assert clinic.rows("file_ids") == []


async def test_a_changed_picture_is_shown_at_once(founded: Clinic) -> None:
    """Saved into the folder while the bot runs."""
    clinic = founded
    content = clinic.has_own_content()
    await clinic.opens()
    await asks_for_a_plank(clinic.ana)
    new = (PACKAGED / FOLDER / "bird-dog.png").read_bytes()
    (content / FOLDER / "plank.png").write_bytes(new)
    await clinic.until(lambda: any("plank (picture)" in notice for notice in clinic.notices), "the new picture")
    assert await asks_for_a_plank(clinic.ben) == [new]
