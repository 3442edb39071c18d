"""The versions of records: what an older one says is put as the present one says it (phiên bản bản ghi)."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.records.class_shapes import SCHEMA

Upgrade: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""Takes a whole record of one version, and returns it as the next version has it."""

UPGRADES: dict[int, Upgrade] = {}
"""What leads from each version to the next: none yet, since 1 is the first.

A field that is new and may be left out needs no new version; one that is renamed, or means something else
than before, does.
"""


def upgraded(
    record: Mapping[str, Any], present: int = SCHEMA, upgrades: Mapping[int, Upgrade] = UPGRADES
) -> Mapping[str, Any]:
    """A record of any version that is known, as the present one has it.

    Raises:
        InvalidTypeError: If its version is no whole number.
        InvalidValueError: If it is none that is known.

    Examples:
        >>> upgraded({"kind": "fee", "schema": 1, "text": "50.000 đồng"})["text"]
        '50.000 đồng'
    """
    if "schema" not in record:
        raise InvalidValueError("it says nothing of its version; give it, as in 'schema': 1", given=None)
    version = record["schema"]
    if type(version) is not int:
        raise InvalidTypeError(f"`schema` is a whole number such as 1, not {shown(version)}", given=version)
    if not 1 <= version <= present:
        raise InvalidValueError(
            f"its schema is {version}, and this version of the package knows 1 to {present}; read it with a "
            f"later one",
            given=version,
        )
    for number in range(version, present):
        record = {**upgrades[number](dict(record)), "schema": number + 1}
    return record
