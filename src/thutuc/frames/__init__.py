"""Due dates and reports for frames of pandas, Polars, PyArrow, DuckDB and PySpark (bảng dữ liệu lớn).

A native frame goes in, one of the same kind comes out; a lazy one stays lazy, and nothing but counts and
small reports leaves the engine.
"""

from thutuc.errors import MissingExtraError

try:
    import narwhals.stable.v2  # noqa: F401  # pyright: ignore[reportUnusedImport] - only to say what is missing
except ImportError as error:
    raise MissingExtraError(
        "thutuc.frames needs narwhals; install it with: pip install 'thutuc[frames]'",
        package="narwhals",
    ) from error

import thutuc.arrays  # noqa: F401  # pyright: ignore[reportUnusedImport] - says what to install where numpy is missing
from thutuc.frames.catalogue_tables import catalogue_table, survey_table
from thutuc.frames.chains import hand_overs, lateness_by_office, rework
from thutuc.frames.due import due_dates
from thutuc.frames.file_register import FileRegister
from thutuc.frames.files import read_register
from thutuc.frames.of_catalogues import of_procedures, of_survey
from thutuc.frames.reporting import period_report, status_on
from thutuc.frames.taking import durations, working_days_taken, working_hours_taken
from thutuc.frames.texts import read_limits

__all__ = [
    "FileRegister",
    "catalogue_table",
    "due_dates",
    "durations",
    "hand_overs",
    "lateness_by_office",
    "of_procedures",
    "of_survey",
    "period_report",
    "read_limits",
    "read_register",
    "rework",
    "status_on",
    "survey_table",
    "working_days_taken",
    "working_hours_taken",
]
