"""Due dates and reports for frames of pandas, Polars, PyArrow, DuckDB and PySpark (bảng dữ liệu lớn)."""

from thutuc.frames.due import due_dates

__all__ = ["due_dates"]
