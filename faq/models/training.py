"""What the readers learn from: every phrase of the content with what it leads to."""

from collections import Counter

from faq.content_files import Content
from faq.language import durations
from faq.language.phrases import PhraseBook
from faq.language.spelling import Speller
from faq.models.ranking import Label, LabelKind
from faq.written.safety import Tier

HEALTH, OTHER = "health", "other"
"""The two labels of what is not ours: somebody may be ill, or plainly something else."""

_SAFETY_WEIGHT = 20
_TIME_WEIGHT = 5


def examples_of(content: Content) -> list[tuple[str, Label]]:
    """Every phrase and story with the labels that it leads to: a story to each of its topics, the best one last."""
    examples = phrases_of(content)
    for story in content.stories:
        if story.expect == "none":
            examples.append((story.text, Label(LabelKind.NONE, HEALTH if story.health else OTHER)))
        elif story.expect != "urgent":
            known = [topic for topic in reversed(story.topics) if topic in content.topics]
            examples += [(story.text, Label(LabelKind.TOPIC, topic)) for topic in known]
    return examples


def phrases_of(content: Content) -> list[tuple[str, Label]]:
    """Every training phrase with the label that it leads to; stories apart."""
    examples: list[tuple[str, Label]] = []
    for topic in content.topics.values():
        label = Label(LabelKind.TOPIC, topic.id)
        examples += [(phrase, label) for phrase in (topic.title, *topic.asks, *topic.pointers)]
    for intent in content.intents.values():
        examples += [(phrase, Label(LabelKind.INTENT, intent.id)) for phrase in intent.asks]
    for group in content.out_of_scope:
        label = Label(LabelKind.NONE, HEALTH if group.health else OTHER)
        examples += [(phrase, label) for phrase in group.examples]
    return examples


def safety_examples_of(content: Content) -> list[tuple[str, Tier | None]]:
    """Every message whose tier is known: the signs' own examples, and those of safety/examples."""
    examples: list[tuple[str, Tier | None]] = []
    for family in content.families:
        for sign in family.signs:
            if sign.tier.holds:
                examples += [(text, sign.tier) for text in sign.reads]
            examples += [(text, None) for text in sign.ignores]
    examples += [(text, None) for text, _ in booking_examples_of(content)]
    for told in content.safety_examples:
        examples += [(text, Tier.CRISIS) for text in told.crisis]
        examples += [(text, Tier.EMERGENCY) for text in told.E]
        examples += [(text, Tier.URGENT) for text in told.U]
        examples += [(text, None) for text in told.calm]
    examples += [(story.text, story.tier) for story in content.stories if story.tier]
    return examples


def booking_examples_of(content: Content) -> list[tuple[str, Tier | None]]:
    """Every message that gives a reason to book, or looks as if it did."""
    examples: list[tuple[str, Tier | None]] = []
    if content.signal_rules:
        for rule in content.signal_rules.signals.values():
            examples += [(text, Tier.BOOK) for text in rule.reads]
            examples += [(text, None) for text in rule.ignores]
    for told in content.booking_examples:
        examples += [(text, Tier.BOOK) for text in told.book]
        examples += [(text, None) for text in told.calm]
    for story in content.stories:
        if story.expect != "urgent":
            examples.append((story.text, Tier.BOOK if story.expect == "escalate" else None))
    return examples


def vocabulary_of(content: Content, book: PhraseBook) -> dict[str, int]:
    """The words that spelling is mended towards, and how heavy each is; safety words weigh most."""
    plain = Speller(content.language.spelling, {}).read
    urgent = (text for text, tier in safety_examples_of(content) if tier)
    counts = Counter(
        word.text for text in (*(text for text, _ in examples_of(content)), *urgent) for word in plain(text).words
    )
    for word in durations.vocabulary():
        counts[word] += _TIME_WEIGHT
    for word in book.vocabulary():
        counts[word] += _SAFETY_WEIGHT
    return counts


def learnt_from(content: Content) -> tuple[object, ...]:
    """All that a reader of this content depends on but its topics: where it is equal, so are the rules."""
    return (
        content.intents,
        content.out_of_scope,
        content.language,
        content.subject,
        content.groups,
        content.families,
        content.languages,
        content.safety_examples,
        content.scope,
        (content.cards.unsure_name, content.cards.about_signs) if content.cards else None,
        content.signal_rules,
        content.booking_examples,
        content.stories,
    )


def asked(content: Content) -> list[tuple[object, ...]]:
    """What is learnt from the topics."""
    return [(topic.id, topic.title, topic.asks, topic.pointers) for topic in content.topics.values()]
