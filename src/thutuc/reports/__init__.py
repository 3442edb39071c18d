"""What an office reports for a period, and the dossiers behind every figure (báo cáo kỳ)."""

from thutuc.reports.cases import Case
from thutuc.reports.columns import GROUPS, OfficeRole, vietnamese_order
from thutuc.reports.numbers import NumberStyle
from thutuc.reports.period import PeriodReport
from thutuc.reports.placing import CELLS, DETAILS, MEASURES, Counted
from thutuc.reports.printing import Table

__all__ = [
    "CELLS",
    "DETAILS",
    "GROUPS",
    "MEASURES",
    "Case",
    "Counted",
    "NumberStyle",
    "OfficeRole",
    "PeriodReport",
    "Table",
    "vietnamese_order",
]
