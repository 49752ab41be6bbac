"""YAML files as data that remembers where each value stands, so that problems name file, line and column."""

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from rapidfuzz import process
from rapidfuzz.distance import OSA

MAX_BYTES = 1_000_000
"""No content file that a person writes is larger; a bigger one is refused unread."""

_MAX_DEPTH = 12

_A_LIST = "a list (lines that begin with -)"
_A_BLOCK = "a block of fields"
_A_DATE = "a date, written like 2027-01-31"
_WANTED = {
    "string_type": "a text (put quotes around it)",
    "list_type": _A_LIST,
    "tuple_type": _A_LIST,
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": _A_BLOCK,
    "model_type": _A_BLOCK,
    "date_type": _A_DATE,
    "date_parsing": _A_DATE,
    "date_from_datetime_parsing": _A_DATE,
}

Path_ = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, where (line and column from 1; 0 means the whole file) and what to do."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f" line {self.line}, column {self.column}" if self.line else ""
        return f"{self.file}{place}: {self.message}"


class _Mark(Protocol):
    """A place as PyYAML gives it, from 0; it has two classes for this."""

    line: int
    column: int


class ContentError(Exception):
    """Content that can't be used; `problems` holds all that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass
class Source:
    """One file's data and the place of each value in it."""

    name: str
    data: object
    places: dict[Path_, tuple[int, int]] = field(default_factory=dict)

    def problem(self, path: Path_, message: str) -> Problem:
        """A problem at the value that `path` leads to, or at the nearest value above it."""
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (0, 0))
        return Problem(self.name, line, column, message)


def read(path: Path, name: str) -> Source:
    """Read one YAML file. Raises ContentError; never follows tags, aliases or merge keys."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _refused(name, f"the file has {size:,} bytes; {MAX_BYTES:,} is the most. Split it up.")
        if not path.is_file():
            raise _refused(name, "this is no ordinary file; put a text file here.")
        raw = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise _refused(name, f"the file can't be read: {error.strerror}.") from None
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        readable = raw[: error.start].decode()
        advice = 'the file is not UTF-8 text. Save it again as "UTF-8" in your editor.'
        raise ContentError([_after(name, readable, advice)]) from None
    source = Source(name, None)
    try:
        written = _Builder(source, yaml.parse(text, Loader=yaml.CSafeLoader)).document()
    except yaml.MarkedYAMLError as error:
        raise _marked(name, error.problem_mark, _yaml_advice(error, text)) from None
    except yaml.reader.ReaderError as error:
        readable = text.partition(chr(error.character))[0]
        advice = f"a character that can't be seen (U+{error.character:04X}) stands here; delete it."
        raise ContentError([_after(name, readable, advice)]) from None
    if not written:
        raise _refused(name, "the file is empty.")
    return source


def validate(source: Source, model: type[Model]) -> Model:
    """The file's data as `model`. Raises ContentError with every problem of the file."""
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        found = error.errors()
        raise ContentError([_explain(source, model, item) for item in found if not _follows(item, found)]) from None


def texts(value: object, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """Every text inside a value, with the path that leads to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from texts(inner, (*path, index))


def _refused(name: str, message: str) -> ContentError:
    return ContentError([Problem(name, 0, 0, message)])


def _marked(name: str, mark: _Mark | None, message: str) -> ContentError:
    return ContentError([Problem(name, *_place(mark), message)])


def _after(name: str, readable: str, message: str) -> Problem:
    """A problem at the first character that follows `readable`."""
    line = readable.rpartition("\n")[2]
    return Problem(name, readable.count("\n") + 1, len(line) + 1, message)


def _yaml_advice(error: yaml.MarkedYAMLError, text: str) -> str:
    problem = f"this is not valid YAML: {error.problem}."
    mark = error.problem_mark
    found = text.splitlines()[mark.line][mark.column :] if mark and mark.line < len(text.splitlines()) else ""
    if found.startswith("\t"):
        return f"{problem} Use blanks, not tabs."
    if "mapping values are not allowed" in problem:
        return f'{problem} A text with ": " in it needs quotes around it.'
    if "alphabetic or numeric" in problem:
        return f'{problem} A text that begins with "*" or "&" needs quotes around it.'
    if found.startswith(("%", "@", "`")):
        return f'{problem} A text that begins with "{found[0]}" needs quotes around it.'
    return f"{problem} Look at the quotes and the indentation of this line and the one above."


class _Builder:
    """Builds a source from YAML events in one pass, and refuses the unusual: aliases, tags, bottomless nesting."""

    def __init__(self, source: Source, events: Iterator[yaml.Event]) -> None:
        self._source = source
        self._events = events
        self._scalars = yaml.SafeLoader("")

    def document(self) -> bool:
        """Build the one document; whether there was one. Raises ContentError and yaml.MarkedYAMLError."""
        next(self._events)  # the stream begins
        begin = next(self._events)
        if isinstance(begin, yaml.StreamEndEvent):
            return False
        self._source.data = self._value(next(self._events), ())
        next(self._events)  # the document ends
        end = next(self._events)
        if not isinstance(end, yaml.StreamEndEvent):
            message = 'a second document begins here ("---"); a file holds one. Put it into a file of its own.'
            raise _marked(self._source.name, end.start_mark, message)
        return True

    def _value(self, event: yaml.Event, path: Path_) -> object:
        self._refuse(event, len(path))
        self._source.places[path] = _place(event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[object] = []
            while not isinstance(inner := next(self._events), yaml.SequenceEndEvent):
                items.append(self._value(inner, (*path, len(items))))
            return items
        return self._mapping(path)

    def _mapping(self, path: Path_) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            self._refuse(event, len(path))
            place = _place(event.start_mark)
            if not isinstance(event, yaml.ScalarEvent):
                message = "a list can't be the name of a field; put quotes around a text that begins with [ or {."
                raise ContentError([Problem(self._source.name, *place, message)])
            key = str(event.value)
            if key in found:
                message = f'"{key}" stands here twice; keep one of them.'
                raise ContentError([Problem(self._source.name, *place, message)])
            found[key] = self._value(next(self._events), (*path, key))
            self._source.places[(*path, key)] = place
        return found

    def _scalar(self, event: yaml.ScalarEvent, path: Path_) -> object:
        tag = self._scalars.resolve(yaml.ScalarNode, event.value, event.implicit)  # type: ignore[no-untyped-call]  # no stub
        if tag == yaml.resolver.BaseResolver.DEFAULT_SCALAR_TAG:
            return event.value
        try:
            return self._scalars.construct_object(yaml.ScalarNode(tag, event.value))
        except (ValueError, yaml.YAMLError):
            message = "this value can't be read; put quotes around it."
            raise ContentError([self._source.problem(path, message)]) from None

    def _refuse(self, event: yaml.Event, depth: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            message = 'aliases ("*name") are not used here; write it out, or put quotes around the text.'
        elif getattr(event, "tag", None):
            message = 'tags ("!name") are not used here; take it out, or put quotes around the text.'
        elif depth >= _MAX_DEPTH and isinstance(event, yaml.CollectionStartEvent):
            message = "lists inside lists go too deep here; write them flat."
        else:
            return
        raise _marked(self._source.name, event.start_mark, message)


def _place(mark: _Mark | None) -> tuple[int, int]:
    """Line and column, from 1."""
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _follows(item: Any, found: Sequence[Any]) -> bool:
    """A list counts as too short also when its only items are wrong: those are named already."""
    place = item["loc"]
    return item["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in found
    )


def _explain(source: Source, model: type[BaseModel], item: Any) -> Problem:
    path: Path_ = tuple(part for part in item["loc"] if part != "[key]")
    kind, details = item["type"], item.get("ctx", {})
    name = next((part for part in reversed(path) if isinstance(part, str)), "the file")
    if kind == "extra_forbidden":
        message = f'"{name}" is not a field here.'
        slips = max(1, len(name) // 3)
        near = process.extractOne(name, list(_field_names(model)), scorer=OSA.distance, score_cutoff=slips)
        if near:
            message += f' Did you mean "{near[0]}"?'
    elif kind == "missing":
        message = f'"{name}" is missing.'
        path = path[:-1]
    elif kind in _WANTED:
        message = f'"{name}" must be {_WANTED[kind]}.'
    elif kind in {"string_too_short", "too_short"}:
        message = f'"{name}" is empty; fill it in.'
    elif kind == "string_too_long":
        message = f'"{name}" is too long: {details["max_length"]} characters are the most.'
    elif kind == "string_pattern_mismatch":
        letters = "CAPITAL" if "A-Z" in details["pattern"] else "small"
        message = f'"{item["input"]}" can\'t be a name here; use {letters} letters, digits and hyphens, no blanks.'
    else:
        message = f'"{name}": {str(item["msg"]).removeprefix("Value error, ")}.'
    return source.problem(path, message)


def _field_names(model: type[BaseModel]) -> Iterator[str]:
    """The fields of a model and of the models inside it."""
    for name, info in model.model_fields.items():
        yield info.alias or name
        for inner in _models_in(info.annotation):
            yield from _field_names(inner)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models_in(inner)
