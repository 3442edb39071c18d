"""What the fields of values may hold, and what is said where they do not."""

from collections import UserString
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from types import NoneType

import attrs
import pytest

from thutuc import Status, TimeLimit, Unit
from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.fields import (
    Each,
    all_of,
    checked,
    count,
    exact,
    is_number,
    iterable,
    mapping,
    of,
    plain_text,
    read_only,
    repeated,
    require,
    several,
    short_text,
    text_list,
    whole,
    whole_number,
)

DAY, MOMENT = date(2026, 3, 9), datetime(2026, 3, 9, 8)


class Missing(datetime):
    """A moment that is none, as NaT of pandas."""

    def __eq__(self, other):
        return False

    __hash__ = datetime.__hash__


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (DAY, date),
        (MOMENT, datetime),
        (MOMENT, (date, datetime)),
        (True, bool),
        (5, int),
        (Status.ACCEPTED, int),
        (None, (Status, NoneType)),
        ("một cửa", str),
    ],
)
def test_what_is_of_a_kind_is_given_back(value, kind):
    """A value of the kind, or of a kind of it, is returned as it is."""
    assert checked(value, kind, "this is right") is value
    if not isinstance(kind, tuple):
        assert require(value, kind, "this") is value


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (MOMENT, date),
        (DAY, datetime),
        (Missing(2026, 3, 9), datetime),
        (Missing(2026, 3, 9), (date, datetime)),
        (True, int),
        (1, bool),
        (True, (int, float)),
        (None, Status),
        (UserString("a"), str),
    ],
)
def test_what_only_looks_like_the_kind_is_refused(value, kind):
    """A datetime is no date, a missing moment none, `True` no number; the error keeps what was given."""
    with pytest.raises(InvalidTypeError, match=r"^this is wanted, not ") as caught:
        checked(value, kind, "this is wanted")
    assert caught.value.given is value
    if not isinstance(kind, tuple):
        with pytest.raises(InvalidTypeError, match=rf"^this must be a {kind.__name__}, not "):
            require(value, kind, "this")


def test_a_text_for_what_is_read_from_text_is_told_how():
    """A text in the place of a value that has `parse` is told of it; a long one is cut short."""
    with pytest.raises(InvalidTypeError, match=r"not '5 ngày'; TimeLimit\.parse\('5 ngày'\) reads it$"):
        checked("5 ngày", TimeLimit, "a limit is a TimeLimit")
    with pytest.raises(InvalidTypeError) as caught:
        checked("x" * 10_000, int, "a number is one")
    assert len(str(caught.value)) < 200


@attrs.frozen
class Kept:
    """A value with a field of each kind."""

    limit: TimeLimit | None = attrs.field(default=None, validator=of(TimeLimit, optional=True))
    flag: bool = attrs.field(default=True, validator=of(bool, wanted="{owner}: {name} is True or False"))
    either: object = attrs.field(default=1, validator=of(int, NoneType, wanted="{name} is {kind}"))
    sets: int | None = attrs.field(default=None, validator=whole(optional=True, least=1))
    weight: float = attrs.field(default=0, validator=is_number)
    limits: tuple = attrs.field(default=(), validator=Each(TimeLimit))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"limit": 5}, "limit must be a TimeLimit, not 5"),
        ({"flag": 1}, "Kept: flag is True or False, not 1"),
        ({"either": "a"}, "either is int or nothing, not 'a'"),
        ({"either": False}, "either is int or nothing, not False"),
        ({"sets": 2.0}, "sets is a whole number, not 2.0"),
        ({"weight": True}, "weight is a number such as 18.9, not True"),
        ({"limits": (5,)}, "limits holds TimeLimit, not 5"),
    ],
)
def test_a_field_says_its_name_and_what_it_may_hold(fields, message):
    """A validator names the field, or its owner too; what is missing passes where it may be missing."""
    assert Kept(limit=None, sets=None, either=None) == Kept(either=None)
    assert Kept(limit=TimeLimit(1, Unit.DAY), sets=1, weight=0.5).sets == 1
    with pytest.raises(InvalidTypeError) as caught:
        Kept(**fields)
    assert str(caught.value) == message


def test_numbers():
    """Whole numbers are whole and not below the least; others are what they print as, so 0.1 is a tenth."""
    assert (whole_number(5, "n is one"), count(0, "n"), count(3, "n", least=3)) == (5, 0, 3)
    assert (exact(0.1, "x"), exact(Decimal("2.5"), "x")) == (Fraction(1, 10), Fraction(5, 2))
    for wrong in (True, 2.0, "9.300", None):
        with pytest.raises(InvalidTypeError, match="n is a whole number such as 4, not"):
            count(wrong, "n", such=" such as 4")
    with pytest.raises(InvalidValueError, match="n is 3 or more, not 2"):
        count(2, "n", least=3)
    for wrong in (-1, float("nan"), float("inf"), Decimal("NaN")):
        with pytest.raises(InvalidValueError):
            exact(wrong, "x")


def test_several():
    """Anything that can be gone through is several; one text is not, and each item is looked at."""
    assert several((day for day in [DAY]), date, "days") == all_of([DAY], date, "days are dates") == (DAY,)
    assert text_list([" Một  cửa "]) == ("Một cửa",)
    for wrong in ("abc", b"abc", 5, None):
        with pytest.raises(InvalidTypeError, match="days must be several, such as a tuple, not"):
            iterable(wrong, "days")
    with pytest.raises(InvalidTypeError, match="each of the days must be a date, not datetime"):
        several([DAY, MOMENT], date, "days")
    with pytest.raises(InvalidTypeError, match="days are dates, not datetime"):
        all_of([MOMENT], date, "days are dates")
    assert repeated("abca") == ["a"]


def test_mappings():
    """A mapping is copied; what is read only cannot be changed, is hashed, and is itself when read again."""
    given = {"a": timedelta(1)}
    copied, kept = mapping(given, "shares"), read_only(given)
    given["a"] = timedelta(2)
    assert copied == kept == {"a": timedelta(1)}
    assert hash(kept) == hash(read_only({"a": timedelta(1)}))
    assert read_only(kept) is kept
    with pytest.raises(InvalidTypeError, match=r"shares must be a mapping, such as a dictionary, not \[\]"):
        mapping([], "shares")
    with pytest.raises(InvalidTypeError, match="a mapping such as a dictionary is expected, not 5"):
        read_only(5)


def test_text():
    """Text is composed and its spaces are made one; a name is not empty, other text may be."""
    assert plain_text("  Ho\u0300a  Bình ", "a name") == "Hòa Bình"
    assert short_text(" \n ") == ""
    with pytest.raises(InvalidValueError, match="a name must not be empty"):
        plain_text("  ", "a name")
    with pytest.raises(InvalidTypeError, match="a name must be text, not 5"):
        plain_text(5, "a name")
