"""The names that columns of event logs have in different tools (tên cột của nhật ký sự kiện)."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from thutuc.bounds import composed, listed
from thutuc.errors import InvalidValueError
from thutuc.fields import mapping, require

__all__ = ["LOG_COLUMNS"]

COLUMNS = ("case", "activity", "moment", "office", "officer", "lifecycle", "instance")
"""The columns that mean something here; every other is kept under its own name."""

LOG_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "case": ("case", "case:concept:name", "case_id"),
        "activity": ("activity", "concept:name", "activity_id"),
        "moment": ("moment", "time:timestamp", "timestamp"),
        "office": ("office", "org:group", "org:role"),
        "officer": ("officer", "org:resource", "resource_id"),
        "lifecycle": ("lifecycle", "lifecycle:transition", "lifecycle_id"),
        "instance": ("instance", "concept:instance", "activity_instance_id"),
        "started": ("started", "start_timestamp"),
    }
)
"""For each column the names by which it is known, the first that is there counting: those of this library, of
XES (which are those of pm4py) and of bupaR. `started` is there where a row is a whole stretch of work."""

XES_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {column: tuple(name for name in LOG_COLUMNS[column] if ":" in name) for column in COLUMNS[1:]}
)
"""The same for events of XES alone, whose attributes may be called anything else for other purposes."""
XES_NAMES = frozenset(name for names in XES_KEYS.values() for name in names)
CASE_NAME = "concept:name"
MEANT = (*COLUMNS[:3], "ahead", *COLUMNS[3:])
"""The names of the columns of a log that mean something; `ahead` is how far a moment is ahead of UTC."""
EVENT_PREFIX = "event:"
"""What is put before the name of another column that is called as one of these."""
OWN = "thutuc:"
"""What begins the names of attributes that no other tool has."""
CASE_PREFIX = "case:"
"""What begins the name of a column that belongs to the case, in tables of one row an event."""


def apart(name: str, taken: Collection[str]) -> str:
    """The name of a column that means nothing here, told from those that do."""
    return f"{EVENT_PREFIX}{name}" if name in taken else name


def together(name: str, taken: Collection[str]) -> str:
    """The same undone."""
    bare = name.removeprefix(EVENT_PREFIX)
    return bare if bare in taken else name


def match_names(
    there: Collection[str], known: Mapping[str, tuple[str, ...]], given: Mapping[str, str]
) -> dict[str, str]:
    """For each column of a log the name by which it is there.

    Args:
        there: The names that are there.
        known: The names by which each column is known.
        given: What the caller says: column of a log to name.

    Raises:
        InvalidTypeError: If *given* is no mapping of texts.
        InvalidValueError: If it names a column that logs do not have, or one that is not there.

    Examples:
        >>> match_names(["case_id", "activity", "when"], LOG_COLUMNS, {"moment": "when"})
        {'moment': 'when', 'case': 'case_id', 'activity': 'activity'}
    """
    columns = mapping(given, "columns").items()
    told = {column: composed(require(name, str, "the name of a column")) for column, name in columns}
    for column, name in told.items():
        if column not in known:
            raise InvalidValueError(
                f"an event log has no column {column!r}; it has {', '.join(known)}", given=column
            )
        if name not in there:
            raise InvalidValueError(
                f"there is no column {name!r} for {column}; there are {listed(there)}", given=name
            )
    taken = set(told.values())
    for column, names in known.items():
        found = next((name for name in names if name in there and name not in taken), None)
        if column not in told and found is not None:
            told[column] = found
    return told
