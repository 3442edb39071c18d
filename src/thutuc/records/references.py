"""How records refer to calendars, procedures and offices, or hold them (dẫn chiếu trong bản ghi)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from thutuc.bounds import shown
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.records.leaves import LEAVES, Context, Plain
from thutuc.records.shapes import REFERENCES, Told, class_shape


class CalendarReference:
    """A calendar by its fingerprint; a record that is whole holds it once, beside its fields."""

    json = str

    def __init__(self, cls: Any) -> None:  # noqa: ANN401 - the class of calendars, which stands above
        self.python = cls

    def write(self, value: Any, context: Context) -> Plain:  # noqa: ANN401
        name = value.fingerprint
        if context.whole and name not in context.held:
            context.held[name] = class_shape(self.python).write(value, context)
        return name

    def read(self, given: Plain, context: Context) -> Any:  # noqa: ANN401
        found = context.calendars.get(given) if type(given) is str else None
        if found is None or getattr(found, "fingerprint", None) != given:
            raise InvalidValueError(
                f"no calendar with the fingerprint {shown(given)} is given; give it, as in "
                f"calendars={{calendar.fingerprint: calendar}}",
                given=given,
            )
        return found

    def told(self, file: Told, _where: str, given: Plain) -> Any:  # noqa: ANN401
        return self.read(given, file.context)


class ProcedureReference:
    """A procedure by its code and the first day of its version."""

    json = dict

    def __init__(self, cls: Any) -> None:  # noqa: ANN401 - the class of procedures, which stands above
        self.python = cls

    def write(self, value: Any, context: Context) -> Plain:  # noqa: ANN401
        if context.whole:
            return class_shape(self.python).write(value, context)
        written = {"code": value.code}
        if value.valid_from is not None:
            written["valid_from"] = value.valid_from.isoformat()
        return written

    def read(self, given: Plain, context: Context) -> Any:  # noqa: ANN401
        return class_shape(self.python).read(given, context) if "name" in given else _found(given, context)

    def told(self, file: Told, where: str, given: Plain) -> Any:  # noqa: ANN401
        if isinstance(given, Mapping) and "name" in given:
            return class_shape(self.python).told(file, where, given)
        return _found(given, file.context)


def _found(given: Plain, context: Context) -> Any:  # noqa: ANN401 - a procedure
    if not isinstance(given, dict) or not {"code"} <= set(cast("Any", given)) <= {"code", "valid_from"}:
        raise InvalidTypeError(
            f"a procedure is a table of its code and valid_from, or of all its fields, not {shown(given)}",
            given=given,
        )
    code, first = LEAVES[str].read(given["code"], context), given.get("valid_from")
    since: date | None = None if first is None else LEAVES[date].read(first, context)
    known = context.procedures.get(code)
    for version in known if isinstance(known, Iterable) else (known,):
        if version is not None and version.valid_from == since:
            return version
    raise InvalidValueError(
        f"no procedure {code} that is valid from {since or 'ever'} is given; give it, as in "
        f"procedures={{procedure.code: procedure}}",
        given=code,
    )


class DirectoryReference:
    """A directory of offices: that there is one, since all that is done names its offices by their codes."""

    json = bool

    def __init__(self, cls: Any) -> None:  # noqa: ANN401 - the class of directories, which stands above
        self.python = cls

    def write(self, value: Any, context: Context) -> Plain:  # noqa: ANN401
        return class_shape(self.python).write(value, context) if context.whole else True

    def read(self, given: Plain, context: Context) -> Any:  # noqa: ANN401
        return self._given(context) if given is True else class_shape(self.python).read(given, context)

    def told(self, file: Told, where: str, given: Plain) -> Any:  # noqa: ANN401
        if given is True:
            return self._given(file.context)
        return class_shape(self.python).told(file, where, given)

    def _given(self, context: Context) -> Any:  # noqa: ANN401
        if context.offices is None:
            raise InvalidValueError(
                "its offices stand in a directory, and none is given; give it, as in offices=directory",
                given=None,
            )
        return context.offices


REFERENCES.update(
    {
        "work-calendar": CalendarReference,
        "procedure": ProcedureReference,
        "office-directory": DirectoryReference,
    }
)
