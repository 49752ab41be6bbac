"""Updates of every kind that the Bot API knows, built from its description as data."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from handlers.case import DeskVerb
from handlers.events import Verb

DATA = Path(__file__).parents[3] / "shared" / "bot-api-10.0.min.json"
"""The Bot API as data; it lies beside the repository on the project's own machines."""

STAFF_GROUP = -1001
BOT = 7
PATIENTS = range(501, 509)
STAFF = range(601, 603)

Json = dict[str, Any]

_DEEPEST = 3
_CHATS: tuple[Json, ...] = (
    {"id": STAFF_GROUP, "type": "supergroup", "title": "Clinic staff"},
    {"id": -1002, "type": "supergroup", "title": "Rowing <b>club</b>", "is_forum": True},
    {"id": -77, "type": "group", "title": "Family"},
    {"id": -1003, "type": "channel", "title": "News"},
)
_NAMES = ("Ana", "<b>Bob</b> & Co", "{phone} **x**", "\u202eمحمد", "\u200b", "", "W" * 64)
_TEXTS = (
    "heat or ice for a sore back?",
    "three weeks now and still cant do my socks up",
    "numb between my legs when i wipe and my back hurts",
    "the pain is so bad i want to kill myself",
    "my back aches and i have had a fever and chills",
    "im 15 and my back hurts",
    "can i talk to someone please",
    "no thanks",
    "asdf qwer zxcv",
    "<b>my</b> & <script>alert(1)</script> {clinic} {0.__class__} %s ** __",
    "😭🔥\u200b\u2060\u202e",
    "/start",
    "/start " + "A" * 64,
    "/start <b>{0}</b>",
    "/start@another_bot x",
    "/delete",
    "/mydata",
    "/human",
    "/stop",
    "/topics",
    "/cases",
    "/case 1001",
    "/note 1001 prefers mornings",
    "/note",
    "/reload",
    "/id",
    "/",
    "//",
    "/ü",
    "my \ud83d back",
    "\0",
    "a" * 4096,
)
_PRESSES = (
    *(
        f"{verb}:{argument}"
        for verb in Verb
        for argument in ("heat-or-ice", "gone", "cat-cow", "1", "-1", "²", "00", "")
    ),
    *Verb,
    *(
        f"case:{verb}:{argument}"
        for verb in (*DeskVerb, "burn", "")
        for argument in ("1001", "9999", "x", "1:1", "1001:me", "1001:booked", "1001:please-ring", "1001:99", "")
    ),
    "case:",
    ":",
    "zz",
    "",
    "x" * 64,
    "{0.__class__}",
    "\0",
)


@cache
def types() -> Mapping[str, Json]:
    """The types of the Bot API by name."""
    loaded: Json = json.loads(DATA.read_text(encoding="utf-8"))
    found: Mapping[str, Json] = loaded["types"]
    return found


def kinds() -> list[str]:
    """Every kind of update."""
    return [field["name"] for field in types()["Update"]["fields"] if field["name"] != "update_id"]


@st.composite
def updates(draw: st.DrawFn) -> Json:
    """One update, as Telegram would send it. What patients and staff do comes more often than the rest."""
    kind = draw(st.sampled_from([*["message"] * 12, *["edited_message"] * 4, *["callback_query"] * 8, *kinds()]))
    [name] = next(field["types"] for field in types()["Update"]["fields"] if field["name"] == kind)
    value = draw(_of_type(name, 0))
    if kind == "callback_query" and draw(st.booleans()):
        value["data"] = draw(st.sampled_from(_PRESSES))
    for message in (value, value.get("message") or {}):
        if message.get("chat", {}).get("type") == "private":
            message["from"] = _from(message["chat"])
    return {"update_id": 0, kind: value}


def _from(chat: Json) -> Json:
    """In a private chat it is the other party that writes."""
    return {"id": chat["id"], "is_bot": False, "first_name": chat["first_name"]}


@cache
def _of_type(name: str, depth: int) -> st.SearchStrategy[Json]:
    """A value of a type. They are made once: most of the time would go into making them anew."""
    if name == "Chat":
        return _chats()
    if name == "User":
        return _users()
    if kinds_of_it := types()[name].get("subtypes"):
        return st.sampled_from(kinds_of_it).flatmap(lambda kind: _of_type(kind, depth))
    return _object(name, depth)


@cache
def _fields(name: str, depth: int) -> tuple[dict[str, st.SearchStrategy[Any]], dict[str, st.SearchStrategy[Any]]]:
    """The fields that a type must have, and those that it may have."""
    fields = types()[name].get("fields", [])
    must, may = (
        {it["name"]: _value(it, depth + 1) for it in fields if it["required"] is wanted} for wanted in (True, False)
    )
    return must, may


@st.composite
def _object(draw: st.DrawFn, name: str, depth: int) -> Json:
    """What it must have, and a few of the things that it may have."""
    must, may = _fields(name, depth)
    chosen = dict(must)
    if may and depth < _DEEPEST:
        names = draw(st.lists(st.sampled_from(list(may)), max_size=2 if depth else 4, unique=True))
        chosen |= {name: may[name] for name in names}
        if name == "Message" and draw(st.booleans()):
            chosen["text"] = may["text"]
    return {name: draw(value) for name, value in chosen.items()}


def _value(field: Json, depth: int) -> st.SearchStrategy[Any]:
    """A value for a field; where its description says which values there are, one of these."""
    said = "".join(field["description"])
    if fixed := re.search(r"always [“\"](\w+)[”\"]", said):
        return st.just(fixed[1])
    if field["types"] == ["String"] and (few := re.findall(r"[“\"]([a-z_]+)[”\"]", said)):
        return st.sampled_from(few)
    return st.one_of([_of_kind(name, field, depth) for name in field["types"]])


def _of_kind(kind: str, field: Json, depth: int) -> st.SearchStrategy[Any]:
    name = field["name"]
    if kind.startswith("Array of "):
        # Where a list must be there, Telegram sends none that is empty in the kinds that we take.
        inner = _of_kind(kind.removeprefix("Array of "), field, depth)
        return st.lists(inner, min_size=int(field["required"]), max_size=2)
    match kind:
        case "String":
            return (
                st.sampled_from(_TEXTS)
                if name in {"text", "caption"}
                else st.sampled_from(_NAMES) | st.text(max_size=8)
            )
        case "Integer":
            return st.integers(1, 2**52) if name.endswith("id") else st.integers(0, 2**31 - 1)
        case "Float":
            return st.floats(-180, 180)
        case "Boolean":
            return st.booleans()
        case "True":
            return st.just(value=True)
        case _:
            return st.deferred(lambda: _of_type(kind, depth))


def _users() -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(
        {
            "id": st.sampled_from([*PATIENTS, *STAFF]) | st.integers(1, 2**52),
            "is_bot": st.just(value=False),
            "first_name": st.sampled_from(_NAMES),
        },
        optional={"last_name": st.sampled_from(_NAMES), "username": st.sampled_from(["anap", "x" * 32])},
    ) | st.just({"id": BOT, "is_bot": True, "first_name": "Backchat", "username": "backchat_bot"})


def _chats() -> st.SearchStrategy[Json]:
    private = st.fixed_dictionaries(
        {"id": st.sampled_from(PATIENTS), "type": st.just("private"), "first_name": st.sampled_from(_NAMES)}
    )
    return private | st.sampled_from(_CHATS).map(dict)
