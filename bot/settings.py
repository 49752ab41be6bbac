"""The clinic's configuration: config.yaml, each key overridable by environment, all problems reported together."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.outlet_settings import BookingSystem, Outlets
from bot.webhook_settings import CLOUD, Webhook, webhook_problem
from faq import source
from faq.source import ContentError
from faq.wording.facts import Clinic

ENV_PREFIX = "BACKCHAT_"

SECRETS = (
    "telegram.token",
    "database.key",
    "outlets.email.password",
    "outlets.webhook.secret",
    "booking_system.secret",
)
"""What never stands in the config file; each can stand in a file of its own, named by the setting with _file."""


class SettingsError(Exception):
    """A configuration that can't be used; `problems` are sentences, each with the full name of its key."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Telegram(_Part):
    """How the bot reaches Telegram. The token comes from the environment or from `token_file` (mode 0600)."""

    token: SecretStr = SecretStr("")
    token_file: Path | None = None
    mode: Literal["polling", "webhook"] = "polling"
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    webhook: Annotated[Webhook, Field(validate_default=True)] = Webhook()

    @field_validator("webhook")
    @classmethod
    def _usable(cls, webhook: Webhook, info: ValidationInfo) -> Webhook:
        """In webhook mode Telegram must be able to deliver; only a Bot API server of one's own takes plain HTTP."""
        if info.data.get("mode") != "webhook":
            return webhook
        problem = webhook_problem(webhook.url, cloud=str(info.data.get("base_url", "")).startswith(CLOUD))
        if problem:
            error = PydanticCustomError("webhook_url", "{problem}", {"problem": problem})
            raise ValidationError.from_exception_data(
                "Webhook", [InitErrorDetails(type=error, loc=("url",), input=webhook.url)]
            )
        return webhook


class ClinicSettings(Clinic):
    """The clinic's facts, and the staff group that hears of cases."""

    staff_chat_id: int | None = None


class Database(_Part):
    """Where everything is remembered, encrypted with a key from the environment or from `key_file` (mode 0600)."""

    url: Annotated[str, Field(pattern=r"^sqlite\+aiosqlite:///.+")] = "sqlite+aiosqlite:///backchat.db"
    encryption: bool = True
    key: SecretStr = SecretStr("")
    key_file: Path = Path("backchat.key")


class ContentFolder(_Part):
    """The folder of YAML files; without it the example content is used."""

    dir: Path | None = None


class Pace(_Part):
    """Telegram's sending limits: messages a second overall and in one chat, a burst, and a minute in one group."""

    per_second: Annotated[float, Field(gt=0)] = 30
    chat_per_second: Annotated[float, Field(gt=0)] = 1
    chat_burst: Annotated[int, Field(ge=1)] = 3
    group_per_minute: Annotated[float, Field(gt=0)] = 20


class Retention(_Part):
    """How many days things are kept."""

    case_days: Annotated[int, Field(ge=1, le=3650)] = 365
    suggestion_days: Annotated[int, Field(ge=1, le=365)] = 90
    diary_days: Annotated[int, Field(ge=1, le=3650)] = 365


class Monitoring(_Part):
    """Where the bot says how it is, on this computer alone, and after how long admins hear of a case nobody took."""

    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    unclaimed_minutes: Annotated[int, Field(ge=1)] = 240


class Desk(_Part):
    """What the bot does by itself in the staff group, where clinic.opening has the hours: reminders and numbers."""

    remind_minutes: Annotated[int, Field(ge=5)] | None = 60
    next_contact_id: int | None = None
    digest: bool = True


class Settings(BaseSettings):
    """Everything that a clinic sets."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    telegram: Telegram = Telegram()
    clinic: ClinicSettings = ClinicSettings()
    admins: frozenset[int] = frozenset()
    database: Database = Database()
    content: ContentFolder = ContentFolder()
    pace: Pace = Pace()
    retention: Retention = Retention()
    monitoring: Monitoring = Monitoring()
    desk: Desk = Desk()
    outlets: Outlets = Outlets()
    booking_system: BookingSystem = BookingSystem()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  # pydantic-settings names these
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the file (which comes as keyword arguments)."""
        return env_settings, init_settings


def load_settings(path: Path | None) -> Settings:
    """Read a config file (None: the environment alone). Raises SettingsError with every problem.

    Paths inside the file are taken from the file's own folder.
    """
    data: dict[str, object] = {}
    if path is not None:
        try:
            read = source.read(path, path.name).data
        except ContentError as error:
            raise SettingsError([str(problem) for problem in error.problems]) from None
        if not isinstance(read, dict):
            raise SettingsError([f"{path.name}: this should be a list of settings, like config.example.yaml."])
        data = read
    problems = _secrets_in_file(data)
    try:
        settings = Settings(**data)  # type: ignore[arg-type]  # whatever the file holds: validation is what this call is for
    except ValidationError as error:
        raise SettingsError(problems + [_sentence(item) for item in error.errors()]) from None
    if problems:
        raise SettingsError(problems)
    return _anchored(settings, path.resolve().parent if path else Path.cwd())


def _secrets_in_file(data: dict[str, object]) -> list[str]:
    found = []
    for part in SECRETS:
        *above, name = part.split(".")
        written: object = data
        for step in above:
            written = written.get(step) if isinstance(written, dict) else None
        if isinstance(written, dict) and name in written:
            found.append(
                f"{part}: the {name} must not stand in the config file. Take it out, and set it in the "
                f"environment as {variable(part)}, or use {part}_file."
            )
    return found


def variable(name: str) -> str:
    """The environment's name of a setting: "telegram.token" is BACKCHAT_TELEGRAM__TOKEN."""
    return ENV_PREFIX + name.upper().replace(".", "__")


def _anchored(settings: Settings, folder: Path) -> Settings:
    changes: dict[str, object] = {}
    if settings.content.dir and not settings.content.dir.is_absolute():
        changes["content"] = ContentFolder(dir=folder / settings.content.dir)
    if settings.telegram.token_file:
        changes["telegram"] = settings.telegram.model_copy(update={"token_file": folder / settings.telegram.token_file})
    email, webhook, booking = settings.outlets.email, settings.outlets.webhook, settings.booking_system
    if email.password_file:
        email = email.model_copy(update={"password_file": folder / email.password_file})
    if webhook.secret_file:
        webhook = webhook.model_copy(update={"secret_file": folder / webhook.secret_file})
    if booking.secret_file:
        changes["booking_system"] = booking.model_copy(update={"secret_file": folder / booking.secret_file})
    changes["outlets"] = settings.outlets.model_copy(update={"email": email, "webhook": webhook})
    prefix = "sqlite+aiosqlite:///"
    place = settings.database.url.removeprefix(prefix)
    if place != ":memory:":
        place = str(folder / place)
    database = {"url": f"{prefix}{place}", "key_file": folder / settings.database.key_file}
    changes["database"] = settings.database.model_copy(update=database)
    return settings.model_copy(update=changes)


def _sentence(item: object) -> str:
    error = dict(item)  # type: ignore[call-overload]  # pydantic's ErrorDetails
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{name}: there is no such setting. See config.example.yaml for all of them."
    return f"{name}: {error['msg'].removeprefix('Value error, ')}."
