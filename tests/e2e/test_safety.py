"""Red flags and crisis words: the card first, in its order, with nothing beside it; and it holds."""

from collections.abc import Callable
from functools import partial

from bot.sandbox import Message, User
from tests.e2e.clinic import (
    BOOKING,
    CRISIS,
    FEVER,
    NUMB,
    PHONE,
    PLAIN,
    SEEN,
    THREE_WEEKS,
    YES,
    Clinic,
    data_of,
    labels,
    links,
    only,
    texts,
)


def _bare(message: Message) -> None:
    """No link, price, exercise, phone number of the clinic, smiley or button."""
    assert message.button_texts == []
    assert "http" not in message.text
    assert not any(entity.kind in {"text_link", "url"} and "111" not in message.text for entity in message.entities)
    for word in (BOOKING, PHONE, "75 pounds", "Book", "stretch", "physio appointment is", "🙂", ":)"):
        assert word not in message.text


async def test_an_emergency_in_polish(clinic: Clinic) -> None:
    """One line in Polish that states the action, then the card as ever; the reminder begins with it too."""
    card, seen = await clinic.ana.says("boli mnie krzyz i nie moge sie wysikac od rana")
    first, rest = card.text.split("\n\n", 1)
    assert first == "Zadzwoń teraz pod 999 albo jedź od razu na oddział ratunkowy (A&E)."
    assert rest.startswith("Please go to A&E now, or call 999.")
    assert "You mentioned trouble peeing." in rest
    _bare(card)
    assert seen.button_texts == [SEEN]
    reminder, _ = await clinic.ana.says("co mam robic")
    assert reminder.text.startswith(f"{first}\n\nFirst, please get seen: trouble peeing needs A&E now")


async def test_a_crisis_in_spanish(clinic: Clinic) -> None:
    """Help now, in Spanish; then the English card in its order."""
    card = only(await clinic.ana.says("ya no quiero vivir asi"))
    first, rest = card.text.split("\n\n", 1)
    assert first.startswith("Hay ayuda ahora mismo: si tu vida corre peligro, llama al 999;")
    assert "116 123" in first
    assert rest.startswith("I'm really sorry")
    _bare(card)


async def test_ordinary_polish_is_no_emergency(clinic: Clinic) -> None:
    """A booking question gets no card."""
    told = await clinic.ana.says("chcialbym umowic wizyte na czwartek")
    assert "999 albo" not in told[0].text


async def test_everything_gets_the_reminder(clinic: Clinic) -> None:
    """While it holds: first be seen, whatever they write, send or press."""
    await clinic.ana.says(PLAIN)
    await clinic.ana.says(NUMB)
    acts: list[Callable[[User], object]] = [
        lambda user: user.say("which stretch is best?"),
        lambda user: user.say(THREE_WEEKS),
        lambda user: user.say("thanks"),
        *(partial(User.say, text=f"/{name}") for name in ["start", "help", "topics", "book", "human", "reload"]),
        *(partial(User.say, text=f"/{name}") for name in ["recovery", "diary"]),
        User.send_photo,
        User.send_voice,
        User.send_sticker,
        User.send_location,
        User.send_contact,
        lambda user: user.press("More"),
        lambda user: user.press("Not what I meant"),
    ]
    for act in acts:
        reminder, seen = await clinic.ana.does(act)
        assert reminder.text.startswith("First, please get seen: changed feeling"), act
        _bare(reminder)
        assert seen.button_texts == [SEEN]


async def test_it_holds_for_a_fortnight_and_over_a_restart(clinic: Clinic) -> None:
    """Then, unasked, an ordinary answer again."""
    await clinic.ana.says(NUMB)
    await clinic.closes()
    clinic.clock.later(days=13)
    await clinic.opens()
    assert (await clinic.ana.says(PLAIN))[0].text.startswith("First, please get seen")
    clinic.clock.later(days=14, minutes=1)
    assert "whichever feels better" in (await clinic.ana.says(PLAIN))[0].text


async def test_been_seen(clinic: Clinic) -> None:
    """It ends, the button goes, and a second tap only says thank you."""
    _, seen = await clinic.ana.says(NUMB)
    assert only(await clinic.ana.presses(SEEN)).text.startswith("Thank you for telling me.")
    assert seen.button_texts == []
    assert "whichever feels better" in (await clinic.ana.says(PLAIN))[0].text


async def test_a_later_hold_needs_its_own_button(clinic: Clinic) -> None:
    """The button of an earlier scare does not end this one."""
    _, old = await clinic.ana.says(NUMB)
    data = data_of(SEEN, old)
    await clinic.ana.presses(SEEN)
    clinic.clock.later(days=2)
    await clinic.ana.says(NUMB)
    assert (await clinic.ana.forges(data, old))[0].text.startswith("First, please get seen")


async def test_own_data_is_not_kept_from_them(clinic: Clinic) -> None:
    """Four commands go on while a tier holds."""
    await clinic.ana.says(NUMB)
    for command in ("/privacy", "/mydata", "/delete", "/stop"):
        told = await clinic.ana.says(command)
        assert told, command
        assert not any("First, please get seen" in text for text in texts(told)), command


async def test_delete_keeps_the_advice(clinic: Clinic) -> None:
    """All goes but the held tier, and that is said."""
    await clinic.ana.says(NUMB)
    await clinic.ana.says("/delete")
    assert "safety advice stays" in texts(await clinic.ana.presses("Yes, delete it"))[-1]
    assert (await clinic.ana.says(PLAIN))[0].text.startswith("First, please get seen")


async def test_an_open_card_says_so_without_words(clinic: Clinic) -> None:
    """ "Safety advice given", when, and nothing of what was written; the phone key beside the card goes."""
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    assert clinic.ana.user.chat.keyboard is not None
    card, _ = await clinic.ana.says(NUMB)
    _bare(card)
    assert "Safety advice given on" in clinic.card.text
    assert "wipe" not in clinic.card.text
    assert "numb" not in clinic.card.text
    assert clinic.ana.user.chat.keyboard is None


async def test_an_offer_is_dropped_by_a_sign(clinic: Clinic) -> None:
    """No consent question stays open beside an emergency."""
    await clinic.ana.says(THREE_WEEKS)
    question = clinic.ana.last
    await clinic.ana.says(NUMB)
    assert clinic.rows("cases") == []
    told = await clinic.ana.presses(YES, question)
    assert told[0].text.startswith("First, please get seen")
    assert clinic.cards == []


async def test_the_card_goes_before_everything_and_once(clinic: Clinic) -> None:
    """A flood of questions, then a sign: its card is not behind their answers, and comes once."""
    questions = [PLAIN, "how long will it last?", "can i deadlift?", "what about sleep?", "is yoga good?"]
    told = await clinic.ana.says(*questions, NUMB)
    cards = [message for message in told if message.text.startswith("Please go to A&E")]
    assert len(cards) == 1
    assert told.index(cards[0]) <= len(questions)
    after = told[told.index(cards[0]) + 1 :]
    assert labels(after) == [SEEN], texts(after)


async def test_a_flood_from_others_does_not_hold_it_up(clinic: Clinic) -> None:
    """Ben's messages wait in their own line, where they are read together; his own sign is seen among them."""
    await clinic.ben.starts()
    await clinic.ana.starts()
    clinic.sandbox.faults.add("sendMessage", chat_id=clinic.ben.id, times=1000, delay=0.2)
    for n in range(500):
        await clinic.ben.user.say(NUMB if n == 250 else PLAIN)
    told = await clinic.ana.says(NUMB)
    assert told[0].text.startswith("Please go to A&E")
    to_ben = [m for m in clinic.sandbox.world.shown if m.chat.id == clinic.ben.id]
    [card] = [m for m in to_ben if m.text.startswith("Please go to A&E")]
    assert clinic.sandbox.world.shown.index(told[0]) < clinic.sandbox.world.shown.index(to_ben[-1])
    in_the_air = [m for m in to_ben[to_ben.index(card) + 1 :] if "whichever" in m.text]
    assert len(in_the_air) <= 1
    assert len(to_ben) < 100
    assert {row["state"] for row in clinic.rows("inbox")} == {"done"}


async def test_words_behind_a_command_are_read(clinic: Clinic) -> None:
    """A sign is a sign wherever it stands; nothing with a link comes with the card, and it holds."""
    for who, words in (
        (clinic.ana, f"/help {NUMB}"),
        (clinic.ben, f"/human {CRISIS}"),
        (clinic.eve, f"/start {FEVER}"),
    ):
        told = await who.says(words)
        _bare(told[0])
        assert "999" in told[0].text
        assert links(told) == []
        assert (await who.says(PLAIN))[0].text.startswith(("First, please", "Please get help first"))


async def test_what_has_no_words(clinic: Clinic) -> None:
    """A useful reply with the emergency line that asks for words; nothing is opened or kept."""
    acts: dict[str, Callable[[User], object]] = {
        "photos": User.send_photo,
        "voice messages": User.send_voice,
        "stickers": User.send_sticker,
        "documents": User.send_document,
        "a location": User.send_location,
    }
    for what, act in acts.items():
        told = only(await clinic.ana.does(act))
        for words in (what, "tell me in words", "999", "111"):
            assert words in told.text
    assert "SandboxFile" not in clinic.remembered()
    assert clinic.sandbox.calls_of("getFile") == []
    assert clinic.rows("sessions") == []
