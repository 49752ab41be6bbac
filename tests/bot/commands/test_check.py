"""`backchat check`: everything that is wrong, then one sum."""

from pathlib import Path

from tests.bot.commands.conftest import Backchat
from tests.faq.folder import HEAT, write


def test_good_content(backchat: Backchat, library_folder: Path) -> None:
    write(library_folder, {"tests/renew.yaml": "topic: renew\nphrases: [renew my book please]\n"})
    result = backchat("check", library_folder)
    assert result.stdout == "3 topics, 0 exercise cards, 0 safety signs; 1 of 1 test phrase pass.\n"
    assert result.exit_code == 0
    assert backchat("check", "--content", library_folder).stdout == result.stdout


def test_every_problem_of_every_file_is_named_with_its_place(backchat: Backchat, library_folder: Path) -> None:
    write(
        library_folder,
        {
            "topics/heat.yaml": HEAT.replace("answer:", "asnwer:"),
            "topics/tabs.yaml": "id: tabs\n\ttitle: Tabs\n",
            "topics/loans.yaml": "id: loans\ntitle: Loans\nasks: [extend a loan]\nanswer: Ask {librarian}.\n",
        },
    )
    (library_folder / "topics" / "latin.yaml").write_bytes(b"id: latin\ntitle: caf\xe9\n")
    result = backchat("check", library_folder)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert [line.partition(": ")[0] for line in lines[:-1]] == [
        "topics/heat.yaml line 1, column 1",
        "topics/heat.yaml line 6, column 1",
        "topics/latin.yaml line 2, column 11",
        "topics/loans.yaml line 4, column 1",
        "topics/renew.yaml line 6, column 5",
        "topics/tabs.yaml line 2, column 1",
    ]
    assert '"asnwer" is not a field here. Did you mean "answer"?' in lines[1]
    assert lines[-1] == f"6 problems in {library_folder}."


def test_a_test_phrase_that_leads_elsewhere_is_named(backchat: Backchat, library_folder: Path) -> None:
    write(library_folder, {"tests/renew.yaml": "topic: renew\nphrases:\n  - do i have to pay a fee for it\n"})
    result = backchat("check", library_folder)
    assert result.exit_code == 1
    problem, total = result.stdout.splitlines()
    assert problem.startswith('tests/renew.yaml line 3, column 5: "do i have to pay a fee for it" should find renew')
    assert total.endswith("0 of 1 test phrase pass.")


def test_folders_that_are_none(backchat: Backchat, library_folder: Path, tmp_path: Path) -> None:
    missing = backchat("check", tmp_path / "nowhere")
    assert (missing.exit_code, "there is no such folder" in missing.stderr) == (2, True)
    (tmp_path / "empty").mkdir()
    empty = backchat("check", tmp_path / "empty")
    assert (empty.exit_code, "at least one topics/NAME.yaml is needed" in empty.stdout) == (1, True)
    both = backchat("check", library_folder, "--content", library_folder)
    assert (both.exit_code, both.stderr) == (2, "check: name one content folder, not two.\n")
