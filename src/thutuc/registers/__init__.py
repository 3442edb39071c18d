"""Registers of dossiers in files: read, checked, their due dates computed (sổ theo dõi hồ sơ).

One dossier a row. Every problem of a file is found before any is reported, and nothing is dropped or guessed.
"""

from thutuc.registers.channels import CHANNELS, channel_of, check_channels
from thutuc.registers.entries import Disagreement, Entry, Register, StatedDeadline
from thutuc.registers.habits import FileHabits
from thutuc.registers.headings import COLUMNS, HEADINGS
from thutuc.registers.other_systems import LAYOUTS, SystemLayout, system_layout
from thutuc.registers.read_register import read_register
from thutuc.registers.written_moments import read_moment

__all__ = [
    "CHANNELS",
    "COLUMNS",
    "HEADINGS",
    "LAYOUTS",
    "Disagreement",
    "Entry",
    "FileHabits",
    "Register",
    "StatedDeadline",
    "SystemLayout",
    "channel_of",
    "check_channels",
    "read_moment",
    "read_register",
    "system_layout",
]
