"""`backchat ask`: one message, or a stream of them, whatever that stream holds."""

import json
import os
from io import FileIO
from pathlib import Path

import pytest

from bot.commands._lines import arriving
from tests.bot.commands.conftest import Backchat, Process

KEYS = {"text", "kind", "topic", "offered", "score", "signals", "reply"}


def _objects(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_one_message_gets_the_reply_that_a_patient_would_read(backchat: Backchat, library_folder: Path) -> None:
    said = backchat("ask", "how do i renew a book", "--content", library_folder)
    assert said.exit_code == 0
    assert said.stdout.startswith('Sign in on our website and press "Renew".')
    assert "[This helped] [Not what I meant]" in said.stdout


def test_json_holds_the_agreed_keys(backchat: Backchat, clinic_folder: Path) -> None:
    [found] = _objects(backchat("ask", "--json", "does heat help", "--content", clinic_folder).stdout)
    assert set(found) == KEYS
    assert (found["kind"], found["topic"], found["offered"]) == ("answer", "heat", [])
    [urgent] = _objects(backchat("ask", "--json", "i cant feel it when i wipe", "--content", clinic_folder).stdout)
    assert urgent["kind"] == "emergency"
    signals = urgent["signals"]
    assert isinstance(signals, list)
    assert [(sign["tier"], set(sign)) for sign in signals] == [("E", {"id", "tier", "words"})]


def test_why_shows_what_was_read_and_what_came_near(backchat: Backchat, clinic_folder: Path) -> None:
    said = backchat("ask", "--why", "no numbness when i wipe, does heat help", "--content", clinic_folder).stdout
    assert "read as: no numbness when i wipe does heat help" in said
    assert "not counted (negated)" in said
    assert "closest: “does heat help”" in said
    [found] = _objects(backchat("ask", "--why", "--json", "does heat help", "--content", clinic_folder).stdout)
    assert set(found) == KEYS | {"read_as", "candidates", "not_counted"}


def test_why_names_the_sign_that_fired_and_the_kind_of_small_talk(backchat: Backchat, clinic_folder: Path) -> None:
    assert "by the rule:" in backchat("ask", "--why", "i cant feel it when i wipe", "--content", clinic_folder).stdout
    (clinic_folder / "intents").mkdir()
    (clinic_folder / "intents" / "thanks.yaml").write_text(
        "id: thanks\nkind: smalltalk\nasks: [cheers, ta, thanks]\n", encoding="utf-8"
    )
    assert "intent: thanks" in backchat("ask", "--why", "cheers", "--content", clinic_folder).stdout


def test_many_messages_come_back_in_order_with_their_own_keys(
    backchat: Backchat, library_folder: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        '\ufeff{"text": "extend a loan", "id": 7, "more": {"a": [1, null]}}\r\n'
        "\n"
        '{"text": "caf\u00e9 \U0001f600 what is the fine for a late book", "kind": "old"}\n'
        '{"text": "\\ud83d", "error": "kept"}\n'
        '{"text": ""}',
        encoding="utf-8",
    )
    said = backchat("ask", "--jsonl", rows, "--content", library_folder)
    first, second, third, fourth = _objects(said.stdout)
    assert said.exit_code == 0
    assert (first["id"], first["more"], first["topic"]) == (7, {"a": [1, None]}, "renew")
    assert (second["kind"], second["topic"]) == ("answer", "fines")
    assert (third["text"], third["error"], third["kind"]) == ("\ud83d", "kept", "unknown")
    assert fourth["kind"] == "unknown"
    assert "caf\u00e9 \U0001f600" in said.stdout


def test_a_bad_line_gets_an_error_in_its_place_and_the_others_go_on(
    backchat: Backchat, library_folder: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.jsonl"
    deep = b"[" * 100_000
    rows.write_bytes(
        b'nonsense\n{"text": 5, "id": 2}\n["x"]\n{"text": "caf\xe9"}\n' + deep + b'\n{"text": "extend a loan"}\n'
    )
    said = backchat("ask", "--jsonl", rows, "--content", library_folder)
    *bad, good = _objects(said.stdout)
    not_one = 'this is not a JSON object with a "text" that is a string.'
    assert bad == [
        {"error": f"line 1: {not_one}"},
        {"text": 5, "id": 2, "error": f"line 2: {not_one}"},
        {"error": f"line 3: {not_one}"},
        {"error": "line 4: this is not UTF-8 text."},
        {"error": f"line 5: {not_one}"},
    ]
    assert (good["topic"], said.exit_code) == ("renew", 1)


def test_a_very_long_message_is_answered(backchat: Backchat, library_folder: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"text": "extend a loan " * 200_000}) + "\n", encoding="utf-8")
    [found] = _objects(backchat("ask", "--jsonl", rows, "--content", library_folder).stdout)
    assert found["topic"] == "renew"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "ask: give one message in quotes, or --jsonl FILE."),
        (["hello", "--jsonl", "x"], "ask: give one message in quotes, or --jsonl FILE."),
        (["--why", "--jsonl", "x"], "ask: --why goes with one message in quotes, not with --jsonl."),
        (["--jsonl", "no-such-file"], "ask: no-such-file can't be read: No such file or directory."),
        (["hello", "--content", "nowhere"], "nowhere: there is no such folder."),
        (["--why", "hello", "--content", "nowhere"], "nowhere: there is no such folder."),
    ],
)
def test_what_cant_be_done_is_explained(backchat: Backchat, arguments: list[str], said: str) -> None:
    result = backchat("ask", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_a_folder_is_no_file_of_messages(backchat: Backchat, library_folder: Path) -> None:
    result = backchat("ask", "--jsonl", library_folder, "--content", library_folder)
    assert (result.exit_code, "can't be read: Is a directory." in result.stderr) == (2, True)


def test_broken_content_is_explained_before_anything_is_answered(backchat: Backchat, library_folder: Path) -> None:
    (library_folder / "topics" / "broken.yaml").write_text("id: [", encoding="utf-8")
    rows = library_folder / "rows.jsonl"
    rows.write_text('{"text": "hello"}', encoding="utf-8")
    for arguments in (["ask", "hello"], ["ask", "--jsonl", rows]):
        result = backchat(*arguments, "--content", library_folder)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "topics/broken.yaml line 2, column 1: this is not valid YAML" in result.stderr
        assert f"1 problem in {library_folder}." in result.stderr


def test_lines_are_taken_as_they_come() -> None:
    """A line is there as soon as it ends, the last one also without; halves wait for their rest."""
    out, into = os.pipe()
    with FileIO(out) as source:
        lines = arriving(source)
        os.write(into, b"one\ntwo\nthr")
        assert next(lines) == [b"one", b"two"]
        os.write(into, b"e")
        os.write(into, b"e\nfour")
        assert next(lines) == [b"three"]
        os.close(into)
        assert list(lines) == [[b"four"]]


def test_whoever_types_gets_each_answer_at_once(process: Process, library_folder: Path) -> None:
    """Standard input, a line at a time, in a locale that is not UTF-8."""
    with process("ask", "--jsonl", "-", "--content", library_folder, LC_ALL="C", PYTHONUTF8="0") as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        for text, topic in (("extend a loan", "renew"), ("late b\u00f6ok fine", "fines")):
            running.stdin.write(json.dumps({"text": text}, ensure_ascii=False).encode() + b"\n")
            running.stdin.flush()
            found = json.loads(running.stdout.readline())
            assert (found["text"], found["topic"] or found["offered"][0]) == (text, topic)
        running.stdin.close()
        assert (running.wait(), running.stderr.read()) == (0, b"")


def test_an_argument_that_the_locale_cant_read_is_utf8(process: Process, library_folder: Path) -> None:
    """A patient's words come from files and editors, which are UTF-8 whatever the terminal says."""
    arguments = ("ask", "--json", "caf\u00e9", "--content", library_folder)
    with process(*arguments, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0") as running:
        out, errors = running.communicate()
    assert (json.loads(out)["text"], errors) == ("caf\u00e9", b"")


def test_a_reader_that_has_enough_is_no_fault(process: Process, library_folder: Path) -> None:
    """`backchat ask --jsonl FILE | head -1` ends quietly."""
    rows = library_folder / "rows.jsonl"
    rows.write_text('{"text": "extend a loan"}\n' * 2000, encoding="utf-8")
    with process("ask", "--jsonl", rows, "--content", library_folder) as running:
        assert running.stdout
        assert running.stderr
        assert running.stdout.readline().startswith(b'{"text": "extend a loan"')
        running.stdout.close()
        assert running.stderr.read() == b""
