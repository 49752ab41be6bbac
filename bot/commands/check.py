"""`backchat check`: every problem of a content folder, with file, line and column, then one exit code."""

from pathlib import Path

from bot.commands._content import open_or_explain
from faq.build import failing_phrases


def check_content(folder: Path | None) -> int:
    """Validate a folder (None: the example content) and run its test phrases."""
    library = open_or_explain(folder)
    if library is None:
        return 1
    problems = failing_phrases(library)
    for problem in problems:
        print(problem)
    content = library.content
    signs = [sign for family in content.families for sign in family.signs]
    phrases = sum(
        len(group)
        for group in (
            *content.tests.values(),
            *content.intent_tests.values(),
            *content.out_of_scope_tests.values(),
            *(sign.reads + sign.ignores for sign in signs),
        )
    )
    print(
        f"{len(content.topics)} topics, {len(content.exercises)} exercise cards, {len(signs)} safety signs; "
        f"{phrases - len(problems)} of {phrases} test phrases pass."
    )
    return 1 if problems else 0
