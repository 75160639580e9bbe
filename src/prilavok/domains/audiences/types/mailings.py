"""Mailings to many: what crosses the edge of audiences of them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from prilavok.kit.words import Words


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """One mailing to many, from its first day to its last."""

    code: str
    name: Words
    kind: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Mailing:
    """A campaign that reached a leaf."""

    campaign: UUID
    leaf: UUID
    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A mailing to many as screens and programs see it."""

    id: UUID
    code: str
    name: Words
    kind: str
    starts_on: date
    ends_on: date
    origin: str
