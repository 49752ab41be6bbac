"""What a patient finds: first words, commands, topics by buttons alone."""

from tests.e2e.clinic import Clinic, only, texts


async def test_every_topic_can_be_reached_by_buttons_alone(clinic: Clinic) -> None:
    """No typing: page after page, and each topic answers."""
    page = only(await clinic.ana.says("/topics"))
    reached: dict[str, str] = {}
    while True:
        for label in [label for label in page.button_texts if label not in {"Next", "Back"}]:
            reached[label] = only(await clinic.ana.presses(label, page)).text
        if "Next" not in page.button_texts:
            break
        page = only(await clinic.ana.presses("Next", page))
    topics = clinic.library.knowledge.topics.values()
    assert set(reached) == {topic.label for topic in topics}
    for topic in topics:
        # The clinic's facts stand where the topic has placeholders.
        start = topic.answer.replace("**", "").split("{")[0][:60].strip()
        assert start in reached[topic.label]
        assert "{" not in reached[topic.label]


async def test_mydata_and_delete_before_anything_happened(clinic: Clinic) -> None:
    """Nothing is kept of somebody who only said hello."""
    await clinic.ana.starts()
    assert texts(await clinic.ana.says("/mydata")) == ["Nothing is kept about this chat."]
    ask = only(await clinic.ana.says("/delete"))
    assert ask.button_texts == ["Yes, delete it", "No, keep it"]
    assert "nothing was deleted" in only(await clinic.ana.presses("No, keep it")).text
    await clinic.ana.says("/delete")
    done = await clinic.ana.presses("Yes, delete it")
    assert texts(done)[-1].startswith("Deleted.")
    assert clinic.rows("sessions") == []


async def test_the_menu_lists_the_commands(clinic: Clinic) -> None:
    """In Telegram's own menu, with descriptions."""
    ((_, commands),) = clinic.sandbox.world.commands.items()
    names = [command.command for command in commands]
    assert names == ["start", "topics", "book", "human", "recovery", "diary", "privacy", "mydata", "delete", "help"]
    assert all(command.description for command in commands)


async def test_stop_ends_what_is_under_way(clinic: Clinic) -> None:
    """The offer is gone, and the old button says so kindly."""
    await clinic.ana.says("/human")
    assert "stopped" in only(await clinic.ana.says("/stop")).text
    await clinic.ana.presses("Yes, tell them")
    assert clinic.ana.toast
    assert clinic.rows("cases") == []
    assert clinic.group.messages == []


JUNK = (
    "A" * 64,
    "<b>x</b>",
    "{0.__class__}",
    "../../etc/passwd",
    "case_take_1001",
    "y:0123456789ab",
    "; DROP TABLE cases",
    "%00",
    "\u202e",
    "\0",
)


async def test_deep_links_with_junk(clinic: Clinic) -> None:
    """Whatever stands behind /start is passed over: the greeting as ever, and nothing of it kept."""
    for junk in JUNK:
        told = await clinic.happens(lambda: clinic.eve.user.start(junk), clinic.eve.id)  # noqa: B023  # awaited in the loop
        assert only(told).text.startswith("Hello. I'm an automated service"), junk
        assert junk not in only(told).text
    assert clinic.rows("sessions") == []
