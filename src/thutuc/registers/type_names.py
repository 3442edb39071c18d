"""What the cells of a column hold, by what Arrow, Polars or DuckDB call its type (kiểu dữ liệu của cột)."""

import re

from thutuc.registers.footers import Kind

_WRAPPED = re.compile(r"(?:dictionary<values=|run_end_encoded<run_ends: \w+, values: )(.*)", re.DOTALL)
_DECIMAL = re.compile(r"decimal\w*\((?:precision=)?(\d+)")
_MOST_DIGITS = 38
_ZONED = re.compile(r"timestamp with time zone|(?:timestamp|datetime).*(?:tz=|time_zone=')")
_KINDS = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"uuid|extension.*uuid", Kind.UUID),
        (r"(?:large_|fixed_size_)?binary|binary_view|blob", Kind.BYTES),
        (r".*\[\d*\]$|(?:large_|fixed_size_)?list|array", Kind.LIST),
        (r"map\b", Kind.MAP),
        (r"interval|month_day_nano", Kind.INTERVAL),
        (r"struct", Kind.RECORD),
        (r"(?:large_)?string|str|varchar|json|enum|categorical|extension.*json", Kind.TEXT),
        (r"u?int|u?(?:big|small|tiny|huge)int|duration|extension.*bool8", Kind.WHOLE),
        (r"bool", Kind.TRUTH),
        (r"halffloat|float|double", Kind.FLOAT),
        (r"timestamp|datetime", Kind.MOMENT),
        (r"date", Kind.DATE),
        (r"time(?:$|_ns|32|64)", Kind.TIME),
        (r"\"?null", Kind.NOTHING),
    )
)


def kind_named(name: object) -> Kind:
    """What cells of a type hold, by its name.

    Examples:
        >>> kind_named("dictionary<values=string, indices=int32, ordered=0>"), kind_named("BIGINT[]")
        (<Kind.TEXT: 'text'>, <Kind.LIST: 'lists'>)
        >>> kind_named("DECIMAL(18,3)"), kind_named("Datetime(time_unit='us', time_zone='UTC')")
        (<Kind.DECIMAL: 'decimal numbers'>, <Kind.ZONED: 'moments with a zone'>)
    """
    text = str(name).casefold()
    while wrapped := _WRAPPED.match(text):
        text = wrapped[1]
    if digits := _DECIMAL.match(text):
        return Kind.DECIMAL if int(digits[1]) <= _MOST_DIGITS else Kind.WIDE
    if _ZONED.match(text):
        return Kind.ZONED
    return next((kind for pattern, kind in _KINDS if pattern.match(text)), Kind.OTHER)
