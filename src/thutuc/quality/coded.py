"""What has a code: found by it, refused where it stands twice or is not known (mã)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeVar

import attrs

from thutuc.errors import InvalidValueError, QualityError, UnknownDefinitionError
from thutuc.fields import name_text, require
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


def check_codes(named: Iterable[Named], what: str) -> None:
    """Refuse a code that is used twice.

    Raises:
        InvalidValueError: If one is.
    """
    codes = [item.code for item in named]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise InvalidValueError(f"{what} {', '.join(twice)}: used twice; a code is used once", given=codes)


def check_once(codes: Iterable[str], message: str) -> None:
    """Refuse a code that is given twice.

    Raises:
        InvalidValueError: If one is, with *message*.
    """
    given = list(codes)
    if len(set(given)) < len(given):
        raise InvalidValueError(message, given=given)


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
