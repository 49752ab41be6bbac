"""The bot's sentences: which placeholders they may hold, and that both shipped sets say everything."""

import pytest
from pydantic import ValidationError

from faq.wording.bot import Wording, fill, uses
from handlers.events import Attachment, CommandName
from tests.handlers.small_world import wording


@pytest.mark.parametrize("folder", ["content", "defaults"])
def test_both_sets_are_whole(folder: str) -> None:
    """Every command of the menu and every attachment has its words."""
    words = wording(folder)
    hidden = {CommandName.STOP, CommandName.ID}
    assert set(words.menu.model_dump()) == {name.value for name in CommandName if name not in hidden}
    assert set(words.media.model_dump()) == {"only_words", *(attachment.value for attachment in Attachment)}


def test_the_neutral_set_knows_no_backs() -> None:
    """It stands beside content of any subject."""
    text = wording("defaults").model_dump_json().lower()
    assert "back pain" not in text
    assert "physio" not in text


def changed(group: str, name: str, text: object) -> None:
    """Read the wording again with one sentence changed."""
    data = wording().model_dump()
    data[group][name] = text
    Wording.model_validate(data)


def test_an_unknown_placeholder_names_the_known() -> None:
    """So that whoever edits it can mend it."""
    with pytest.raises(ValidationError, match=r"\"\{numer\}\" is not a placeholder here\. Allowed are: \{number\}"):
        changed("consent", "opened", "Your reference is {numer}.")
    with pytest.raises(ValidationError, match="is not a placeholder here"):
        changed("buttons", "book", "Book at {clinc}")


@pytest.mark.parametrize(
    ("text", "words"), [("Your {number", 'missing its "}"'), ("**Done {number}", "missing its partner")]
)
def test_marks_without_a_partner(text: str, words: str) -> None:
    """Braces and stars."""
    with pytest.raises(ValidationError, match=words):
        changed("consent", "opened", text)


def test_every_reason_needs_words() -> None:
    """The missing ones are named."""
    reasons = wording().model_dump()["booking"]["reasons"]
    few = {name: reasons[name] for name in ("persistent", "recurrent")}
    with pytest.raises(ValidationError, match="words are missing for limits, wants-person, worsening"):
        changed("booking", "reasons", few)


def test_a_sentences_own_values_are_no_facts_of_the_clinic() -> None:
    """Or the clinic's phone number would stand where the patient's belongs."""
    with pytest.raises(ValueError, match="other names"):
        uses("phone")


def test_values_are_never_read_as_sentences() -> None:
    """A patient called {number} is not given one."""
    assert fill("{name}: {number} {left}", name="{number}", number=3) == "{number}: 3 {left}"
