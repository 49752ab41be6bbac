"""How a sign stands in its sentence, by a few cues of our own; `backchat check` tries the shipped ones."""

import pytest

from faq.language.phrases import PhraseBook
from faq.language.text import tokenise
from faq.reading import Standing
from faq.rules import scope
from faq.written.words import Scope

CUES = Scope(
    negation=("no", "not", "never", "without", "dont have", "its not like", "not because", "havent gone"),
    negation_ends=("but", "until", "except", "now"),
    negated_after=("fine", "is fine", "ok", "no", "none", "not affected"),
    past=("years ago", "used to", "last year"),
    resolved=("gone now", "has gone", "fine now", "back to normal"),
    hypothetical=("what is", "if i get", "when should i worry", "can it cause"),
    uncertain=("not sure", "no idea", "not better"),
    fillers=("my", "the", "a", "really", "like"),
)
SIGN = ["numb*", "tingling", "weakness", "bladder", "cant pee", "lost control", "feeling"]

PRESENT = {
    "plainly there": "my legs are numb",
    "an answer: No, and then the sign": "No, numbness since today",
    "not sure": "not sure if numb or tingling",
    "no idea": "no idea why its numb",
    "not better": "not better, numb too",
    "not just": "not just numb",
    "not only": "its not only numbness",
    "until": "I had no trouble until it went numb",
    "until yesterday, after the sign": "I had no numbness until yesterday",
    "but": "no fever but numb",
    "except": "no pain except tingling",
    "a new clause with a verb of its own": "no pain, legs feel numb",
    "and, with a verb of its own": "no pain and legs went numb",
    "a new clause that begins with the sign": "no pain, tingling started today",
    "a new subject": "no pain but I lost control",
    "another subject without a but": "not better it is numb",
    "another sentence": "No pain. Numb legs.",
    "another sentence after": "Numb legs. Fine otherwise.",
    "a sign that is itself a negative": "no pain, cant pee",
    "a single no never denies a negative": "not lost control",
    "the negation comes too late": "numb, not from running",
    "too far away in a list": "no pain, at work all day long with tingling",
    "too far away at all": "no one at work or at home or at gym or at club or at all could say why numb",
    "fine, said of something else": "numb, but knees fine",
    "fine, two words on": "numb legs today fine",
    "fine, in another clause": "numb, fine",
    "no, as the start of something": "numb no pain",
    "a negative between the sign and fine": "numb never fine",
    "still, though long ago too": "numb years ago and still",
    "my own case behind an if": "if I get up because I am numb",
    "a hypothesis in another sentence": "What is sciatica? Numb legs.",
    "a hypothesis after the sign": "numb legs, what is that",
    "a sign that begins with I": "what is it when I feel numb",
    "what has not gone is there": "the pins have not gone, numb too",
    "never without it": "I cant sit without tingling",
    "gone, but into something else": "numb legs, my foot has gone cold",
    "over, but of something before": "back to normal, then numb",
    "over, two sentences on": "numb. I rest. Pain gone now",
}  # fmt: skip
NEGATED = {
    "no": "no numbness",
    "not": "its not numb",
    "I don't have": "I don't have any numbness",
    "a list with commas": "no pain, numbness, tingling",
    "a list with or": "no numbness or weakness",
    "a list with and": "no pain and tingling",
    "the last of a list": "without numbness, tingling or weakness",
    "no numbness, bladder fine": "no numbness, bladder fine",
    "fine behind it": "bladder is fine",
    "fine, one word on": "bladder all fine",
    "a form: numbness? no": "numbness: no",
    "none": "numbness none, pain yes",
    "not affected": "bladder not affected",
    "it's not like I can't pee": "it's not like I can't pee",
    "not because": "not because I cant pee",
    "without": "I can sit without tingling",
    "not gone numb": "I have not gone numb anywhere",
    "no, then the sign in the same breath": "no numb feeling",
}
PAST = {
    "years ago": "years ago I went numb",
    "used to": "it used to go numb",
    "over, in the same sentence": "it was numb this morning, gone now",
    "over, in the next sentence": "My legs were numb. Fine now.",
    "gone": "numb all morning and it has gone",
    "gone since": "numb at first, it has gone since",
    "long ago and over": "numb years ago, still back to normal",
    "now stands in the word that says it is over": "numb last year, fine now",
}
HYPOTHETICAL = {
    "what is": "what is numbness",
    "if I get": "if I get tingling what do I do",
    "when to worry": "when should I worry about numbness",
    "can it cause": "can it cause weakness",
}
TABLE = [
    *((text, Standing.PRESENT) for text in PRESENT.values()),
    *((text, Standing.NEGATED) for text in NEGATED.values()),
    *((text, Standing.PAST) for text in PAST.values()),
    *((text, Standing.HYPOTHETICAL) for text in HYPOTHETICAL.values()),
]


def standings(text: str, *, long_ago_counts: bool = False, resolved_counts: bool = True) -> list[Standing]:
    """How each sign of a message stands, in order of place."""
    book = PhraseBook({"SIGN": SIGN, **scope.groups(CUES)}, CUES.fillers)
    searched = book.search(tokenise(text))
    filtered, hits = searched.filtered, searched.hits
    scoped = scope.Scoped(filtered, hits)
    return [
        scoped.standing(hit, long_ago_counts=long_ago_counts, resolved_counts=resolved_counts) for hit in hits["SIGN"]
    ]


@pytest.mark.parametrize(("text", "standing"), TABLE)
def test_the_last_sign_of_a_sentence(text: str, standing: Standing) -> None:
    """The table above, read as a clinician would."""
    assert standings(text)[-1] is standing


def test_each_sign_of_a_list() -> None:
    """Every item of a denied list is denied; what follows the "but" is not."""
    found = standings("no numbness, tingling or weakness but lost control")
    assert found == [Standing.NEGATED] * 3 + [Standing.PRESENT]
    assert standings("no numbness, bladder fine") == [Standing.NEGATED, Standing.NEGATED]


def test_a_history_may_count() -> None:
    """Cancer years ago matters today, unless it is denied."""
    assert standings("years ago I went numb", long_ago_counts=True) == [Standing.PRESENT]
    assert standings("never numb, years ago or now", long_ago_counts=True) == [Standing.NEGATED]


def test_being_over_may_not_count() -> None:
    """The most urgent signs stay when "fine now" is all there is; long ago and over they do not."""
    assert standings("numb this morning, gone now", resolved_counts=False) == [Standing.PRESENT]
    assert standings("numb years ago, gone now", resolved_counts=False) == [Standing.PAST]


def test_the_no_of_a_sign_does_not_deny_its_other_half() -> None:
    """ "No feeling down there" is one sign in two parts."""
    book = PhraseBook({"NUMB": ["no feeling"], "THERE": ["down there"], **scope.groups(CUES)}, CUES.fillers)
    searched = book.search(tokenise("no feeling down there"))
    filtered, hits = searched.filtered, searched.hits
    scoped = scope.Scoped(filtered, hits)
    [no_feeling], [there] = hits["NUMB"], hits["THERE"]
    assert scoped.standing(there, beside=(no_feeling, there)) is Standing.PRESENT
    assert scoped.standing(there) is Standing.NEGATED


def test_without_any_cues_everything_is_present() -> None:
    """A clinic's own folder may bring no scope file."""
    book = PhraseBook({"SIGN": SIGN, **scope.groups(Scope())}, [])
    searched = book.search(tokenise("no numbness, what is tingling, years ago"))
    filtered, hits = searched.filtered, searched.hits
    assert {scope.Scoped(filtered, hits).standing(hit) for hit in hits["SIGN"]} == {Standing.PRESENT}
