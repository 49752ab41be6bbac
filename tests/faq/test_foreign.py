"""Signs in other languages: read in the patient's words, denied where that is plain, and no worry for English."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.build import Library, failing_signs
from faq.content_files import PACKAGED
from faq.language.text import clean
from faq.reading import Kind, Standing
from faq.rules.foreign import fold
from faq.source import ContentError
from faq.written.safety import ForeignSign, Tier
from tests.faq.folder import HEAT, SLEEP
from tests.faq.test_build import SAFETY, opened

CORE = {
    "saddle-numbness",
    "trouble-peeing",
    "leaking-pee",
    "no-feeling-peeing",
    "bowel",
    "numb-legs",
    "weak-legs",
    "want-to-die",
    "self-harm",
    "overdose",
}

URGENT = {
    "nie moge zrobic siku od wczoraj wieczora": ("polish", Kind.EMERGENCY),
    "mam bol plecow i cant pee": ("polish", Kind.EMERGENCY),
    "zdrętwiało mi krocze i lewa noga": ("polish", Kind.EMERGENCY),
    "no puedo hacer pis desde esta mañana": ("spanish", Kind.EMERGENCY),
    "se me durmio todo entre las piernas": ("spanish", Kind.EMERGENCY),
    "ya no quiero vivir asi, el dolor es horrible": ("spanish", Kind.CRISIS),
    "jsens plus mon entrejambe": ("french", Kind.EMERGENCY),
    "je sais plus quoi faire j'ai envie d'en finir": ("french", Kind.CRISIS),
    "jai pris 25 cachets de doliprane": ("french", Kind.CRISIS),
    "non sento piu niente tra le gambe": ("italian", Kind.EMERGENCY),
    "nn ce la faccio piu voglio morire": ("italian", Kind.CRISIS),
    "nu mai simt nimic intre picioare": ("romanian", Kind.EMERGENCY),
    "vreau sa mor, nu mai suport durerea": ("romanian", Kind.CRISIS),
    "doare spatele si am febra 39": ("romanian", Kind.URGENT),
    "n consigo fazer xixi desde ontem": ("portuguese", Kind.EMERGENCY),
    "nao aguento mais quero morrer": ("portuguese", Kind.CRISIS),
}

CALM = [
    "chcialbym umowic wizyte na czwartek",
    "bol w dole plecow promieniuje do lewej nogi",
    "nie mogę się schylać ani podnosić dzieci, bolą plecy",
    "nie mam problemow z sikaniem ani dretwienia, tylko bol",
    "quiero reservar una cita para mañana",
    "me duele la espalda y la pierna izquierda",
    "no tengo problemas para orinar ni adormecimiento, solo dolor",
    "je voudrais prendre rendez-vous demain",
    "je ne peux pas me pencher",
    "je n'ai ni fourmillements ni problème pour uriner",
    "vorrei prenotare una visita per domani",
    "non ho formicolii né problemi a urinare",
    "pot să merg la sală cu dureri de spate",
    "nu am amorteala si nici probleme cu urinatul",
    "queria marcar uma consulta para amanhã",
    "não tenho formigueiro nem problemas para urinar, só dor nas costas",
]

ENGLISH = [
    "back pain for a week and now incontinence",
    "numb between my legs after hurting my back",
    "i took 16 ibuprofen for my back",
    "i think i have cauda equina",
    "both legs feel weak since i hurt my back",
]


def bare(text: str) -> str:
    """The text as people type it who have no key for accents."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


@pytest.mark.parametrize(("text", "expected"), URGENT.items())
def test_a_sign_is_read_in_its_language(library: Library, text: str, expected: tuple[str, Kind]) -> None:
    """Messages that stand in no file."""
    found = library.reader.understand(text)
    assert (found.signals[0].language, found.kind) == expected


@pytest.mark.parametrize("text", CALM)
def test_ordinary_messages_raise_nothing(library: Library, text: str) -> None:
    """Bookings, ordinary back pain, and signs that are plainly denied."""
    assert library.reader.understand(text).kind not in {Kind.CRISIS, Kind.EMERGENCY, Kind.URGENT, Kind.GP}


@pytest.mark.parametrize("text", ENGLISH)
def test_english_gets_no_foreign_line(library: Library, text: str) -> None:
    """Many words are the same in several languages."""
    found = library.reader.understand(text)
    assert found.kind in {Kind.CRISIS, Kind.EMERGENCY}
    assert {signal.language for signal in found.signals} == {""}


def test_english_phrases_of_the_content_have_no_foreign_sign(library: Library) -> None:
    """Every example of the English signs is read as before."""
    for family in library.content.families:
        for sign in family.signs:
            for phrase in (*sign.reads, *sign.ignores):
                assert {signal.language for signal in library.reader.rules(phrase).present} <= {""}, phrase


def test_every_language_has_the_core_signs_and_enough_examples(library: Library) -> None:
    """Ten voices a sign, and what must be left alone."""
    assert len(library.content.languages) == 6
    for language in library.content.languages:
        assert {sign.sign for sign in language.signs} >= CORE, language.language
        for sign in language.signs:
            assert len(sign.reads) >= 10, (language.language, sign.sign)
            assert sign.ignores


def test_first_lines_state_the_action(library: Library) -> None:
    """Ground truth, rule 2: the numbers are in the very first line."""
    for language in library.content.languages:
        assert "999" in language.first[Tier.CRISIS]
        assert "116 123" in language.first[Tier.CRISIS]
        assert "999" in language.first[Tier.EMERGENCY]
        assert "A&E" in language.first[Tier.EMERGENCY]
        assert "111" in language.first[Tier.URGENT]


def test_a_denial_reaches_to_the_next_verb_and_not_over_a_comma(library: Library) -> None:
    """The urgent reading wins where it is not plain."""
    [denied] = library.reader.rules("nie mam dretwienia krocza").others
    assert (denied.id, denied.language, denied.standing) == ("saddle-numbness", "polish", Standing.NEGATED)
    for text in ("nie mam goraczki, dretwieje mi krocze", "nie mam goraczki i dretwieje mi krocze"):
        assert library.reader.rules(text).tier is Tier.EMERGENCY


def test_an_english_sign_beside_a_foreign_one_is_named_once(library: Library) -> None:
    """The card lists signs, not languages."""
    found = library.reader.rules("nie moge sikac, i cant pee")
    assert [(signal.id, signal.language) for signal in found.present] == [("trouble-peeing", "polish")]


@given(st.data())
def test_accents_and_capitals_never_lower_a_tier(library: Library, data: st.DataObject) -> None:
    """However it is typed."""
    language = data.draw(st.sampled_from(library.content.languages))
    sign: ForeignSign = data.draw(st.sampled_from(language.signs))
    phrase = data.draw(st.sampled_from(sign.reads))
    typed = "".join(data.draw(st.sampled_from([letter, bare(letter), letter.upper()])) for letter in phrase)
    before, after = library.reader.rules(phrase).tier, library.reader.rules(typed).tier
    assert before is not None
    assert after is not None
    assert after.rank >= before.rank


@given(st.text(max_size=200))
def test_folding_keeps_every_place(text: str) -> None:
    """Letter for letter, so that the patient's own words can be shown."""
    assert len(fold(clean(text))) == len(clean(text))


MADE_UP = """\
language: ladin
first: {E: Cherdé 999.}
negation: [nia]
groups: {NUMB: [stupì], SADDLE: [sot ju]}
signs:
  - sign: numb-saddle
    when: [NUMB + SADDLE]
    reads: [stupì sot ju]
    ignores: [nia stupì sot ju]
"""
TOPICS = {"topics/sleep.yaml": SLEEP, "topics/heat.yaml": HEAT}
NAME = "safety/languages/ladin.yaml"
FOLDER = {**TOPICS, **SAFETY, "safety/cards.yaml": (PACKAGED / "safety" / "cards.yaml").read_text(encoding="utf-8")}


def test_a_language_is_one_file(tmp_path: Path) -> None:
    """Nothing else is needed."""
    library = opened(tmp_path, {**FOLDER, NAME: MADE_UP})
    assert list(failing_signs(library)) == []


def test_the_guides_example_is_a_good_file(tmp_path: Path) -> None:
    """docs/safety.md, followed as it stands."""
    guide = (Path(__file__).parents[2] / "docs" / "safety.md").read_text(encoding="utf-8")
    [dutch] = [example for example in re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL) if "language:" in example]
    signs = FOLDER["safety/signs/nerves.yaml"].replace("numb-saddle", "trouble-peeing")
    files = {**FOLDER, "safety/signs/nerves.yaml": signs, "safety/languages/dutch.yaml": dutch}
    assert list(failing_signs(opened(tmp_path, files))) == []


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("numb-saddle", "no-such-sign", 'there is no sign "no-such-sign" in safety/signs.'),
        ("first: {E:", "first: {U:", '"numb-saddle" is of tier E, for which "first" has no line.'),
        ("NUMB + SADDLE", "NUMB + NOWHERE", '"NOWHERE" is not a word group; see the groups of safety/languages/'),
        ("Cherdé 999.", "Cherdé **999.", "a ** is missing its partner"),
    ],
)
def test_what_is_wrong_in_a_language_is_told(tmp_path: Path, old: str, new: str, wanted: str) -> None:
    """With its place."""
    assert old in MADE_UP
    with pytest.raises(ContentError, match=NAME) as refused:
        opened(tmp_path, {**FOLDER, NAME: MADE_UP.replace(old, new)})
    assert wanted in str(refused.value)


def test_examples_that_are_not_read_as_they_say(tmp_path: Path) -> None:
    """Such a set is refused, as with the signs themselves."""
    wrong = MADE_UP.replace("reads: [stupì sot ju]", "reads: [dut bun]").replace("[nia stupì", "[stupì")
    library = opened(tmp_path, {**FOLDER, NAME: wrong})
    assert [problem.message for problem in failing_signs(library)] == [
        '"dut bun" must be read as numb-saddle, but is not.',
        '"stupì sot ju" must not be read as a sign, but is.',
    ]
