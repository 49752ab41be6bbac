"""Whatever people's thumbs, names and phones send: an answer, and nothing broken."""

import pytest

from tests.e2e.clinic import NUMB, PLAIN, THREE_WEEKS, YES, Clinic, only, texts

ODD_TEXTS = {
    "a full stop": ".",
    "invisible": "\u200b\u2060\u200d",
    "a braille blank": "\u2800",
    "emoji only": "😭🔥🦵",
    "control characters": "my \x00back\x07 \x1bhurts\x7f\u0085",
    "right to left": "الظهر يؤلمني بعد التمرين",
    "direction marks": "\u202emy back hurts\u202c after squats",
    "html": "<b>my back</b> & <script>alert(1)</script> <a href='tg://user?id=1'>hurts</a>",
    "placeholders": "{clinic} {signs} {0} %s ** __ `back`",
    "half a pair": "my back \ud83d hurts",
    "combining marks": "b\u0301\u0302\u0303a\u0301c\u0301k\u0301 hurts" * 20,
    "the longest message": "my back hurts " * 292,
    "one long word": "a" * 4096,
    "astral letters": "𝖒𝖞 𝖇𝖆𝖈𝖐 𝖍𝖚𝖗𝖙𝖘",
    "newlines": "\n".join(["back"] * 500),
}

ODD_NAMES = {
    "html": "<b>Bob</b> & \"Co\" <a href='x'>",
    "right to left": "\u202eمحمد\u202c",
    "emoji": "🦄🔥",
    "invisible": "\u200b\u2060",
    "newlines": "Bob\nB-9999 · urgent",
    "long": "W" * 64,
    "placeholders": "{phone} **bold** {number}",
}


async def test_odd_messages_are_answered(clinic: Clinic, caplog: pytest.LogCaptureFixture) -> None:
    """Never silence, never an error; and the next question is answered as ever."""
    for kind, text in ODD_TEXTS.items():
        assert await clinic.ana.says(text), kind
    assert "whichever feels better" in only(await clinic.ana.says(PLAIN)).text
    assert [record.getMessage() for record in caplog.records if record.levelname in {"ERROR", "WARNING"}] == []


async def test_a_sign_at_the_end_of_the_longest_message(clinic: Clinic) -> None:
    """It is found there, too."""
    for words, who in (("👍 " * 1900, clinic.ana), ("blah blah " * 380, clinic.ben)):
        told = await who.says((words + NUMB)[-4096:])
        assert told[0].text.startswith("Please go to A&E")


async def test_odd_names_stand_harmlessly_on_the_card(clinic: Clinic) -> None:
    """One line, as text, without a username; the card keeps its shape."""
    for kind, name in ODD_NAMES.items():
        bob = clinic.meets(name)
        await bob.says(THREE_WEEKS)
        await bob.presses(YES)
        card = clinic.cards[-1]
        first, reasons, *_ = card.text.split("\n")
        assert first.startswith("B-1"), kind
        assert "@" not in first, kind
        assert reasons == "lasting 3 weeks, stops daily tasks", kind
        assert f"tg://user?id={bob.id}" in card.html, kind
        assert [entity.kind for entity in card.entities if entity.kind == "text_link"] == [], kind
        assert "\u202e" not in card.text, kind
        if kind in {"html", "placeholders"}:
            assert name in first


async def test_odd_names_of_staff(clinic: Clinic) -> None:
    """What the patient reads is their name as text."""
    boss = clinic.meets("<i>Dr</i> {number} & Co")
    await clinic.group.add(boss.user)
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    await boss.presses_on_card("I'll take it")
    assert clinic.ana.screen[-1] == "<i>Dr</i> {number} & Co from the clinic has your message, B-1001."
    assert "Taken by <i>Dr</i> {number} & Co on" in clinic.card.text
    await boss.tells_group("Hello", reply_to=clinic.card)
    assert clinic.ana.screen[-2] == "Hello\n\n<i>Dr</i> {number} & Co, Riverside Physio"


async def test_markup_in_a_note_is_text(clinic: Clinic) -> None:
    """On the card stands what was typed: no link, no bold, no placeholder, no mention."""
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    note = "[x](https://evil.example) <a href='https://evil.example'>y</a> **b** __i__ `c` {phone} tg://user?id=1"
    await clinic.ana.says(note)
    assert note in clinic.card.text
    kinds = {entity.kind for entity in clinic.card.entities}
    assert not kinds & {"text_link", "italic", "underline", "code", "pre"}
    assert "<b>b</b>" not in clinic.card.html


async def test_a_note_of_the_greatest_length(clinic: Clinic) -> None:
    """Cut, said so, and the card still fits into a message."""
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    told = await clinic.ana.says("<&>" * 1365)
    assert "too long to add whole" in texts(told)[-1]
    assert "Note: <&><&>" in clinic.card.text
    assert clinic.card.button_texts == ["I'll take it", "Done"]


async def test_a_long_reply_of_staff(clinic: Clinic) -> None:
    """4,096 characters and a signature: in two messages, counted once."""
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    await clinic.sam.tells_group("word " * 819, reply_to=clinic.card)
    said = clinic.ana.screen[-3:-1]
    assert "".join(said).count("word") == 819
    assert said[-1].endswith("Sam, Riverside Physio")
    assert "Replies delivered: 1" in clinic.card.text


async def test_the_same_update_twice(clinic: Clinic) -> None:
    """One question, one answer; one emergency, one card; one Yes, one case."""
    await clinic.ana.starts()
    for text, count in ((PLAIN, 1), (THREE_WEEKS, 2), (NUMB, 2)):
        clinic.sandbox.repeat_next_update()
        assert len(await clinic.ana.says(text)) == count


async def test_everybody_at_once(clinic: Clinic) -> None:
    """Twenty patients in one moment: each has their own answer."""
    people = [clinic.meets(f"P{number}") for number in range(20)]
    for person in people:
        await person.user.start()
    for person in people:
        await person.user.say(PLAIN)
    await clinic.settles()
    for person in people:
        assert len(person.screen) == 2
        assert "whichever feels better" in person.screen[-1]
