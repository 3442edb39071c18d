"""Due dates and reports for frames of pandas, Polars, PyArrow, DuckDB and PySpark (bảng dữ liệu lớn)."""

from thutuc.frames.due import due_dates
from thutuc.frames.reporting import period_report

__all__ = ["due_dates", "period_report"]
