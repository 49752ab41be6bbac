"""The fixed cards of each tier."""

from faq.written.base import Id, Label, Text, Written


class EmergencyCard(Written):
    """Tier E, parts in the fixed order of ground truth 1.6; `{signs}` stands for what was said."""

    action: Text
    because: Text
    tell_staff: Text
    meanwhile: Text
    automated: Text
    cannot_speak: Text
    reminder: Text


class UrgentCard(EmergencyCard):
    """Tier U: the same order, with when to call 999."""

    worse: Text


class GpCard(Written):
    """Tier G; a family's own `action` usually replaces the first part."""

    action: Text
    because: Text
    automated: Text


class CrisisCard(Written):
    """Ground truth section 6, in its order; `with_sign` names a red flag of the same message."""

    opening: Text
    danger: Text
    urgent_help: Text
    samaritans: Text
    text_line: Text
    near_you: Text
    automated: Text
    with_sign: Text
    reminder: Text


class SeenCard(Written):
    """The message of its own that ends a held tier."""

    text: Text
    button: Label
    thanks: Text


class TalkCard(Written):
    """What stands in the cards in place of "nobody is watching this chat" while messages are passed to the clinic."""

    automated: Text
    crisis_automated: Text
    crisis_reminder: Text


class Cards(Written):
    """The fixed safety words."""

    safety_net: Text
    unsure_name: Text = "a possible warning sign"
    """Stands for the sign where a message as a whole reads as urgent, but no single sign was found."""
    emergency_line: Text
    emergency: EmergencyCard
    urgent: UrgentCard
    weak_sign: Text
    gp: GpCard
    crisis: CrisisCard
    seen: SeenCard
    talk: TalkCard
    about_signs: Id | None = None
    """The topic, where there is one, that answers questions about signs in general ("what is cauda equina?")."""
