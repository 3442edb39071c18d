"""Registers of dossiers in files: read, checked, their due dates computed (sổ theo dõi hồ sơ).

One dossier a row. Every problem of a file is found before any is reported, and nothing is dropped or guessed.
"""

from thutuc.registers.entries import Disagreement, Entry, Register, StatedDeadline
from thutuc.registers.moments import read_moment
from thutuc.registers.reading import read_register
from thutuc.registers.sheets import COLUMNS

__all__ = ["COLUMNS", "Disagreement", "Entry", "Register", "StatedDeadline", "read_moment", "read_register"]
