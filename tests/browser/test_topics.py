"""The staff group as a forum: a case has a topic, and what is written in it stays there."""

from __future__ import annotations

from playwright.async_api import FilePayload, expect

from tests.browser.screen import Screen


async def test_a_case_opens_a_topic(screen: Screen) -> None:
    """The page says what will happen, and shows the first topic by itself."""
    names = screen.page.locator("#topics strong")
    await expect(names).to_have_text(["General"])
    await expect(screen.group.part.locator(".welcome")).to_contain_text("opens a topic of its own")
    await screen.hands_over("B-1001")
    await expect(names).to_have_text(["General", "B-1001"])
    await expect(screen.topic("B-1001")).to_have_attribute("aria-current", "true")
    await expect(screen.group.part.locator(".title")).to_have_text("B-1001")
    await expect(screen.group.part.locator(".log")).to_contain_text("Backchat opened the topic B-1001")
    await screen.group.sees("Ana Pereira")


async def test_the_next_topic_waits_to_be_opened(screen: Screen) -> None:
    """With a dot, and a word when it comes; the newest stands below General."""
    await screen.hands_over("B-1001")
    await screen.group.sees("Ana Pereira")
    await screen.page.select_option("#patients", label="Ben Carter")
    await screen.hands_over("B-1002")
    await screen.group.sees_toast("New topic: B-1002")
    await expect(screen.page.locator("#topics strong")).to_have_text(["General", "B-1002", "B-1001"])
    await expect(screen.topic("B-1002")).to_contain_text("new messages")
    await expect(screen.group.messages.filter(has_text="Ben Carter")).to_have_count(0)
    await screen.topic("B-1002").click()
    await screen.group.sees("Ben Carter")
    await expect(screen.topic("B-1002")).not_to_contain_text("new messages")


async def test_no_topic_opens_under_what_somebody_writes(screen: Screen) -> None:
    await screen.group.field.fill("Good morn")
    await screen.hands_over("B-1001")
    await expect(screen.topic("B-1001")).to_contain_text("new messages")
    await expect(screen.group.field).to_have_value("Good morn")
    await screen.group.field.press("Enter")
    await screen.group.sees("Good morn")
    [written] = [message for message in screen.stage.group.messages if message.text == "Good morn"]
    assert written.topic is None


async def test_an_answer_in_the_topic_reaches_the_patient(screen: Screen) -> None:
    """A reply does; talk among the team does not, and the page says which is which."""
    await screen.hands_over("B-1001")
    card = await screen.group.sees("Ana Pereira")
    note = screen.group.part.locator(".note")
    await expect(note).to_contain_text("Press Reply to answer the patient")
    await screen.group.says("does anybody know her?")
    await screen.group.sees("does anybody know her?")
    await card.get_by_role("button", name="Reply").click()
    await expect(note).to_be_hidden()
    await screen.group.says("How are the mornings?")
    await screen.phone.sees("How are the mornings?")
    await expect(screen.phone.messages.filter(has_text="does anybody know her?")).to_have_count(0)
    await screen.topic("General").click()
    await expect(screen.group.messages).to_have_count(0)
    [topic] = screen.stage.group.topics
    assert {message.topic for message in screen.stage.group.messages} == {topic}


async def test_a_command_and_a_file_stay_in_the_topic(screen: Screen) -> None:
    await screen.hands_over("B-1001")
    await screen.group.sees("Ana Pereira")
    await screen.group.says("/cases")
    await screen.group.sees("Open requests: 1")
    scan = FilePayload(name="scan.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4")
    await screen.group.part.locator("input[type=file]").set_input_files(scan)
    await screen.group.sees("scan.pdf")


async def test_closing_the_case_closes_its_topic(screen: Screen) -> None:
    """Only administrators write in it then; opening the case again opens it."""
    await screen.hands_over("B-1001")
    await screen.group.presses("Done")
    await screen.group.presses("Advised")
    await expect(screen.topic("B-1001")).to_contain_text("closed")
    note = screen.group.part.locator(".note")
    await expect(note).to_contain_text("You can still write, as an administrator")
    await screen.page.select_option("#members", label="Priya (@priya_desk)")
    await expect(note).to_contain_text("only administrators of the group can write here")
    await expect(screen.group.field).to_be_hidden()
    await screen.group.presses("Open again")
    await expect(screen.topic("B-1001")).not_to_contain_text("closed")
    await screen.group.says("Sorry, not yet")
    await screen.group.sees("Sorry, not yet")


async def test_out_of_hours(screen: Screen) -> None:
    """The patient reads when people are back; after opening, a card that nobody took is raised again in its topic."""
    hours = screen.page.locator("#hours")
    await expect(hours).to_have_text("Clinic open")
    await screen.skips("+1 hour", times=9)
    await expect(hours).to_have_text("Clinic closed until Friday, 08:00")
    await screen.hands_over("B-1001")
    await screen.phone.sees("People are back tomorrow at 8am.")
    await screen.group.sees("Ana Pereira")
    await screen.skips("Next morning")
    await expect(hours).to_have_text("Clinic open")
    await screen.group.sees("Still waiting: B-1001.")
    await screen.phone.sees("I've reminded the team.")
    await expect(screen.topic("General")).to_contain_text("new messages")
    await screen.topic("General").click()
    await screen.group.sees("Good morning.")
