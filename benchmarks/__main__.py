"""`make bench`: quality beside other matchers on the same phrases and messages, and speed by the number of phrases."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks import matchers
from benchmarks.growth import grown
from benchmarks.matchers import Matcher
from faq.content_files import PACKAGED, Content, load
from faq.measuring.evaluation import Row, read_rows
from faq.measuring.tuning import own_rows
from faq.models.learning import learn
from faq.understanding import MessageReader

_SIZES = (3_000, 10_000, 50_000)


def main() -> None:
    """Print both tables, and write them as JSON where `--json FILE` asks for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, default=PACKAGED)
    parser.add_argument("--messages", type=Path, help="labelled messages; left out: the content's own test phrases")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    content = load(given.content)
    rows = read_rows(given.messages) if given.messages else own_rows(content)
    result = {"quality": _quality(content, rows), "speed": [_speed(size) for size in _SIZES], "process": [_process()]}
    for name, lines in result.items():
        print(f"\n{name}")
        for line in lines:
            print("  " + "  ".join(f"{key} {value}" for key, value in line.items()))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1), encoding="utf-8")


def _quality(content: Content, rows: Sequence[Row]) -> list[dict[str, object]]:
    topics = list(content.topics)
    phrases = [(text, topic.id) for topic in content.topics.values() for text in (topic.title, *topic.asks)]
    texts = [text for text, _ in phrases]
    reader = MessageReader(content, date.today)
    found: dict[str, Matcher | None] = {
        "backchat": matchers.ours(reader, topics),
        "rapidfuzz WRatio": matchers.nearest(topics, phrases, matchers.fuzzy(matchers.WRATIO, texts)),
        "rapidfuzz token_set_ratio": matchers.nearest(topics, phrases, matchers.fuzzy(matchers.TOKEN_SET, texts)),
        "TF-IDF nearest": matchers.nearest(topics, phrases, matchers.tfidf(texts)),
    }
    encoder = matchers.sentence_transformer(texts)
    found["MiniLM nearest"] = matchers.nearest(topics, phrases, encoder) if encoder else None
    lines: list[dict[str, object]] = []
    for name, matcher in found.items():
        line: dict[str, object] = {"matcher": name}
        line |= _judged(matcher, topics, rows) if matcher else {"note": "not installed"}
        if name == "backchat" and any(row.expect == "none" for row in rows):
            ours = [reader.weigh(row.text).ranking.ours for row in rows if row.expect in {"answer", "none"}]
            line["AUROC"] = _auroc(ours, rows)
        lines.append(line)
    return lines


def _judged(matcher: Matcher, topics: Sequence[str], rows: Sequence[Row]) -> dict[str, object]:
    judged = [row for row in rows if row.expect in {"answer", "none"}]
    began = time.perf_counter()
    scores = matcher([row.text for row in judged])
    took = (time.perf_counter() - began) / len(judged)
    order = np.argsort(-scores, axis=1)
    asked = [place for place, row in enumerate(judged) if row.expect == "answer" and row.topics]
    wanted = [set(judged[place].topics) for place in asked]
    ranked = [[topics[column] for column in order[place, :3]] for place in asked]
    first = np.mean([names[0] in topic for names, topic in zip(ranked, wanted, strict=True)])
    three = np.mean([bool(topic & set(names)) for names, topic in zip(ranked, wanted, strict=True)])
    return {
        "top-1": round(float(first), 3),
        "top-3": round(float(three), 3),
        "AUROC": _auroc(scores.max(axis=1), rows),
        "ms a message": round(took * 1e3, 2),
    }


def _auroc(scores: Sequence[float] | np.ndarray, rows: Sequence[Row]) -> float | None:
    """Ours against not ours."""
    answers = [row.expect == "answer" for row in rows if row.expect in {"answer", "none"}]
    return round(float(roc_auc_score(answers, scores)), 3) if len(set(answers)) == 2 else None


def _speed(size: int) -> dict[str, object]:
    content = grown(load(PACKAGED), size)
    began = time.perf_counter()
    reader = MessageReader(content, date.today, learn)
    learning = time.perf_counter() - began
    times = []
    for row in own_rows(load(PACKAGED)):
        start = time.perf_counter()
        reader.understand(row.text)
        times.append((time.perf_counter() - start) * 1e3)
    median, late = np.percentile(times, [50, 99])
    return {
        "phrases": size,
        "learning s": round(learning, 1),
        "median ms": round(float(median), 2),
        "p99 ms": round(float(late), 2),
    }


def _process() -> dict[str, object]:
    """Start-up, memory and throughput of the command itself, with what was learnt before in the cache."""
    with tempfile.TemporaryDirectory() as place:
        many = Path(place) / "many.jsonl"
        rows = own_rows(load(PACKAGED)) * 3
        many.write_text("".join(json.dumps({"text": row.text}) + "\n" for row in rows), encoding="utf-8")
        _timed("ask", "heat or ice")
        start, memory = _timed("ask", "heat or ice")
        whole, _ = _timed("ask", "--jsonl", str(many))
    return {
        "start-up s": round(start, 2),
        "resident MB": round(memory),
        "messages a second": round(len(rows) / (whole - start)),
    }


def _timed(*arguments: str) -> tuple[float, float]:
    """Seconds, and the peak resident memory in MB, of one command."""
    began = time.perf_counter()
    command = subprocess.Popen([sys.executable, "-m", "bot", *arguments], stdout=subprocess.DEVNULL)  # noqa: S603  # our own command
    _, status, used = os.wait4(command.pid, 0)
    if status:
        raise SystemExit(status)
    return time.perf_counter() - began, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
