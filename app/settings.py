"""The operator's settings: read once from SMARTSKOLA_* variables, refused as a whole when one is wrong."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "SMARTSKOLA_"
SECRET_LENGTH = 32
"""Characters; 32 from a random alphabet hold well over the 128 bits that a signing key needs."""

_PROJECT = Path(__file__).resolve().parent.parent
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]", "testserver")
_DATABASE_SCHEMES = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class SettingsError(Exception):
    """The settings cannot be used; the text is one line that names the variable, the fault and the remedy."""


class Settings(BaseSettings):
    """Everything an operator can choose; read only, by whoever needs one."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    environment: Literal["development", "demo", "production"] = "development"
    data_dir: Path = Path("data")
    content_dir: Path = _PROJECT / "content"
    media_dir: Path = _PROJECT / "media"
    locales_dir: Path = _PROJECT / "locales"
    database_url: str | None = None
    publish: Literal["approved", "labelled"] = Field(
        default_factory=lambda known: "approved" if known.get("environment") == "production" else "labelled"
    )
    secret: SecretStr | None = None
    old_secrets: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    public_url: str | None = None
    operator: str | None = None
    contact: str | None = None
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = _LOCAL_HOSTS
    trusted_proxies: int = Field(default=0, ge=0, le=9)
    models_dir: Path = Field(default_factory=lambda known: known.get("data_dir", Path("data")) / "models")
    speech_model: str | None = None
    speech_device: Literal["cpu", "cuda"] = "cpu"
    speech_threads: int = Field(default=0, ge=0, le=256)
    speech_memory_gb: int = Field(default=8, ge=1, le=1024)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def uses_https(self) -> bool:
        """Whether readers come over https, so that cookies may insist on it."""
        return (self.public_url or "").startswith("https://")

    @property
    def threads(self) -> int:
        """How many threads a program that counts for long may use: one core is left for the readers."""
        return self.speech_threads or max(1, (os.cpu_count() or 1) - 1)

    @property
    def publishes_unreviewed(self) -> bool:
        """Whether readers also see blocks that nobody has approved yet, under a notice."""
        return self.publish == "labelled"

    @property
    def database_address(self) -> str:
        """The address to open: the one given, else a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'smartskola.db'}"

    @property
    def sqlite_file(self) -> Path | None:
        """The SQLite file, or None when the database is PostgreSQL."""
        scheme, _, path = self.database_address.partition(":///")
        return Path(path).absolute() if scheme == "sqlite" else None

    @field_validator("data_dir", "content_dir", "media_dir", "locales_dir", "models_dir")
    @classmethod
    def _make_absolute(cls, folder: Path) -> Path:
        return folder.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _normalise_database_url(cls, url: str | None) -> str | None:
        if url is None:
            return None
        scheme, separator, rest = url.partition("://")
        if not separator or scheme not in _DATABASE_SCHEMES:
            raise _fault(
                "must start with sqlite:/// or postgresql://; correct it, or leave it out to use SQLite"
            )
        if scheme == "sqlite" and (
            len(rest) < 2 or not rest.startswith("/") or "?" in rest or ":memory:" in rest
        ):
            raise _fault(
                "must name a file, as in sqlite:////srv/smartskola.db, because web and worker share it"
            )
        return f"{_DATABASE_SCHEMES[scheme]}://{rest}"

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, url: str | None) -> str | None:
        if url is None:
            return None
        address = url.rstrip("/")
        try:
            parts = urlsplit(address)
            is_plain = address == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
            is_usable = is_plain and parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            is_usable = False
        if not is_usable:
            raise _fault("must be an address without path, as in https://smartskola.example; correct it")
        return address

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, hosts: object) -> object:
        if not isinstance(hosts, str):
            return hosts
        return tuple(host.strip() for host in hosts.split(",") if host.strip())

    @field_validator("allowed_hosts")
    @classmethod
    def _add_public_host(cls, hosts: tuple[str, ...], known: ValidationInfo) -> tuple[str, ...]:
        public_url = known.data.get("public_url")
        public_host = () if public_url is None else (_host_of(public_url),)
        return tuple(dict.fromkeys((*(host.lower() for host in hosts), *public_host)))

    @field_validator("old_secrets", mode="before")
    @classmethod
    def _split_secrets(cls, secrets: object) -> object:
        if not isinstance(secrets, str):
            return secrets
        return tuple(SecretStr(secret.strip()) for secret in secrets.split(",") if secret.strip())

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper_log_level(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @model_validator(mode="after")
    def _require_for_production(self) -> "Settings":
        if self.secret is not None and len(self.secret.get_secret_value()) < SECRET_LENGTH:
            raise _fault(f"must have at least {SECRET_LENGTH} characters; {_MAKE_ONE}", "secret")
        if self.environment != "production":
            return self
        if self.secret is None:
            raise _fault(f"is missing, and production needs it; {_MAKE_ONE}", "secret")
        if self.public_url is None:
            raise _fault("is missing, and production needs it; give the address people type", "public_url")
        if not self.public_url.startswith("https://"):
            raise _fault(
                "must start with https:// in production; put a proxy with a certificate in front",
                "public_url",
            )
        # The accessibility law (2018:1937) and the data protection law ask for both on the site.
        if self.operator is None:
            raise _fault("is missing, and production needs it; name who runs the site", "operator")
        if self.contact is None:
            raise _fault("is missing, and production needs it; give an e-mail address or number", "contact")
        return self


_MAKE_ONE = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


def load_settings(**chosen: Any) -> Settings:
    """Read the settings, `chosen` before the environment; raise SettingsError for the first fault, in one
    line.

    A variable with our prefix that no setting answers to is a fault too: a misspelt one would else be passed
    over in silence. No value is ever quoted, because it may be a password.
    """
    unknown = sorted(
        set(_own_variables(os.environ)) - {PREFIX + name.upper() for name in Settings.model_fields}
    )
    if unknown:
        known = ", ".join(PREFIX + name.upper() for name in Settings.model_fields)
        raise SettingsError(f"{unknown[0]} is not a setting; remove it or correct its name (known: {known})")
    try:
        return Settings(**chosen)
    except ValidationError as error:
        raise SettingsError(_one_line(error.errors(include_input=False, include_url=False))) from None


def _own_variables(names: Iterable[str]) -> list[str]:
    return [name.upper() for name in names if name.upper().startswith(PREFIX)]


def _fault(text: str, name: str = "") -> PydanticCustomError:
    return PydanticCustomError("setting", "{text}", {"text": text, "name": name})


def _one_line(faults: list[ErrorDetails]) -> str:
    # A default that depends on a setting which is wrong could not be worked out: no fault of its own.
    faults = [fault for fault in faults if fault["type"] != "default_factory_not_called"]
    first = faults[0]
    details = first.get("ctx", {})
    name = details.get("name") or (first["loc"][0] if first["loc"] else "")
    if first["type"] == "setting":
        text = first["msg"]
    elif first["type"] == "extra_forbidden":
        text = "is not a setting; remove it or correct its name"
    else:
        text = f"is wrong: {first['msg'].lower()}; correct it, or remove it to use the default"
    more = f" ({len(faults) - 1} more wrong)" if len(faults) > 1 else ""
    return f"{PREFIX}{str(name).upper()} {text}{more}"


def _host_of(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host
