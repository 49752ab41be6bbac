"""Tiers and the signs that raise them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from faq.written.base import GroupName, Id, Phrase, Text, Written
from faq.written.topics import Flag


class Tier(StrEnum):
    """How urgent (ground truth 1.1, 6); `S` raises nothing by itself."""

    CRISIS = "crisis"
    EMERGENCY = "E"
    URGENT = "U"
    GP = "G"
    BOOK = "P"
    SELF_CARE = "S"

    @property
    def rank(self) -> int:
        """Higher is more urgent."""
        return list(reversed(Tier)).index(self)

    @property
    def holds(self) -> bool:
        """Whether the tier stays raised until the patient has been seen."""
        return self in {Tier.CRISIS, Tier.EMERGENCY, Tier.URGENT}


class Sign(Written):
    """A red flag in patients' words; see docs/safety.md for the language of `when`."""

    id: Id
    tier: Tier
    name: Text
    when: tuple[str, ...] = ()
    with_: tuple[str, ...] = Field(default=(), alias="with")
    unless: tuple[str, ...] = ()
    """Where the sign's words mean something else: phrases that hold one of them ("wet myself laughing")."""
    unless_beside: tuple[str, ...] = ()
    """What explains the words where it stands near them: a harmless cause ("beetroot juice")."""
    unless_anywhere: tuple[str, ...] = ()
    """What explains them away wherever it stands ("no back pain")."""
    about_sign: bool = False
    weak: bool = False
    history: bool = False
    """Counts also when long past: "had cancer ten years ago"."""
    flag: Flag | None = None
    note: Text | None = None
    reads: tuple[Phrase, ...] = ()
    ignores: tuple[Phrase, ...] = ()


class SignFamily(Written):
    """The signs of one row of ground truth 1.2, and what their card adds or says first."""

    family: Id
    add: Text | None = None
    action: Text | None = None
    source: Text | None = None
    signs: Annotated[tuple[Sign, ...], Field(min_length=1)]


class ForeignSign(Written):
    """A sign of safety/signs, named by its id, in another language; `when`, `with` and `unless` as there."""

    sign: Id
    when: Annotated[tuple[str, ...], Field(min_length=1)]
    with_: tuple[str, ...] = Field(default=(), alias="with")
    unless: tuple[str, ...] = ()
    reads: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    ignores: tuple[Phrase, ...] = ()


class ForeignLanguage(Written):
    """The most urgent signs in a language other than the bot's own. Accents and capitals never matter here.

    `first` is the line that a card starts with, by tier; it must state the action. `negation` words deny what follows
    in their clause, up to one of `negation_ends`; `asking` words before a sign make it a question about signs.
    """

    language: Id
    first: dict[Tier, Text]
    negation: tuple[str, ...] = ()
    negation_ends: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    groups: dict[GroupName, tuple[Phrase, ...]]
    signs: Annotated[tuple[ForeignSign, ...], Field(min_length=1)]
