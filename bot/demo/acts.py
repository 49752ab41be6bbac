"""What a person at the page can do: let time pass, and what the sandbox's apps allow to patients and to staff."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.demo.clock import Skip
from bot.demo.stage import Stage
from bot.sandbox import SandboxUseError, acts
from handlers.ports import Json


class Wait(BaseModel):
    """Let time pass."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    do: Literal["wait"]
    how_far: Skip


OfOne = acts.Start | acts.Tap | acts.Say | acts.Edit | acts.Press
Act = acts.Meet | Wait | OfOne
ACT: TypeAdapter[Act] = TypeAdapter(Annotated[Act, Field(discriminator="do")])


async def perform(stage: Stage, act: Act) -> Json:
    """Do it. Gives what only the one who acts sees: the new patient, the time, or the answer to a press.

    Raises SandboxUseError for what no app would do, and NothingSeenError where a press has no answer yet.
    """
    if isinstance(act, acts.Meet):
        return {"patient": stage.meet(act.first_name, act.last_name, act.username).id}
    if isinstance(act, Wait):
        await stage.skip(act.how_far)
        return {"minute": stage.minute}
    return await acts.perform(stage.sandbox, act.model_copy(update={"chat": _chat(stage, act.who)}))


async def attach(stage: Stage, file: acts.File, mime_type: str, data: bytes) -> None:
    """Send a file: as a picture if it is one. Raises SandboxUseError."""
    await acts.attach(stage.sandbox, file.model_copy(update={"chat": _chat(stage, file.who)}), mime_type, data)


def _chat(stage: Stage, number: int) -> int | None:
    """Where somebody at the page writes."""
    if any(patient.id == number for patient in stage.patients):
        return None
    if any(member.id == number for member in stage.staff):
        return stage.group.id
    raise SandboxUseError("this person is not here any more; reload the page")
