"""Spelling, slang, word groups, and the words that change what a sign beside them means."""

from pydantic import Field, RootModel

from faq.written.base import GroupName, Phrase, Written


class Language(Written):
    """Spelling and slang, and words that carry no meaning here."""

    spelling: dict[str, str] = Field(default_factory=dict)
    slang: dict[str, str] = Field(default_factory=dict)
    fillers: tuple[str, ...] = ()


class Subject(Written):
    """What messages name, for telling ours from others: one list of words a kind; a `*` ends a word in any way."""

    ours: tuple[Phrase, ...] = ()
    """What the bot is about ("back", "sciatica")."""
    elsewhere: tuple[Phrase, ...] = ()
    """What else people ask about in the same words ("knee", "flu")."""
    trouble: tuple[Phrase, ...] = ()
    """That something is the matter ("hurts", "stiff")."""


class Scope(Written):
    """Words that change what a sign beside them means: negation, the past, hypotheticals."""

    negation: tuple[str, ...] = ()
    negation_ends: tuple[str, ...] = ()
    negated_after: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()
    hypothetical: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    """Words that are left out before signs and cues are looked for."""


class Groups(RootModel[dict[GroupName, tuple[Phrase, ...]]]):
    """Word groups by name."""
