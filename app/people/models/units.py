"""Who is responsible for what: the cooperating parties, and the programmes, sites and groups."""

from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class PartyKind(StrEnum):
    """What sort of organisation a party is."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    INSURANCE_AGENCY = "insurance_agency"
    EMPLOYMENT_SERVICE = "employment_service"
    FEDERATION = "federation"
    ASSOCIATION = "association"


class UnitKind(StrEnum):
    """A programme has sites, a site has groups."""

    PROGRAMME = "programme"
    SITE = "site"
    GROUP = "group"


class Party(Base):
    """One of the cooperating organisations; staff belong to one, a financier holds no personal data."""

    __tablename__ = "parties"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    may_hold_personal_data: Mapped[bool]


class Unit(Base):
    """A programme, a site or a group; it carries the ids of those it lies in, its own included.

    So everything within a unit is found by one comparison, without climbing. The controller answers for the
    personal data of its participants; it is the same for a site and the groups in it.
    """

    __tablename__ = "units"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    programme_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    controller_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
