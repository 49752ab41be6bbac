"""Thresholds chosen by labelled messages."""

from dataclasses import replace

from faq.build import Library
from faq.measuring.evaluation import Figure, Row, judge
from faq.measuring.tuning import Tuning, loss, own_rows, weighed
from faq.written.matching import Matching
from faq.written.safety import Tier

ROWS = [
    Row(text="how should i lie in bed with a sore back", expect="answer", topics=("sleep",)),
    Row(text="numb when i wipe and my back hurts", expect="urgent"),
    Row(text="where can i buy a second hand sofa", expect="none"),
    Row(text="still no better after six weeks", expect="escalate"),
]


def test_a_miss_below_the_level_weighs_more() -> None:
    """A figure without rows weighs nothing."""
    perfect, short = Figure("urgent recall", 100, 100), Figure("urgent recall", 90, 100)
    assert loss([perfect]) == 0
    assert loss([short]) > 5 * loss([Figure("urgent recall", 99, 100)])
    assert loss([Figure("false urgent", 5, 100)]) > loss([Figure("false urgent", 2, 100)])
    assert loss([Figure("human", 0, 0)]) == 0


def test_the_best_is_never_worse_than_the_start(library: Library) -> None:
    """Thresholds that refuse everything are moved."""
    tuning = Tuning(library.reader.decide, [weighed(library.reader, ROWS)])
    start = Matching(answer_above=1.0, ours_to_answer=1.0, ours_to_offer=1.0, book_above=2, book_not_below=2)
    best = tuning.best(start)
    assert sum(map(loss, tuning.figures(best))) < sum(map(loss, tuning.figures(start)))


def test_no_message_has_a_part_in_what_decides_it(library: Library) -> None:
    """The only message of its kind moves the threshold that it needs; cross-validation leaves it out, and misses it."""
    calm = weighed(library.reader, [row for row in ROWS if row.expect != "urgent"])
    row = Row(text="something is not right with my poor old back today", expect="urgent")
    evidence = replace(library.reader.weigh(row.text), urgency=0.5, urgent_tier=Tier.EMERGENCY)
    tuning = Tuning(library.reader.decide, [[*calm, (row, evidence)]])
    start = Matching(urgent_above=0.7)
    assert judge(row, library.reader.decide(evidence, tuning.best(start))).accepted
    judged = {one.row.text: one.accepted for one in tuning.cross_validated(start)}
    assert judged.keys() == {one.text for one, _ in [*calm, (row, evidence)]}
    assert not judged[row.text]


def test_own_rows_are_the_test_phrases(library: Library) -> None:
    """Each with what it should lead to."""
    rows = own_rows(library.content)
    assert {row.expect for row in rows} == {"answer", "human", "smalltalk", "none"}
    assert len(rows) == sum(
        len(texts)
        for tests in (library.content.tests, library.content.intent_tests, library.content.out_of_scope_tests)
        for texts in tests.values()
    )
