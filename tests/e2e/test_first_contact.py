"""What a patient finds: first words, commands, topics by buttons alone."""

from tests.e2e.clinic import BOOKING, HOURS, PHONE, Clinic, labels, links, only, texts


async def test_start_says_who_this_is_and_is_not(clinic: Clinic) -> None:
    """Automated, not watched, not for emergencies, 999 and 111; and the topics as buttons."""
    hello = only(await clinic.ana.starts())
    for words in ("automated", "Clinicians do not watch", "not for emergencies", "999", "111", "Riverside Physio"):
        assert words in hello.text
    assert "Heat or ice" in hello.button_texts


async def test_help_says_the_same_and_what_it_can_do(clinic: Clinic) -> None:
    """Rule 8 of the ground truth, and each command by name."""
    told = only(await clinic.ana.says("/help"))
    for words in (
        "automated",
        "do not watch",
        "999",
        "111",
        "/topics",
        "/book",
        "/human",
        "/privacy",
        "/mydata",
        "/delete",
    ):
        assert words in told.text


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


async def test_book_shows_how(clinic: Clinic) -> None:
    """Link, phone, hours and what is confirmed; what is not is to be asked."""
    told = only(await clinic.ana.says("/book"))
    assert links([told]) == [BOOKING]
    for words in (PHONE, HOURS, "75 pounds", "Please ask the clinic about the insurers"):
        assert words in told.text


async def test_human_offers_the_clinic_and_the_hand_over(clinic: Clinic) -> None:
    """Phone, link, hours; then the question of consent, and nothing to staff before Yes."""
    person, question = await clinic.ana.says("/human")
    assert PHONE in person.text
    assert HOURS in person.text
    assert links([person]) == [BOOKING]
    assert question.text.startswith("Shall I tell the clinic")
    assert question.button_texts == ["Yes, tell them", "No thanks"]
    assert clinic.group.messages == []


async def test_privacy_says_what_is_kept(clinic: Clinic) -> None:
    """The whole notice; it may take more than one message."""
    told = "\n".join(texts(await clinic.ana.says("/privacy")))
    for words in ("Riverside Physio", "/mydata", "/delete", "consent", "ico.org.uk", "Telegram also holds this chat"):
        assert words in told


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
    assert names == ["start", "topics", "book", "human", "privacy", "mydata", "delete", "help"]
    assert all(command.description for command in commands)


async def test_an_unknown_command_is_answered(clinic: Clinic) -> None:
    """Never silence."""
    assert labels(await clinic.ana.says("/weather"))
    assert await clinic.ana.says("/START")


async def test_stop_ends_what_is_under_way(clinic: Clinic) -> None:
    """The offer is gone, and the old button says so kindly."""
    await clinic.ana.says("/human")
    assert "stopped" in only(await clinic.ana.says("/stop")).text
    await clinic.ana.presses("Yes, tell them")
    assert clinic.ana.toast
    assert clinic.rows("cases") == []
    assert clinic.group.messages == []
