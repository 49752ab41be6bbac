"""What all files that people write have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]

GroupName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]*$")]


class Written(BaseModel):
    """Base of all content: no unknown fields, never changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Reference(Written):
    """Where a fact comes from: who says it, on which page."""

    name: Text
    page: Text
