"""What has a code, and dates: found by it, refused where it stands twice or is not known (mã)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

import attrs

from thutuc.errors import InvalidValueError, QualityError, UnknownDefinitionError
from thutuc.fields import name_text, of, optional_text, repeated, require
from thutuc.law import LegalSource
from thutuc.law.validity import Validity
from thutuc.words.table import Words


@attrs.frozen(kw_only=True)
class Named:
    """What has a code and a name in two languages.

    Args:
        code: Short and stable.
        vi: Its name in Vietnamese.
        en: Its name in English.
    """

    code: str = attrs.field(converter=name_text)
    vi: str = attrs.field(converter=name_text)
    en: str = attrs.field(converter=name_text)

    @property
    def words(self) -> Words:
        """Both names."""
        return self.vi, self.en


@attrs.frozen(kw_only=True)
class Dated(Named, Validity):
    """A definition that is valid from one day to another, with its source (quy định có thời hạn hiệu lực).

    Args:
        valid_from: First day; `None` where it is not known.
        valid_until: Last day; `None` while there is none.
        source: Where it comes from and how far that was verified.
        note: What was not found, or is the package's own reading.

    Raises:
        InvalidTypeError: If a day is none, or the source is none.
        InvalidValueError: If it ends before it begins.
    """

    valid_from: date | None = attrs.field(default=None, validator=of(date, optional=True))
    valid_until: date | None = attrs.field(default=None, validator=of(date, optional=True))
    source: LegalSource = attrs.field(validator=of(LegalSource))
    note: str | None = attrs.field(default=None, converter=optional_text)

    def __attrs_post_init__(self) -> None:
        self.check_period(self.code)
        self._check()

    def _check(self) -> None:
        """Further conditions of a kind of definition."""


def check_codes(named: Iterable[Named], what: str) -> None:
    """Refuse a code that is used twice.

    Raises:
        InvalidValueError: If one is.
    """
    if twice := repeated(item.code for item in named):
        raise InvalidValueError(f"{what} {', '.join(twice)}: used twice; a code is used once", given=twice)


def check_once(codes: Iterable[str], message: str) -> None:
    """Refuse a code that is given twice.

    Raises:
        InvalidValueError: If one is, with *message*.
    """
    if twice := repeated(codes):
        raise InvalidValueError(message, given=twice)


_N = TypeVar("_N", bound=Named)


def find(named: Iterable[_N], code: str, what: str) -> _N:
    """The one with that code.

    Raises:
        UnknownDefinitionError: If there is none.
    """
    known = {item.code: item for item in named}
    require(code, str, f"the code of a {what}")
    if code not in known:
        raise UnknownDefinitionError(
            f"no {what} is called {code!r}; known are {', '.join(known)}", given=code, on=None
        )
    return known[code]


def unknown(what: str, codes: Iterable[str], known: Collection[str]) -> Iterator[str]:
    """A problem for every code that is not known."""
    return (f"{what} {code!r}: unknown; known are {', '.join(known)}" for code in codes if code not in known)


def refuse(whose: str, problems: Sequence[str], given: object) -> None:
    """Raise what was found, if anything was.

    Raises:
        QualityError: With every problem.
    """
    if problems:
        raise QualityError(f"{whose}: {len(problems)} problems", problems, given=given)
