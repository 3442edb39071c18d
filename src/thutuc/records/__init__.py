"""Plain data to values and back, from the fields of the classes (ghi và đọc giá trị).

A table describes one value: its names are the fields of the class, their annotations say what each may hold,
and what the class itself asks of a field is asked while it is read. So every problem of a file or a record is
told at once, with its place, and no class has its fields written down a second time. The files of the package
and of its users are TOML, what is stored and sent is JSON.
"""

from thutuc.records.canonical import canonical, digest
from thutuc.records.json_schema import json_schema
from thutuc.records.plain import dump, dumps, load, loads
from thutuc.records.sealing import verify

__all__ = ["canonical", "digest", "dump", "dumps", "json_schema", "load", "loads", "verify"]
