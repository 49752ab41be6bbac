"""A sentence of the bot and the {placeholders} that it may use."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from faq.wording.facts import PLACEHOLDERS
from faq.written.base import Label, Text

_BRACED = re.compile(r"\{([^{}]*)\}")


def uses(*own: str) -> AfterValidator:
    """A validator for a sentence: the clinic's facts and `own` are the placeholders it may hold."""
    if clash := PLACEHOLDERS & set(own):
        raise ValueError(f"{sorted(clash)} are facts of the clinic; give the sentence's own values other names.")
    allowed = PLACEHOLDERS | set(own)

    def check(text: str) -> str:
        for name in _BRACED.findall(text):
            if name not in allowed:
                known = ", ".join("{" + known + "}" for known in [*own, *sorted(PLACEHOLDERS)])
                raise ValueError(f'"{{{name}}}" is not a placeholder here. Allowed are: {known}')
        if any(brace in _BRACED.sub("", text) for brace in "{}"):
            raise ValueError('a "{" is missing its "}", or the other way round')
        if text.count("**") % 2:
            raise ValueError("a ** is missing its partner: bold text stands between two of them")
        return text

    return AfterValidator(check)


def fill(text: str, /, **values: object) -> str:
    """The text with `values` for its own placeholders; one pass, so that a value is never read as a text."""
    return _BRACED.sub(lambda found: str(values.get(found[1], found[0])), text)


Sentence = Annotated[Text, uses()]
Toast = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), uses()]
"""Telegram shows at most 200 characters over the chat when a button is pressed."""
Signed = Annotated[Text, uses("first_name", "number")]
Numbered = Annotated[Text, uses("number")]
NumberedToast = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150), uses("first_name", "number")
]
ButtonText = Annotated[Label, uses()]
