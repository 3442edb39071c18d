"""Offices: their levels, validity, hours, successors, and who does what in a case (cơ quan)."""

from thutuc.offices.directory import OfficeDirectory, chau_thanh
from thutuc.offices.office import Branch, Level, Office, Succession
from thutuc.offices.roles import Responsibility, Role

__all__ = [
    "Branch",
    "Level",
    "Office",
    "OfficeDirectory",
    "Responsibility",
    "Role",
    "Succession",
    "chau_thanh",
]
