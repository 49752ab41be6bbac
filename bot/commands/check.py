"""`backchat check`: every problem of a content folder, with file, line and column, then one exit code."""

import sys
from pathlib import Path

from bot.commands._content import counted, open_or_explain
from faq.build import failing_signs, failing_tests
from faq.content_files import Content


def check_content(folder: Path | None) -> int:
    """Validate a folder (None: the example content) and run its test phrases."""
    library = open_or_explain(folder, sys.stdout)
    if isinstance(library, int):
        return library
    problems = [*failing_tests(library), *failing_signs(library)]
    for problem in problems:
        print(problem)
    content, phrases = library.content, _test_phrases(library.content)
    good = phrases - len(problems)
    signs = sum(len(family.signs) for family in content.families)
    print(
        f"{counted(len(content.topics), 'topic')}, {counted(len(content.exercises), 'exercise card')}, "
        f"{counted(signs, 'safety sign')}; {good} of {counted(phrases, 'test phrase')} pass."
    )
    return 1 if problems else 0


def _test_phrases(content: Content) -> int:
    held_out = (content.tests, content.intent_tests, content.out_of_scope_tests)
    own = [(*sign.reads, *sign.ignores) for family in content.families for sign in family.signs]
    foreign = [(*sign.reads, *sign.ignores) for language in content.languages for sign in language.signs]
    return sum(len(group) for tests in held_out for group in tests.values()) + sum(map(len, (*own, *foreign)))
