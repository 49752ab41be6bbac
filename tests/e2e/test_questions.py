"""Questions in the patient's own words, and what they can press."""

from tests.e2e.clinic import BOOKING, PLAIN, Clinic, data_of, labels, links, only, texts


async def test_a_question_its_answer_and_thanks(clinic: Clinic) -> None:
    """Answer, safety net, buttons; "This helped" flashes thanks, and a second tap counts nothing twice."""
    answer = only(await clinic.ana.says(PLAIN))
    assert "whichever feels better" in answer.text
    assert "Numb between the legs" in answer.text
    assert answer.button_texts[:2] == ["This helped", "Not what I meant"]
    assert await clinic.ana.presses("This helped") == []
    assert clinic.ana.toast == "Thank you. Good to know."
    await clinic.ana.presses("This helped", answer)
    assert clinic.counted("helped") == 1


async def test_more_and_a_related_topic(clinic: Clinic) -> None:
    """The longer part, and a neighbour, each with the safety net."""
    answer = only(await clinic.ana.says(PLAIN))
    more = only(await clinic.ana.presses("More", answer))
    related = answer.button_texts[-1]
    other = only(await clinic.ana.presses(related, answer))
    for told in (more, other):
        assert "Numb between the legs" in told.text
    assert len({answer.text, more.text, other.text}) == 3


async def test_not_what_i_meant_leads_to_the_clinic_and_never_in_a_circle(clinic: Clinic) -> None:
    """The next candidates, once other words, then the clinic and the booking link."""
    said = await clinic.ana.says(PLAIN)
    seen: list[str] = []
    for _ in range(8):
        message = said[-1]
        seen.append(message.text)
        label = next((each for each in ("Not what I meant", "None of these") if each in message.button_texts), None)
        if label is not None:
            said = await clinic.ana.presses(label, message)
        elif "other words" in message.text:
            said = await clinic.ana.says("that cold thing or was it the hot one for the ache")
        else:
            break
    assert "the clinic can help you" in seen[-1]
    assert links([message]) == [BOOKING]
    assert "Talk to the clinic" in message.button_texts
    assert sum("other words" in text for text in seen) == 1
    assert len(seen) <= 6


async def test_did_you_mean(clinic: Clinic) -> None:
    """Up to three topics and "none of these", with the emergency line; a press answers."""
    offer = only(await clinic.ana.says(clinic.close_call()))
    assert offer.text.startswith("I can help with one of these.")
    assert "999" in offer.text
    assert offer.button_texts[-1] == "None of these"
    assert 1 <= len(offer.button_texts) - 1 <= 3
    answer = only(await clinic.ana.presses(offer.button_texts[0], offer))
    assert "This helped" in answer.button_texts


async def test_two_questions_in_one_message(clinic: Clinic) -> None:
    """Both are answered."""
    first, second = await clinic.ana.says("should i use heat or ice? and what should i eat for my back?")
    assert "whichever feels better" in first.text
    assert second.text != first.text
    assert "This helped" in second.button_texts


async def test_what_is_not_ours(clinic: Clinic) -> None:
    """Said plainly, with a way on."""
    told = only(await clinic.ana.says("how do i back up my phone"))
    assert "I only know about lower back pain" in told.text
    assert "999" not in told.text
    assert told.button_texts == ["Topics", "Talk to the clinic"]


async def test_gentle_exercises_by_buttons(clinic: Clinic) -> None:
    """A list, then a card with its dose and the stop rule."""
    await clinic.ana.says("which exercises are good for my back")
    choice = only(await clinic.ana.presses("Gentle exercises", clinic.ana.last))
    card = only(await clinic.ana.presses(choice.button_texts[0], choice))
    assert "How much:" in card.text
    assert "Easier:" in card.text
    assert "Stop" in card.text


async def test_no_exercises_for_somebody_under_18(clinic: Clinic) -> None:
    """The fixed words, and nothing of theirs is stored."""
    await clinic.ana.says("which exercises are good for my back")
    answer = clinic.ana.last
    told = await clinic.ana.says("i'm 16, heat or ice?")
    assert "made for adults" in "\n".join(texts(told))
    refused = only(await clinic.ana.presses("Gentle exercises", answer))
    assert "How much:" not in refused.text
    assert clinic.rows("cases") == []


async def test_buttons_of_an_old_message_still_work(clinic: Clinic) -> None:
    """After other questions, and even after the bot was started anew."""
    old = only(await clinic.ana.says(PLAIN))
    await clinic.ana.says("how long will it last?")
    await clinic.closes()
    await clinic.opens()
    assert "Numb between the legs" in only(await clinic.ana.presses("More", old)).text
    assert await clinic.ana.presses("Not what I meant", old) == []
    assert "out of date" in str(clinic.ana.toast)


async def test_button_data_nobody_made(clinic: Clinic) -> None:
    """Kindly out of date, or a page of topics; never silence and never an error."""
    on = only(await clinic.ana.says(PLAIN))
    for data in ("", "t:no-such-topic", "x:no-such-card", "zz:1", "t:" + "a" * 62, "ts:999", "\u202e"):
        shown = await clinic.ana.forges(data, on)
        assert shown or "out of date" in str(clinic.ana.toast), data


async def test_thanks_and_hello(clinic: Clinic) -> None:
    """A word back, without an advert."""
    for words in ("hello", "thanks", "ok bye"):
        told = await clinic.ana.says(words)
        assert told
        assert links(told) == []


async def test_a_double_tap_says_nothing_twice(clinic: Clinic) -> None:
    """Two presses of "Not what I meant" within a moment lead one step on, not two."""
    answer = only(await clinic.ana.says(PLAIN))
    data = data_of("Not what I meant", answer)
    first = await clinic.ana.forges(data, answer)
    second = await clinic.ana.forges(data, answer)
    assert len(first) == 1
    assert second == []
    assert "Not what I meant" not in labels([answer])
