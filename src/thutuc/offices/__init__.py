"""Offices: their levels, validity, hours and successors (cơ quan)."""

from thutuc.offices.directory import OfficeDirectory
from thutuc.offices.office import Branch, Level, Office, Succession

__all__ = [
    "Branch",
    "Level",
    "Office",
    "OfficeDirectory",
    "Succession",
]
