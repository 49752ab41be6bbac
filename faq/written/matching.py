"""The thresholds."""

from typing import Annotated

from pydantic import ConfigDict, Field

from faq.written.base import Written

Chance = Annotated[float, Field(ge=0, le=1)]

Distance = Annotated[float, Field(ge=-2, le=2)]
"""How far a message as a whole is from calm, or from not needing an appointment: 0 is the middle."""


class Matching(Written):
    """When the readers are sure enough. Chances are 0 to 1, distances about -1 to 1; `backchat tune` chooses them."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    answer_above: Chance = 0.22
    """Chance that the best topic must have to be answered directly."""
    margin: Chance = 0.05
    """How much likelier than the next topic it must be."""
    offer_above: Chance = 0.05
    """Chance that a topic must have to be offered in a "did you mean"."""
    ours_to_answer: Chance = 0.5
    """Chance that a message must have to be ours at all, to be answered directly; less, where the topic is plain."""
    ours_to_offer: Annotated[float, Field(gt=0, le=1)] = 0.3
    """The same, to be offered topics."""
    intent_above: Chance = 0.3
    """Chance that a message is small talk, or that somebody wants a person."""
    urgent_above: Distance = 0.1
    """How far from calm a message must be to get an urgent card where no rule found a sign; lower alarms more."""
    urgent_above_long: Distance = 0.1
    """The same for messages of more than 30 words, in which more sounds like something; not for a crisis."""
    book_above: Distance = -0.1
    """How near to needing an appointment it must be to be offered one where no rule found a reason."""
    book_not_below: Distance = -0.6
    """A message further from needing an appointment is not offered one, whatever a rule found."""
    book_not_below_long: Distance = -0.3
    """The same for messages of more than 30 words, in which more is said beside the point."""
    doubt_of_few_words: Distance = 0.5
    """How much surer the reading of the whole must be where there are 5 words or fewer."""
    doubt_not_ours: Distance = 0.5
    """How much surer an offer to book must be where the message is not ours at all; in between, in between."""
    doubt_beside_a_sign: Distance = 0.5
    """How much surer the reading of the whole must be to raise the tier of a sign that a rule found (pregnancy)."""
