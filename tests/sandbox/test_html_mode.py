"""The sandbox's HTML mode beside Telegram's own parser: the same verdict, the same words, the same entities."""

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.sandbox import ApiError
from bot.sandbox.html_mode import parse_html
from bot.sandbox.text import FormattedText
from tests import tdlib

SIMPLE = ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "blockquote", "code", "pre"]
PLAIN = [
    "a",
    "B",
    " ",
    "\n",
    "é",
    "😀",
    "👩‍👩‍👧",
    "x.com",
    "&",
    "&amp;",
    "&lt;",
    "&#128512;",
    "&#x1F600;",
    "\u202e",
    "\0",
]
LINKS = [
    *("x.com", "X.COM/A?b=1&amp;c=2#d", "https://é.example/ü ö", "http://u:P@x.com:080/", "x.com:99999", "localhost"),
    *("tg://user?id=5", "TG:user/?x&ID=7#y", "tg://user?id=05", "tg://user?id=1099511627776", "tg:resolve?domain=x"),
    *(
        "ton://a/b",
        "tonsite://a.b",
        "tonsite://..",
        "tg://x.y",
        "tg://http://x",
        "mailto:a@b.com",
        "ftp://x.com",
        "http://[::1]:80/",
    ),
    *("http://[::g]", "x%2.com", "x%20y.com", ".", "", " x.com", "x.com \n"),
]
OPENING = [
    *(f"<{name}>" for name in SIMPLE),
    *("<B>", "<b >", "<b\t\n>", "<b x=1>", "<b x = 'y' z>", "<span class='tg-spoiler'>", "<span class=TG-spoiler>"),
    *("<blockquote expandable>", '<blockquote expandable="">', "<blockquote EXPANDABLE>"),
    *('<code class="language-py">', "<code class=language-c>", '<code class="x">', "<a>", "<a href>"),
    *("<tg-emoji emoji-id='5'>", "<tg-emoji emoji-id=-5>", "<tg-emoji emoji-id='9223372036854775808'>", "<tg-emoji>"),
]
BROKEN = [
    *("<", ">", "</", "</>", "</b", "</ b>", "<b", "<b ", "<b x", "<b x=", "<b x='", "<b x='1'", "<b x=1", "<b x=é>"),
    *("<b/>", "<br/>", "<h1>", "<É>", "<span>", "<b =1>", '<b "x">', "<b x/>", "<b\0>", "<b x=\0>", "</b\0>"),
    *("&#", "&#x;", "&bad;", "&LT;", "&ampx;", "&lt", "&#X41", "&#0000065;", "&#00000065;", "&#0;", "&#x10ffff;"),
]
REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+))")


def tag(name: str, attributes: str = "") -> Callable[[str], str]:
    """What puts a text between a tag and its end."""
    return lambda text: f"<{name}{attributes}>{text}</{name}>"


LINK = st.sampled_from(LINKS) | st.text("ax.:/@?#%-_~[]=&é \n1", max_size=12)
AROUND = st.one_of(
    st.sampled_from([tag(name) for name in SIMPLE]),
    st.sampled_from([f'{before}class="language-py"' for before in (" ", "\n", " id=1 ")]).map(lambda a: tag("code", a)),
    st.sampled_from([tag("span", " class='tg-spoiler'"), tag("blockquote", " expandable"), tag("a")]),
    st.integers(1, 9).map(lambda number: tag("tg-emoji", f' emoji-id="{number}"')),
    LINK.map(lambda link: tag("a", f' href="{link}"')),
)
WORDS = st.sampled_from(PLAIN) | st.text(max_size=5)
SOUND = st.recursive(
    WORDS,
    lambda inner: st.builds(lambda wrap, parts: wrap("".join(parts)), AROUND, st.lists(inner, min_size=1, max_size=3)),
    max_leaves=8,
)
CLOSING = st.sampled_from([f"</{name}>" for name in (*SIMPLE, "span", "a", "tg-emoji", "B")])
LOOSE = st.one_of(WORDS, st.sampled_from(OPENING), CLOSING, st.sampled_from(BROKEN), SOUND)


@st.composite
def sources(draw: st.DrawFn) -> str:
    """A text in HTML mode: sound, sound with a stretch replaced by something loose, or loose pieces in any order."""
    sound = "".join(draw(st.lists(SOUND, min_size=1, max_size=4)))
    match draw(st.integers(0, 2)):
        case 0:
            return sound
        case 1:
            start = draw(st.integers(0, len(sound)))
            end = draw(st.integers(start, min(start + 5, len(sound))))
            return sound[:start] + draw(st.just("") | LOOSE) + sound[end:]
    return "".join(draw(st.lists(LOOSE, max_size=8)))


def verdict(parse: Callable[[str], FormattedText], source: str) -> object:
    """The refusal, or what is shown: the text and its entities."""
    try:
        read = parse(source)
    except ApiError as refusal:
        return refusal.description
    return read.text, sorted(read.entities, key=repr)


def names_half_a_pair(source: str) -> bool:
    """Whether a reference stands for half of a UTF-16 pair."""
    codes = (int(found[1], 16) if found[1] else int(found[2]) for found in REFERENCE.finditer(source))
    return any(0xD800 <= code <= 0xDFFF for code in codes)


@settings(max_examples=800)
@given(sources())
def test_the_sandbox_reads_as_telegram_does(source: str) -> None:
    """Whatever is written."""
    assume(not names_half_a_pair(source))
    assert verdict(parse_html, source) == verdict(tdlib.parse_html, source)


@pytest.mark.parametrize("source", ["&#xd83d;", "&#55357;&#56832;", "<b>&#xdfff;</b>"])
def test_half_a_character_is_refused(source: str) -> None:
    """Two halves as references make no whole."""
    refused = verdict(parse_html, source)
    assert refused == verdict(tdlib.parse_html, source)
    assert "check for unmatched surrogate code units" in str(refused)
