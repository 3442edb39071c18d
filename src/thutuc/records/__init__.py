"""Plain data to values, from the fields of the classes (dữ liệu thành giá trị).

A table describes one value: its names are the fields of the class, their annotations say what each may hold,
and what the class itself asks of a field is asked while it is read. So every problem of a file is told at
once, with its entry and its field, and no class has its fields written down a second time.
"""

from thutuc.records.canonical import canonical, digest
from thutuc.records.json_schema import json_schema
from thutuc.records.plain import dump, dumps, load, loads
from thutuc.records.sealing import verify

__all__ = ["canonical", "digest", "dump", "dumps", "json_schema", "load", "loads", "verify"]
