"""The main stories of both people at the page, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.screen import LASTING, Screen


async def test_ask_and_press_more(screen: Screen) -> None:
    """The answer comes as Telegram renders it: bold is bold, and buttons stand below."""
    await screen.phone.starts()
    await screen.phone.sees("I'm an automated service")
    await screen.phone.says("heat or ice for a sore back?")
    answer = await screen.phone.sees("whichever feels better")
    await expect(answer.locator("b").first).to_be_visible()
    await expect(answer).not_to_contain_text("<b>")
    await screen.phone.presses("More")
    await screen.phone.sees("Numb between the legs")


async def test_did_you_mean(screen: Screen) -> None:
    await screen.phone.starts()
    await screen.phone.says("back stuff")
    await screen.phone.sees("Which is closest?")
    await screen.phone.presses("Lifting technique")
    await screen.phone.sees("No lifting style is proven best")


async def test_a_lasting_case_is_handed_over_and_claimed(screen: Screen) -> None:
    """Consent first; then the card, taken by one of the staff; the patient hears who."""
    await screen.phone.starts()
    await screen.phone.says(LASTING)
    await screen.phone.sees("Shall I tell the clinic")
    await expect(screen.group.messages).to_have_count(0)
    await screen.phone.presses("Yes, tell them")
    card = await screen.group.sees("Ana Pereira")
    await expect(card).to_contain_text("(@ana_p)")
    await expect(card).to_contain_text("lasting 3 weeks")
    await screen.group.presses("I'll take it")
    await expect(card).to_contain_text("Taken by Sam")
    await screen.phone.sees("Sam from the clinic has your message")
    await screen.page.select_option("#members", label="Priya (@priya_desk)")
    await card.get_by_role("button", name="Reply").click()
    await screen.group.says("Could you come in tomorrow at ten?")
    await screen.phone.sees("Could you come in tomorrow at ten?")


async def test_a_red_flag_comes_before_everything(screen: Screen) -> None:
    """Nothing to press but that one has been seen, and no link."""
    await screen.phone.starts()
    await screen.phone.says("tweaked my back on the rower, and it feels numb between my legs when i wipe")
    card = await screen.phone.sees("Please go to A&E now, or call 999")
    await expect(card.locator("a, .key")).to_have_count(0)
    await expect(screen.phone.messages.last.locator(".key")).to_have_text(["I've been seen"])


async def test_a_crisis(screen: Screen) -> None:
    await screen.phone.starts()
    await screen.phone.says("the pain is so bad i want to kill myself")
    card = await screen.phone.sees("116 123")
    await expect(card.locator(".key")).to_have_count(0)


async def test_delete_my_data(screen: Screen) -> None:
    """The staff card goes with it; its button explains itself in a toast."""
    await screen.phone.starts()
    await screen.phone.says(LASTING)
    await screen.phone.presses("Yes, tell them")
    card = await screen.group.sees("Ana Pereira")
    await screen.phone.says("/delete")
    await screen.phone.presses("Yes, delete it")
    await screen.phone.sees("Deleted.")
    await expect(screen.group.messages.last).to_contain_text("Deleted by the patient")
    await expect(card).to_have_count(0)


async def test_an_old_button_says_so(screen: Screen) -> None:
    await screen.phone.starts()
    await screen.phone.says("heat or ice for a sore back?")
    old = await screen.phone.sees("whichever feels better")
    await screen.phone.says("how long will it last?")
    await screen.phone.sees("usually passes")
    await old.get_by_role("button", name="Not what I meant").click()
    await screen.phone.sees_toast("That button is out of date")


async def test_pressed_twice_in_a_hurry(screen: Screen) -> None:
    """One request, one card."""
    await screen.phone.starts()
    await screen.phone.says(LASTING)
    await screen.phone.sees("Shall I tell the clinic")
    await screen.phone.button("Yes, tell them").dblclick()
    await screen.group.sees("Ana Pereira")
    await screen.phone.sees("Your reference is")
    await expect(screen.group.messages).to_have_count(1)


async def test_a_new_patient_with_an_odd_name(screen: Screen) -> None:
    """Shown as typed, on the card too."""
    await screen.page.get_by_role("button", name="New patient").click()
    await screen.page.get_by_label("First name").fill("Bob <i>&amp;")
    await screen.page.get_by_role("button", name="Add patient").click()
    await screen.phone.starts()
    await screen.phone.says(LASTING)
    await screen.phone.presses("Yes, tell them")
    await screen.group.sees("Bob <i>&amp;")


async def test_why(screen: Screen) -> None:
    """The drawer tells an admin what was read, and follows the chat."""
    await screen.phone.starts()
    await screen.phone.says(LASTING)
    await screen.phone.sees("Shall I tell the clinic")
    await screen.page.get_by_role("button", name="Why?").click()
    reasons = screen.page.locator("#reasons")
    await expect(reasons).to_contain_text("persistent")
    await screen.phone.says("heat or ice")
    await expect(reasons).to_contain_text("Should I use heat or ice?")


async def test_an_edit_shows_live_and_a_mistake_is_told(editable: tuple[Screen, Path]) -> None:
    screen, folder = editable
    topic = folder / "topics" / "heat.yaml"
    before = topic.read_text(encoding="utf-8")
    await screen.phone.starts()
    await screen.phone.sees("I'm an automated service")
    topic.write_text(before.replace("answer: ", "answr: "), encoding="utf-8")
    banner = screen.page.locator("#staff .banner")
    await expect(banner).to_contain_text('"answr" is not a field here')
    topic.write_text(before.replace("It can", "It certainly can"), encoding="utf-8")
    await expect(banner).to_be_hidden()
    await screen.phone.says("does heat help")
    await screen.phone.sees("It certainly can")


async def test_a_picture_and_a_file_are_shown(screen: Screen, tmp_path: Path) -> None:
    await screen.phone.starts()
    await screen.phone.sees("I'm an automated service")
    picture = Path(__file__).parents[2] / "bot" / "demo" / "static" / "icon.svg"
    for name, words in (("scan.pdf", b"%PDF-1.4"), (picture.name, picture.read_bytes())):
        file = tmp_path / name
        file.write_bytes(words)
        await screen.phone.part.locator("input[type=file]").set_input_files(file)
        await screen.phone.sees(name)


async def test_an_exercise_card_has_its_picture(screen: Screen) -> None:
    """Loaded, above its words, and described for those who can't see it."""
    await screen.phone.starts()
    await screen.phone.says("which exercises are good for my back")
    await screen.phone.sees("Getting stronger overall helps")
    await screen.phone.presses("Gentle exercises")
    await screen.phone.presses("Bird dog")
    card = await screen.phone.sees("Reach one arm forward and the opposite leg back")
    picture = card.get_by_role("img", name="The picture shows: a person on hands and knees")
    await expect(picture).to_be_visible()
    await expect(picture).to_have_js_property("naturalWidth", 1200)


@pytest.mark.parametrize("method", ["reload", "new server"])
async def test_the_page_comes_back(screen: Screen, method: str) -> None:
    """After a reload the chat is as it was; without a server it says so."""
    await screen.phone.starts()
    await screen.phone.says("heat or ice for a sore back?")
    await screen.phone.sees("whichever feels better")
    if method == "reload":
        await screen.page.reload()
        await screen.phone.sees("whichever feels better")
    else:
        await screen.page.context.set_offline(True)
        await screen.phone.says("hello?")
        await screen.phone.sees_toast("The demo is not running")
        await expect(screen.phone.field).to_have_value("hello?")
        await screen.page.context.set_offline(False)
        await screen.phone.field.press("Enter")
        await screen.phone.sees("hello?")


async def test_time_passes(screen: Screen) -> None:
    """The page says what day it is in the demo, and each day has its line in the chat."""
    clock = screen.page.get_by_role("group", name="The time in the demo")
    await screen.phone.starts()
    await screen.phone.says("heat or ice for a sore back?")
    await screen.phone.sees("whichever feels better")
    days = screen.phone.part.locator(".notice")
    await expect(days).to_have_count(1)
    before = await clock.locator("#time").inner_text()
    await clock.get_by_role("button", name="Next morning").click()
    await expect(clock.locator("#time")).to_contain_text("09:0")
    assert await clock.locator("#time").inner_text() != before
    await clock.get_by_role("button", name="+1 day").click()
    await expect(clock.get_by_role("status")).to_contain_text("It is now")
    await clock.get_by_role("button", name="+1 hour").click()
    await expect(clock.locator("#time")).to_contain_text("10:0")
    await screen.phone.says("how long will it last?")
    await screen.phone.sees("usually passes")
    await expect(days).to_have_count(2)
