"""The drawn pictures: one for each exercise card, as cards.yaml says, and nothing that no body can do."""

import pytest

from drawings.body import FOREARM, SHIN, THIGH, UPPER_ARM, Bones, ImpossibleError, Limb, Pose, body
from drawings.cards import CARDS, load
from drawings.picture import draw
from drawings.points import Point
from faq.content_files import PACKAGED
from faq.content_files import load as load_content
from faq.pictures import FOLDER

PICTURES = load(CARDS.read_text(encoding="utf-8"))
STRAIGHT = Limb(bones=(-90, -90))
STANDING = Pose(hip=Point(0, 90), trunk=90, near_arm=STRAIGHT, far_arm=STRAIGHT, near_leg=STRAIGHT, far_leg=STRAIGHT)


def test_each_card_has_its_picture() -> None:
    """Named like the card, small, and large enough for a phone."""
    content = load_content(PACKAGED)
    assert set(content.exercises) == set(PICTURES) == set(content.pictures)
    for exercise_id, picture in content.pictures.items():
        assert content.exercises[exercise_id].picture == f"{exercise_id}.png"
        assert len(picture.data) < 60_000
        assert (int.from_bytes(picture.data[16:20]), int.from_bytes(picture.data[20:24])) == (1200, 900)


@pytest.mark.parametrize("name", PICTURES)
def test_the_drawing_is_as_cards_yaml_says(name: str) -> None:
    """Otherwise run `make pictures`, and look at it."""
    assert (PACKAGED / FOLDER / f"{name}.svg").read_text(encoding="utf-8") == draw(PICTURES[name], name)


def bones_of(name: str) -> list[Bones]:
    """All limbs of a picture's figure seen from the side."""
    bodies = [body(panel.pose) for panel in PICTURES[name].panels if panel.pose]
    return [limb for found in bodies for limb in (found.near_arm, found.far_arm, found.near_leg, found.far_leg)]


@pytest.mark.parametrize("name", PICTURES)
def test_bones_keep_their_lengths_and_stay_above_the_floor(name: str) -> None:
    """In every position."""
    for limb in bones_of(name):
        lengths = (round(limb.root.to(limb.middle).length, 3), round(limb.middle.to(limb.tip).length, 3))
        assert lengths in {(UPPER_ARM, FOREARM), (THIGH, SHIN)}
        assert min(limb.middle.y, limb.tip.y) > 2


@pytest.mark.parametrize(
    ("limb", "change", "complaint"),
    [
        ("near_leg", Limb(bones=(-90, -60)), "the near leg bends by -30 degrees; 0 to 155 are possible"),
        ("far_arm", Limb(bones=(-90, -120)), "the far arm bends by -30 degrees; 0 to 155 are possible"),
        ("near_arm", Limb(to=Point(80, 138)), "the near arm ends 80.0 cm away"),
        ("far_leg", Limb(to=Point(0, 89)), "the far leg ends 1.0 cm away"),
    ],
)
def test_what_no_body_can_do(limb: str, change: Limb, complaint: str) -> None:
    """Knees and elbows bend one way only, and nothing stretches."""
    with pytest.raises(ImpossibleError, match=complaint):
        body(STANDING.model_copy(update={limb: change}))


def test_a_knee_bends_forward_and_an_elbow_backward() -> None:
    """Of a figure that stands, facing right."""
    moved = {"near_leg": Limb(to=Point(0, 30)), "near_arm": Limb(to=Point(0, 100))}
    found = body(STANDING.model_copy(update=moved))
    assert found.near_leg.middle.x > 10
    assert found.near_arm.middle.x < -10
