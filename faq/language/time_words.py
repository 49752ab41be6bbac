"""The English words that time expressions are made of: units, numbers, and what turns their use."""


def word_list(text: str) -> list[str]:
    """The words of `text`, in order."""
    return text.split()


def word_set(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())


LENGTHS = {
    0: "hour hours hr hrs minute minutes min mins",
    1: "day days night nights d",
    7: "week weeks wk wks w weekend weekends",
    14: "fortnight fortnights",
    30: "month months mth mths mnth mnths mo mos m moth moths",
    365: "year years yr yrs y",
    3650: "decade decades",
}
UNITS = {unit: length for length, units in LENGTHS.items() for unit in units.split()}
NAMES = {length: units.split()[0] for length, units in LENGTHS.items()}
SHORT_UNITS = word_set("d w m y mo mos")
SLIPS = frozenset({"moth", "moths"})
PLURAL = word_set("days weeks months years wks mths yrs decades")
SINGLE = word_set("day week month year fortnight weekend")
COUNTED = word_set("day week month year night wk")
YEARS = word_set("year years yr yrs y")
SMALL = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
NUMBERS = {said: float(value) for value, said in enumerate(SMALL)} | {
    "a": 1.0, "an": 1.0, "another": 1.0, "couple": 2.0, "few": 4.0, "several": 5.0, "dozen": 12.0,
    "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "ninety": 90.0,
}  # fmt: skip
SAID = {"couple": "a couple of", "few": "a few", "several": "several"}
ARTICLES = word_set("a an")
AFTER_ARTICLE = word_set("couple few dozen half")
ADJECTIVES = word_set("good solid whole long full bad more odd or so bloody entire straight painful of")
LOOSE = word_set(
    "like maybe sometime somewhere approx basically my about around roughly the last this early late mid "
    "start beginning end middle of in just before at"
)
PROGRAMMES = word_set(
    "plan programme program programmes course block challenge cycle holiday holidays break off trip camp "
    "membership pregnant postpartum post pp postnatal gap layoff streak training gym lifting out away "
    "notice warranty wait drive flight shift shifts session sessions class hike trek ride rehab trial "
    "mesocycle bulk cut deload period experience sober married marathon 5k 10k"
)
LATER_PROGRAMMES = PROGRAMMES - word_set("out away off training gym lifting")
PER = word_set("times time once twice x day days hour hours hrs hr session sessions mins minutes nights km k")
EVERY = word_set("every each per")
TAKES = word_set("take takes took taking within first initial upto under lasts")
NOT = word_set("no not never havent hasnt hadnt nothing without isnt wasnt didnt barely hardly zero cant couldnt")
RANKED = word_set("first second third time times twice worst once rd nd th")
BACK_IS_AGO = frozenset({"", "i", "when", "and", "while", "doing", "during"})
INTO = word_set("in into now since on past gone")
CHILD = word_set("she he baby bub toddler son daughter")
FUTURE_AFTER = word_set("away till until time from before")
AHEAD = word_set("next coming")
POINTED = word_set("next by until till on for this every in last past early late")
AHEAD_OF = word_set("next by until till for")
WEEKISH = word_set("week month year")
AGED = word_set("aged age turned turning nearly almost")
MY_AGE = word_set("am im")
NOT_SO_FAR = word_set(
    "last this next as since from every each per start started starting begin began to of finish finished finishing "
    "repeat repeating redo complete completed pause paused attempt attempted"
)
NUMBERED = word_set("set sets rep reps round rounds attempt lift single lap mile hole class session ride run time day")
PAINS = word_set("pain pains ache aches aching agony soreness")
OLD_TROUBLE = PAINS | word_set("injury injuries strain sprain tear niggle problem back disc hernia")
OF_TROUBLE = word_set("this the my it back pain")
ORDINALS = {said: value for value, said in enumerate(word_list("second third fourth fifth sixth seventh eighth"), 2)}
STRAY = word_set("this next last every rest mid")
OTHER_PLURAL = word_set("these other most some both rest")
NOT_LOOK_BACK = 8
MOST_COUNTED = 60
FEW_DAYS = 5
FEW = 4
