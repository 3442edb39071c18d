"""Dossiers: a procedure plus its events; all else follows from them (hồ sơ)."""

from thutuc.dossiers.breaches import Breach
from thutuc.dossiers.causes import Cause, Lateness
from thutuc.dossiers.dossier import Dossier
from thutuc.dossiers.group import DossierGroup
from thutuc.dossiers.legs import Leg
from thutuc.dossiers.links import Link, LinkKind
from thutuc.dossiers.measured import closable_from
from thutuc.dossiers.moves import Moved, moved
from thutuc.dossiers.results import Result
from thutuc.dossiers.slips import ControlSlip, HandOver
from thutuc.dossiers.timeline import TimelineEntry

__all__ = [
    "Breach",
    "Cause",
    "ControlSlip",
    "Dossier",
    "DossierGroup",
    "HandOver",
    "Lateness",
    "Leg",
    "Link",
    "LinkKind",
    "Moved",
    "Result",
    "TimelineEntry",
    "closable_from",
    "moved",
]
