"""Questions in the patient's own words, and what they can press."""

from tests.e2e.clinic import PLAIN, Clinic, data_of, labels, only


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


async def test_a_double_tap_says_nothing_twice(clinic: Clinic) -> None:
    """Two presses of "Not what I meant" within a moment lead one step on, not two."""
    answer = only(await clinic.ana.says(PLAIN))
    data = data_of("Not what I meant", answer)
    first = await clinic.ana.forges(data, answer)
    second = await clinic.ana.forges(data, answer)
    assert len(first) == 1
    assert second == []
    assert "Not what I meant" not in labels([answer])
