"""Messages that come faster than they are answered are read as the one that they are."""

from collections.abc import Sequence

from bot.delivery.bursts import PAUSE_SECONDS, together
from bot.storage.inbox import Received
from handlers.ports import Json
from tests.bot.storage.setting import ANA, BOT, Setting


def message(text: str, at: int = 0, **other: object) -> Json:
    """A patient's message, `at` seconds after the first."""
    return {"message": {"chat": {"type": "private"}, "date": 1000 + at, "text": text, **other}}


def read(*payloads: Json) -> tuple[object, int]:
    """What is read of a burst, and how many messages that were."""
    payload, joined = together(payloads[0], list(enumerate(payloads[1:], start=2)))
    assert list(joined) == list(range(2, 2 + len(joined)))
    [inside] = payload.values()
    assert isinstance(inside, dict)
    return inside.get("text"), 1 + len(joined)


def test_pieces_are_lines_of_one_message() -> None:
    assert read(message("my back"), message("hurts", 3), message("since monday", 9)) == (
        "my back\nhurts\nsince monday",
        3,
    )


def test_what_is_answered_is_the_last_of_them() -> None:
    payload, _ = together(message("my back", message_id=5), [(2, message("hurts", message_id=6))])
    assert payload["message"] == {**message("my back\nhurts", message_id=6, entities=[])["message"]}  # type: ignore[dict-item]  # a dict


def test_a_pause_ends_it() -> None:
    assert read(message("a"), message("b", PAUSE_SECONDS), message("c", 2 * PAUSE_SECONDS + 1)) == ("a\nb", 2)


def test_what_is_not_words_ends_it() -> None:
    picture: Json = {"message": {"chat": {"type": "private"}, "date": 1001, "photo": []}}
    press: Json = {"callback_query": {"data": "h"}}
    edited: Json = {"edited_message": message("b")["message"]}
    in_a_group = message("b", chat={"type": "supergroup"})
    for other in (picture, press, edited, in_a_group, message("/book")):
        assert read(message("a"), other, message("c")) == ("a", 1)
        assert read(other, message("c"))[1] == 1


def test_no_longer_than_a_message_can_be() -> None:
    assert read(message("a" * 4000), message("b" * 95), message("c" * 95)) == ("a" * 4000 + "\n" + "b" * 95, 2)
    assert read(message("a" * 4000), message("b" * 96)) == ("a" * 4000, 1)


async def arrive(setting: Setting, texts: Sequence[str], card: str = "") -> None:
    """Messages of Ana, stored; the card of one of them went out."""
    for n, text in enumerate(texts, start=1):
        received = Received(BOT, n, str(ANA), message(text), setting.clock.now, ANA, card_sent=text == card)
        await setting.keeps(received)


async def test_up_to_three_are_no_burst(setting: Setting) -> None:
    """Who asks three things in a row gets three answers."""
    await arrive(setting, ["a", "b", "c"])
    [claimed] = await setting.inbox.claim(setting.clock.now, lambda heads: heads)
    assert claimed.behind == ()


async def test_a_message_whose_card_went_out_has_a_turn_of_its_own(setting: Setting) -> None:
    """So that all that follows it knows of it."""
    await arrive(setting, ["a", "b", "numb", "d", "e"], card="numb")
    [claimed] = await setting.inbox.claim(setting.clock.now, lambda heads: heads)
    assert [key for key, _ in claimed.behind] == [2]


async def test_all_of_a_burst_ends_with_it(setting: Setting) -> None:
    """In one transaction: nothing of it is read twice."""
    await arrive(setting, ["a", "b", "c", "d", "e"])
    [claimed] = await setting.inbox.claim(setting.clock.now, lambda heads: heads)
    claimed.delivery.joined = tuple(key for key, _ in claimed.behind)
    await setting.store.finish(claimed.delivery)
    assert await setting.inbox.waiting() == 0
    assert {row["payload"] for row in await setting.rows("inbox")} == {None}
