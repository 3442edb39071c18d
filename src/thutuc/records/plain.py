"""`dump` and `load`: values as plain data, and back, exactly (ghi và đọc giá trị)."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

import attrs

from thutuc.bounds import BOUNDS, Bounds, shown
from thutuc.errors import InvalidTypeError, InvalidValueError, RecordError, ThutucError
from thutuc.fields import NONE, all_of
from thutuc.records.class_shapes import SCHEMA, ClassShape, calendars_of, class_shape, shape_of, written_name
from thutuc.records.described import RecordFile
from thutuc.records.json_text import read_json, write_json
from thutuc.records.leaves import TABLE, Context, Plain
from thutuc.records.places import Place
from thutuc.records.record_kinds import class_of, kind_of
from thutuc.records.shapes import report_twice, told_at
from thutuc.records.upgrades import upgraded

_HELD = "$calendars"
"""Where a record that is whole holds its calendars, by their fingerprints."""
_FAILURES = (ThutucError, TypeError, ValueError, LookupError, AttributeError, RecursionError, ArithmeticError)


def dump(value: object, *, whole: bool = False) -> dict[str, Any]:
    """A value as plain data: dicts, lists, texts, whole numbers, true, false and nothing (ghi thành dữ liệu).

    Args:
        value: Any value of a class that has records.
        whole: Whether the record holds what it refers to; otherwise a calendar stands as its fingerprint, the
            procedure of a dossier as its code and first day, and its directory is given when it is loaded.

    Returns:
        A new dict, with `kind`, `schema` and the fields of the value; those that hold nothing are left out.

    Raises:
        InvalidTypeError: If no record is made of such a value.
        InvalidValueError: If it holds a number that is not finite, or a calendar whose zone has no name.

    Examples:
        >>> from thutuc import TimeLimit, Unit
        >>> dump(TimeLimit(0.5, Unit.WORKING_DAY))
        {'kind': 'time-limit', 'schema': 1, 'amount': '0.5', 'unit': 'working_day'}
    """
    cls: Any = type(value)
    kind = kind_of(cls)
    if kind is None:
        raise InvalidTypeError(f"there are no records of {type(value).__name__}: {shown(value)}", given=value)
    context = Context(whole=bool(whole))
    shape = _shape_of(cls)
    record: dict[str, Any] = {"kind": kind, "schema": SCHEMA}
    try:
        record |= (
            shape.write(value, context)
            if isinstance(shape, ClassShape)
            else {"value": shape.write(value, context)}
        )
    except RecursionError:
        raise InvalidValueError("it is nested too deep for a record", given=None) from None
    if context.held:
        record[_HELD] = context.held
    return record


def load(
    data: Mapping[str, Any],
    *,
    calendars: Mapping[str, Any] | Iterable[Any] = NONE,
    procedures: Mapping[str, Any] | Iterable[Any] = NONE,
    offices: Any = None,
) -> Any:
    """The value that a record describes; equal to the one it was made of (đọc từ dữ liệu).

    Args:
        data: What `dump` returned, or JSON gave back.
        calendars: The calendars that it refers to, by their fingerprints; or several.
        procedures: The procedures that it refers to, by their codes, such as a catalogue; or several.
        offices: The directory that it refers to.

    Raises:
        InvalidTypeError: If *calendars* or *procedures* are neither a mapping nor several of them.
        RecordError: With every problem: its place, what was given, what is allowed. Nothing is guessed or
            left out, and nothing is made that the class itself would not make.

    Examples:
        >>> from thutuc import TimeLimit, Unit
        >>> load({"kind": "time-limit", "schema": 1, "amount": 5, "unit": "working_day"})
        TimeLimit(5, Unit.WORKING_DAY)
    """
    context = Context(
        calendars=calendars if isinstance(calendars, Mapping) else calendars_of(calendars),
        procedures=_by_code(procedures),
        offices=offices,
    )
    try:
        if type(data) is TABLE and _is_present(data["schema"]):
            fields = dict(data)
            del fields["schema"]
            if _HELD in fields:
                held: dict[str, Plain] = fields.pop(_HELD)
                context.calendars = {name: _held_calendar(name, held[name]) for name in held}
            return class_shape(class_of(fields["kind"])).read(fields, context)
    except _FAILURES:
        # What is wrong, and whether anything is, the reader says that looks at all of it.
        pass
    return _told(data, context)


def _is_present(version: object) -> bool:
    return type(version) is int and version == SCHEMA


def dumps(value: object, *, whole: bool = False) -> str:
    """`dump` as JSON text."""
    return write_json(dump(value, whole=whole))


def loads(
    text: str | bytes,
    *,
    calendars: Mapping[str, Any] | Iterable[Any] = NONE,
    procedures: Mapping[str, Any] | Iterable[Any] = NONE,
    offices: Any = None,
    bounds: Bounds = BOUNDS,
) -> Any:
    """`load` from JSON text, or from its bytes in UTF-8.

    Args:
        text: The text; a name that stands twice in a table is refused, as is what no JSON has.
        calendars: As of `load`.
        procedures: As of `load`.
        offices: As of `load`.
        bounds: How much is read.

    Raises:
        InvalidTypeError: If *text* is neither text nor bytes.
        RecordError: As `load`, and if it is no JSON, or more of it than *bounds* allow.

    Examples:
        >>> from thutuc import TimeLimit, Unit
        >>> loads(dumps(TimeLimit(5, Unit.WORKING_DAY)))
        TimeLimit(5, Unit.WORKING_DAY)
    """
    return load(read_json(text, bounds), calendars=calendars, procedures=procedures, offices=offices)


@attrs.define(eq=False)
class _RecordFile(RecordFile):
    """One pass over one record: the fields are read as JSON has them."""

    context: Context = attrs.field(factory=Context)

    def spelled(self, name: str) -> str:
        """What a field is called in a record."""
        return written_name(name)

    def read(self, kind: Any, where: str, given: object) -> object:
        """What stands in a field, by the annotation of the field."""
        return shape_of(kind).told(self, where, given)


def _told(data: Any, context: Context) -> Any:
    """What a record describes, or all that is wrong with it."""
    file = _RecordFile("record", context=context)
    value = None
    try:
        value = _read(file, data, context)
    except ThutucError as error:
        file.report("the whole", error)
    except RecursionError:
        file.report("the whole", "it is nested too deep for a record")
    if file.problems:
        raise RecordError("this record cannot be used", file.problems, places=tuple(file.places), given=None)
    return value


def _read(file: _RecordFile, data: Any, context: Context) -> Any:
    if not isinstance(data, Mapping):
        raise InvalidTypeError(f"a record is a table, not {shown(data)}", given=data)
    given = cast("Mapping[str, Any]", data)
    record = upgraded(given)
    if "kind" not in record:
        raise InvalidValueError("it says nothing of its kind; give it, as in 'kind': 'dossier'", given=None)
    cls, where = class_of(record["kind"]), str(record["kind"])
    report_twice(file, where, given)
    shape = _shape_of(cls)
    if not attrs.has(cls):
        file.refuse_unknown(where, record, ("kind", "schema", "value"))
        return told_at(file, Place.below(where, "value", ", value"), record.get("value"), shape)
    if _HELD in record:
        context.calendars = _held(file, record[_HELD])
    return shape.told(file, where, {name: record[name] for name in record if name not in {_HELD, "schema"}})


def _held_calendar(name: str, definition: Plain) -> Any:
    """A calendar that a record holds; one that was read before is known by what it would be written as.

    Raises:
        InvalidValueError: If its fingerprint is another.
        ThutucError: If it is none.
    """
    known, written = _READ.get(name, (None, None))
    if known is None or written != definition:
        shape = class_shape(class_of("work-calendar"))
        known = shape.read(definition, Context())
        if known.fingerprint != name:
            raise InvalidValueError(
                f"its definition has another fingerprint, {known.fingerprint}", given=name
            )
        if len(_READ) >= _MOST_READ:
            _READ.clear()
        _READ[name] = known, shape.write(known, Context())
    return known


_READ: dict[str, tuple[Any, Plain]] = {}
"""Calendars that records held, by their fingerprints, each with its definition: all of it text."""
_MOST_READ = 16


def _held(file: _RecordFile, given: object) -> dict[str, Any]:
    """The calendars that a record holds."""
    cls = class_of("work-calendar")
    found: dict[str, Any] = {}
    if not isinstance(given, Mapping):
        raise InvalidTypeError(f"`{_HELD}` is a table of calendars, not {shown(given)}", given=given)
    for name, definition in cast("Mapping[str, Any]", given).items():
        where = Place.below(Place.below("", _HELD, ""), name, f"calendar {shown(name)}")
        calendar: Any = told_at(file, where, definition, class_shape(cls))
        if calendar is not None and calendar.fingerprint != name:
            file.report(where, f"its definition has another fingerprint, {calendar.fingerprint}")
        found[name] = calendar
    return found


def _shape_of(cls: Any) -> Any:
    return class_shape(cls) if attrs.has(cls) else shape_of(cls)


def _by_code(given: Mapping[str, Any] | Iterable[Any]) -> Mapping[str, Any]:
    """Procedures by their codes, several of one code together.

    Raises:
        InvalidTypeError: If they are neither a mapping nor several procedures.
    """
    if isinstance(given, Mapping):
        return cast("Mapping[str, Any]", given)
    found: dict[str, list[Any]] = {}
    wanted = "`procedures` are procedures by their codes, or several of them, such as a list"
    for one in cast("Any", all_of(given, class_of("procedure"), wanted)):
        found.setdefault(one.code, []).append(one)
    return found
