"""The English words that time expressions are made of, for faq/durations.py: units, numbers, and what turns a use."""


def _list(text: str) -> list[str]:
    return text.split()


def _words(text: str) -> frozenset[str]:
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
SHORT_UNITS = _words("d w m y mo mos")
SLIPS = frozenset({"moth", "moths"})
PLURAL = _words("days weeks months years wks mths yrs decades")
SINGLE = _words("day week month year fortnight weekend")
COUNTED = _words("day week month year night wk")
YEARS = _words("year years yr yrs y")
SMALL = _list("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty")
NUMBERS = {said: float(value) for value, said in enumerate(SMALL)} | {
    "a": 1.0, "an": 1.0, "another": 1.0, "couple": 2.0, "few": 4.0, "several": 5.0, "dozen": 12.0,
    "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "ninety": 90.0,
}  # fmt: skip
SAID = {"couple": "a couple of", "few": "a few", "several": "several"}
ARTICLES = _words("a an")
AFTER_ARTICLE = _words("couple few dozen half")
ADJECTIVES = _words("good solid whole long full bad more odd or so bloody entire straight painful of")
LOOSE = _words("like maybe sometime somewhere approx basically my about around roughly the last this early late mid start "
    "beginning end middle of in just before at")
PROGRAMMES = _words("plan programme program programmes course block challenge cycle holiday holidays break off trip camp membership "
    "pregnant postpartum post pp postnatal gap layoff streak training gym lifting out away notice warranty wait drive "
    "flight shift shifts session sessions class hike trek ride rehab trial mesocycle bulk cut deload period "
    "experience sober married marathon 5k 10k")
LATER_PROGRAMMES = PROGRAMMES - _words("out away off training gym lifting")
PER = _words("times time once twice x day days hour hours hrs hr session sessions mins minutes nights miles km k")
EVERY = _words("every each per")
TAKES = _words("take takes took taking within first initial upto under lasts")
NOT = _words("no not never havent hasnt hadnt nothing without isnt wasnt didnt barely hardly zero cant couldnt")
RANKED = _words("first second third time times twice worst once rd nd th")
BACK_IS_AGO = frozenset({"", "i", "when", "and", "while", "doing", "during"})
FUTURE_AFTER = _words("away till until time from before")
AHEAD = _words("next coming")
POINTED = _words("next by until till on for this every in last past early late")
AHEAD_OF = _words("next by until till for")
WEEKISH = _words("week month year")
AGED = _words("aged age turned turning nearly almost")
MY_AGE = _words("am im")
NOT_SO_FAR = _words("last this next as since from every each per")
OF_TROUBLE = _words("this the my back pain")
STRAY = _words("this next last every rest mid")
OTHER_PLURAL = _words("these other most some both rest")
NOT_LOOK_BACK = 8
MOST_COUNTED = 60
FEW_DAYS = 5
FEW = 4
