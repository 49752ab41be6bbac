"""Texts: parsed first, counted after, and refused in TDLib's words."""

from __future__ import annotations

import pytest

from bot.sandbox import User
from bot.sandbox.html_mode import parse_html
from bot.sandbox.links import detect
from bot.sandbox.text import Entity, FormattedText, trim
from tests.sandbox.client import Client

PARSE = "Bad Request: can't parse entities: "
REFUSED = {
    "<b>x": 'Can\'t find end tag corresponding to start tag "b"',
    "<b>x</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "x</b>": "Unexpected end tag at byte offset 1",
    "é<h1>x</h1>": 'Unsupported start tag "h1" at byte offset 2',
    "a < b": 'Unsupported start tag "" at byte offset 2',
    "<b": "Unclosed start tag at byte offset 0",
    "<b a": 'Unclosed start tag "b" at byte offset 0',
    "<b a=": 'Unclosed start tag "b" at byte offset 0',
    "<b a='1'": "Unclosed start tag at byte offset 0",
    "<b>x</b": "Unclosed end tag at byte offset 4",
    "<span>x</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    "<a href=http://x.y>q</a>": "Unexpected end of name token at byte offset 8",
    "<b =1>q</b>": 'Empty attribute name in the tag "b" at byte offset 0',
    "<tg-emoji>x</tg-emoji>": "Invalid custom emoji identifier specified",
    "&#xd83d;": (
        "Text contains invalid Unicode characters after decoding HTML entities, "
        "check for unmatched surrogate code units"
    ),
}
MEANT = {
    "<b>b</b><strong>b</strong>": [("bold", 0, 1), ("bold", 1, 1)],
    "<i>i</i><em>i</em>": [("italic", 0, 1), ("italic", 1, 1)],
    "<u>u</u><ins>u</ins>": [("underline", 0, 1), ("underline", 1, 1)],
    "<s>s</s><strike>s</strike><del>s</del>": [("strikethrough", at, 1) for at in range(3)],
    '<tg-spoiler>x</tg-spoiler><span class="tg-spoiler">x</span>': [("spoiler", 0, 1), ("spoiler", 1, 1)],
    "<blockquote>q</blockquote>": [("blockquote", 0, 1)],
    "<blockquote expandable>q</blockquote>": [("expandable_blockquote", 0, 1)],
    "<b>😀</b>é<i>x</i>": [("bold", 0, 2), ("italic", 3, 1)],
    "<code>c</code>": [("code", 0, 1)],
    '<pre><code class="language-python">x</code></pre>': [("pre", 0, 1)],
    '<code class="language-python"><pre>x</pre></code>': [("pre", 0, 1)],
    "<tg-emoji emoji-id='5'>👍</tg-emoji>": [("custom_emoji", 0, 2)],
    "<a href='x.com/a?b=1&amp;c'>q</a>": [("text_link", 0, 1)],
    "<a href='tg://user?id=5'>me</a>": [("text_mention", 0, 2)],
    "<a>https://x.com</a>": [("text_link", 0, 13)],
    "<a href='nonsense'>q</a>": [],
}


@pytest.mark.parametrize(("source", "reason"), REFUSED.items())
async def test_html_is_refused_as_by_tdlib(api: Client, ana: User, source: str, reason: str) -> None:
    """The whole message fails."""
    refusal = await api.refused("sendMessage", chat_id=ana.id, text=source, parse_mode="HTML")
    assert refusal == PARSE + reason


@pytest.mark.parametrize(("source", "meant"), MEANT.items())
def test_html_is_understood(source: str, meant: list[tuple[str, int, int]]) -> None:
    """Every tag of Telegram's HTML, with offsets in UTF-16 units."""
    assert [(e.kind, e.offset, e.length) for e in parse_html(source).entities] == meant


def test_references() -> None:
    """Four names and the numbers; anything else stays as it is written."""
    assert parse_html("&lt;&gt;&amp;&quot;&#65;&#x41;&nbsp; & &#0;").text == '<>&"AA&nbsp; & &#0;'


def test_html_comes_back() -> None:
    """What a test compares with what was meant."""
    sources = (
        '<b>a <i>b</i></b> &lt; <a href="https://x.com/">q</a>',
        '<pre><code class="language-py">x</code></pre><tg-spoiler>y</tg-spoiler>',
        '<blockquote expandable>x</blockquote><a href="tg://user?id=5">z</a>',
        '<tg-emoji emoji-id="5">👍</tg-emoji>',
    )
    for source in sources:
        assert parse_html(source).html == source


async def test_limits_count_after_parsing(api: Client, ana: User) -> None:
    """4096 code points of text, however long the markup and however wide the characters."""
    just_right = "😀" * 4096
    sent = await api.call("sendMessage", chat_id=ana.id, text=f"<b>{just_right}</b>", parse_mode="HTML")
    assert sent.result["text"] == just_right
    assert sent.result["entities"] == [{"type": "bold", "offset": 0, "length": 8192}]
    too_long = await api.refused("sendMessage", chat_id=ana.id, text="x" * 4097)
    assert too_long == "Bad Request: message is too long"
    raw = await api.refused("sendMessage", chat_id=ana.id, text="é" * 16_385)
    assert raw == "Bad Request: text is too long"
    assert await api.refused("sendMessage", chat_id=ana.id, text="é" * 16_384) == too_long


async def test_empty_and_blank(api: Client, ana: User) -> None:
    """Nothing sent and nothing left are two different complaints."""
    for missing in ({}, {"text": ""}):
        assert await api.refused("sendMessage", chat_id=ana.id, **missing) == "Bad Request: message text is empty"
    for blank in (" \n ", "\u200b\u00a0", "<b> </b>"):
        refusal = await api.refused("sendMessage", chat_id=ana.id, text=blank, parse_mode="html")
        assert refusal == "Bad Request: text must be non-empty"


async def test_other_modes_are_not_modelled(api: Client, ana: User) -> None:
    """Better refused than half understood; so is the one tag that is missing."""
    refusal = await api.refused("sendMessage", chat_id=ana.id, text="*x*", parse_mode="MarkdownV2")
    assert refusal == "Bad Request: sandbox: parse_mode MarkdownV2 is not modelled"
    unknown = await api.refused("sendMessage", chat_id=ana.id, text="*x*", parse_mode="BBCode")
    assert unknown == "Bad Request: unsupported parse_mode"
    time = await api.refused("sendMessage", chat_id=ana.id, text="<tg-time unix='1'>x</tg-time>", parse_mode="HTML")
    assert time == "Bad Request: sandbox: the tag tg-time is not modelled"


async def test_entities_given_by_hand(api: Client, ana: User) -> None:
    """Checked against the text in UTF-16 units; trimming moves them."""
    bold = {"type": "bold", "offset": 2, "length": 2}
    sent = await api.call("sendMessage", chat_id=ana.id, text="  😀 hi ", entities=[bold])
    assert sent.result["text"] == "😀 hi"
    assert sent.result["entities"] == [{"type": "bold", "offset": 0, "length": 2}]


@pytest.mark.parametrize(
    ("text", "entities", "reason"),
    [
        (
            "abc",
            [{"type": "bold", "offset": 2, "length": 2}],
            "entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 4",
        ),
        (
            "a😀",
            [{"type": "bold", "offset": 2, "length": 1}],
            "entity begins in a middle of a UTF-16 symbol at byte offset 5",
        ),
        (
            "a😀",
            [{"type": "bold", "offset": 0, "length": 2}],
            "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 5",
        ),
        (
            "abc",
            [{"type": "bold", "offset": 4, "length": 1}],
            "entity begins after the end of the text at UTF-16 offset 4",
        ),
        ("abc", [{"type": "bold", "offset": -1, "length": 1}], "receive an entity with incorrect offset -1"),
        ("abc", [{"type": "bold", "offset": 0, "length": -1}], "receive an entity with incorrect length -1"),
        ("abc", [{"type": "bold", "length": 1}], "can't parse MessageEntity: Can't find field \"offset\""),
        ("abc", [{"type": "x", "offset": 0, "length": 1}], "can't parse MessageEntity: Unsupported type specified"),
        ("abc", [{"offset": 0, "length": 1}], "can't parse MessageEntity: Can't find field \"type\""),
        (
            "abc",
            [{"type": "bold", "offset": True, "length": 1}],
            'can\'t parse MessageEntity: Field "offset" must be of type Number',
        ),
        ("abc", ["bold"], "can't parse MessageEntity: expected an Object"),
        (
            "abc",
            [{"type": "custom_emoji", "offset": 0, "length": 1, "custom_emoji_id": "5"}],
            "sandbox: entities of the type custom_emoji are not modelled",
        ),
        ("abc", "[", "sandbox: entities is no JSON; Telegram would send the text without any"),
    ],
)
async def test_refused_entities(api: Client, ana: User, text: str, entities: object, reason: str) -> None:
    """In TDLib's words, or in the sandbox's own where Telegram would say nothing."""
    refusal = await api.refused("sendMessage", chat_id=ana.id, text=text, entities=entities)
    assert refusal == f"Bad Request: {reason}"


async def test_every_kind_of_entity_comes_back(api: Client, ana: User) -> None:
    """With what belongs to it; those that Telegram finds by itself need not be given."""
    given = [
        {"type": "bold", "offset": 0, "length": 1},
        {"type": "text_link", "offset": 1, "length": 1, "url": "https://clinic.org/"},
        {"type": "pre", "offset": 2, "length": 1, "language": "python"},
        {"type": "url", "offset": 3, "length": 1},
        {"type": "text_mention", "offset": 4, "length": 1, "user": {"id": ana.id}},
    ]
    sent = await api.call("sendMessage", chat_id=ana.id, text="abcde", entities=given)
    shown = sent.result["entities"]
    assert shown[:3] == given[:3]
    assert [(shown[3]["type"], shown[3]["user"]["id"]), len(shown)] == [("text_mention", ana.id), 4]


def test_nothing_else_inside_code() -> None:
    """Telegram drops other formatting there."""
    mixed = FormattedText("abc", (Entity("bold", 0, 3), Entity("code", 1, 1)))
    assert [(e.kind, e.offset, e.length) for e in trim(mixed).entities] == [
        ("bold", 0, 1),
        ("code", 1, 1),
        ("bold", 2, 1),
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("/start", ["bot_command"]),
        ("hi /help@a_bot, ok", ["bot_command"]),
        ("a/b //x", []),
        ("@anap and x@anap", ["mention"]),
        ("mail a.b@clinic.org", ["email"]),
        ("see https://clinic.org/book?x=1.", ["url"]),
        ("#back #1", ["hashtag"]),
    ],
)
def test_what_telegram_finds_by_itself(text: str, kinds: list[str]) -> None:
    """A command is one only through its entity."""
    assert [entity.kind for entity in detect(text)] == kinds
