"""Replies as Telegram gets them: escaped, short enough, with their keyboards."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.case import Case, DeskTurn
from handlers.events import Verb
from handlers.ports import Document, Held
from handlers.render import (
    MAX_CAPTION,
    MAX_FLASH,
    MAX_LENGTH,
    flash,
    inline_keyboard,
    literal,
    my_data,
    plain,
    render_desk,
    render_note,
    render_reply,
    render_turn,
    shorten,
    split,
    tidy,
    to_html,
    units,
    unmarked,
)
from handlers.replies import Button, Keys, Photo, Reply
from handlers.session import CaseState, Session
from handlers.turn import Turn
from tests.handlers.chat import START
from tests.handlers.small_world import CLINIC, wording

WORDING = wording()


class Read(HTMLParser):
    """Telegram's reading: only balanced <b> and <a>, and the text that is left."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.open = "", list[str]()
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        assert tag in {"b", "a"}, tag
        assert tag == "a" or not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """It closes what was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text."""
        self.text += data


def test_bold_and_nothing_else() -> None:
    """Everything is escaped first."""
    assert to_html("**Call <now> & go.** a*b ** c") == "<b>Call &lt;now&gt; &amp; go.</b> a*b ** c"
    assert to_html("**Call\nnow.**") == "<b>Call\nnow.</b>"


def test_where_telegram_shows_no_bold() -> None:
    """On buttons and over the chat stand the words alone, with the clinic's facts; a name keeps its stars."""
    text = f"**Book** at {{clinic}}, {literal('**Sam**')}"
    assert unmarked(text, CLINIC) == "Book at Thames Physio, **Sam**"
    [message] = render_reply(Reply("Hello", ((Button("**Book** at {clinic}", Verb.TOPICS),),)), 5, CLINIC)
    assert message.keyboard == inline_keyboard([[{"text": "Book at Thames Physio", "callback_data": "ts"}]])
    assert len(flash("{clinic} " * 30, CLINIC)) == MAX_FLASH


def test_clinic_facts_are_filled_before_escaping() -> None:
    """A clinic's name with an ampersand is text."""
    clinic = CLINIC.model_copy(update={"name": "Back & Sons"})
    [message] = render_note("**{clinic}**", 5, clinic)
    assert message.html == "<b>Back &amp; Sons</b>"


def test_keyboards() -> None:
    """Inline buttons, links, the phone key, and taking it away."""
    reply = Reply("Hello", ((Button("More", Verb.MORE, "sleep"), Button("Book", url="https://x.example")),))
    [message] = render_reply(reply, 5, CLINIC)
    assert message.keyboard == {
        "inline_keyboard": [
            [{"text": "More", "callback_data": "m:sleep"}, {"text": "Book", "url": "https://x.example"}]
        ]
    }
    [asking] = render_reply(Reply("Phone?", keys=Keys.ASK_PHONE, phone_label="Share"), 5, CLINIC)
    assert asking.keyboard == {
        "keyboard": [[{"text": "Share", "request_contact": True}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    [thanks] = render_reply(Reply("Thanks", keys=Keys.REMOVE, emergency=True), 5, CLINIC)
    assert thanks.keyboard == {"remove_keyboard": True}
    assert thanks.emergency
    [only] = render_turn(Turn(Session(), (Reply("Hi"),)), 5, CLINIC)
    assert (only.chat_id, only.html, only.keyboard) == (5, "Hi", None)


def test_a_button_must_lead_somewhere() -> None:
    """A fault of ours, found before Telegram finds it."""
    with pytest.raises(ValueError, match="leads nowhere"):
        render_reply(Reply("Hello", ((Button("Lost"),),)), 5, CLINIC)


SHOWN = Photo("d1", "**Plank.** The picture shows: a < b.")
MORE = ((Button("More", Verb.MORE, "x"),),)


def test_a_short_text_stands_below_its_picture() -> None:
    """One message, up to the limit of a caption."""
    [message] = render_reply(Reply("x" * (MAX_CAPTION - units(SHOWN.caption) - 2), MORE, photo=SHOWN), 5, CLINIC)
    assert (message.photo, message.html[:52]) == ("d1", "<b>Plank.</b> The picture shows: a &lt; b.\n\nxxxxxxxx")
    assert message.keyboard is not None
    assert units(Read(message.html).text) <= MAX_CAPTION


def test_a_longer_text_follows_its_picture() -> None:
    """Then the caption has the title and what is shown; the buttons stand under the last message."""
    picture, *rest = render_reply(Reply("word " * 1000, MORE, photo=SHOWN), 5, CLINIC)
    assert (picture.photo, picture.html) == ("d1", "<b>Plank.</b> The picture shows: a &lt; b.")
    assert [message.photo for message in rest] == ["", ""]
    assert [message.keyboard is None for message in (picture, *rest)] == [True, True, False]


def test_a_long_text_is_cut_at_paragraphs() -> None:
    """The keyboard stands under the last piece."""
    text = "\n\n".join(["word " * 300] * 5)
    first, *_, last = render_reply(Reply(text, ((Button("More", Verb.MORE, "x"),),)), 5, CLINIC)
    assert first.keyboard is None
    assert last.keyboard is not None
    assert list(split("aaa bbb ccc", 8)) == ["aaa bbb", "ccc"]
    assert list(split("aaaa\nbb cc", 8)) == ["aaaa", "bb cc"]
    assert list(split("a" * 20, 8)) == ["a" * 8, "a" * 8, "a" * 4]
    assert list(split("  ")) == ["…"]


@given(st.text(), st.integers(2, 40))
def test_pieces_fit_and_lose_nothing_but_blanks(text: str, limit: int) -> None:
    """Whatever the text; a character of two units is never torn."""
    pieces = list(split(text, limit))
    assert pieces
    assert all(0 < units(piece) <= limit for piece in pieces)
    if text.strip():
        assert "".join("".join(pieces).split()) == "".join(text.split())


@given(st.text(alphabet=st.characters() | st.sampled_from("*<>&\"'{}\n "), max_size=200))
def test_any_text_becomes_sound_html(text: str) -> None:
    """Balanced tags, and the same text when read."""
    read = Read(to_html(text)).text
    assert read.replace("*", "").split() == text.replace("*", "").replace("\r", "\n").split()


@given(st.text(min_size=1, max_size=9000))
def test_any_reply_fits(text: str) -> None:
    """No message is longer than Telegram takes."""
    for message in render_reply(Reply(text), 5, CLINIC):
        assert 0 < units(Read(message.html).text) <= MAX_LENGTH


def test_plain_text_for_a_terminal() -> None:
    """Links with their address, other buttons in brackets."""
    reply = Reply(
        "**Hello** from {clinic}",
        (
            (Button("Yes", Verb.TELL_YES), Button("No", Verb.TELL_NO)),
            (Button("Book", url="https://x.example"),),
        ),
    )
    assert plain(reply, CLINIC) == "Hello from Thames Physio\n[Yes] [No]\nBook: https://x.example"
    assert plain(Reply("Phone?", keys=Keys.ASK_PHONE, phone_label="Share"), CLINIC) == "Phone?\n[Share]"


def test_outside_text_is_tidied() -> None:
    """No control characters, no invisible ones, nothing that turns the text around."""
    assert tidy("a\x00b\u202ec\u200bd\te\nf\ud800") == "abcd e\nf"
    assert tidy("שלום") == "שלום"
    assert shorten("abcdef", 4) == "abc…"
    assert shorten("abc", 4) == "abc"


def test_my_data() -> None:
    """Everything stored, escaped, and again as a file; or that there is nothing."""
    [none] = my_data(Held(), 5, WORDING, CLINIC)
    assert none.html == "Nothing is kept about this chat."
    some, file = my_data(Held((("Note", "<b>me</b>"),), {"note": "<b>mé</b>"}), 5, WORDING, CLINIC)
    assert some.html.endswith("<b>Note:</b> &lt;b&gt;me&lt;/b&gt;")
    assert some.document is None
    assert file.html.startswith("The same as a file")
    assert file.document == Document("my-data.json", '{\n  "note": "<b>mé</b>"\n}')


CASE = Case(1042, CaseState.OPEN, 7, "Ana", "", (), None, None, START)


def test_a_staff_turn_goes_to_patient_and_group() -> None:
    """The staff's own words carry the case number, so that the card can show their arrival."""
    turn = DeskTurn(CASE, (Reply("Hello"),), to_group="On its way.", is_reply=True)
    patient, group = render_desk(turn, -5, CLINIC)
    assert (patient.chat_id, patient.case_number) == (7, 1042)
    assert (group.under_card, group.case_number) == (1042, None)
    [gone] = render_desk(DeskTurn(None, to_group="It is gone."), -5, CLINIC)
    assert (gone.chat_id, gone.under_card) == (-5, None)
    [claimed] = render_desk(DeskTurn(CASE, (Reply("Sam has it"),), to_group="x"), None, CLINIC)
    assert claimed.case_number is None
    assert render_desk(DeskTurn(None, (Reply("Hello"),)), -5, CLINIC) == []


def test_only_the_last_piece_of_a_long_staff_reply_is_counted() -> None:
    """One reply, one arrival."""
    turn = DeskTurn(CASE, (Reply("word " * 2000),), is_reply=True)
    numbers = [message.case_number for message in render_desk(turn, -5, CLINIC)]
    assert numbers == [None, None, 1042]
