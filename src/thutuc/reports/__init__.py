"""What an office reports for a period, and the dossiers behind every figure (báo cáo kỳ).

`PeriodReport` counts dossiers; `form_ii_06` fills in the official form; a `Rate` names what it is a share of;
`audit` checks the figures somebody else has published.
"""

from thutuc.reports.audit import audit, audit_parts, audit_table
from thutuc.reports.audit_several import audit_levels, audit_series
from thutuc.reports.cases import Case
from thutuc.reports.day_list import DayList, DayState, DueDossier, day_list
from thutuc.reports.denominators import Denominator
from thutuc.reports.forms import FORM_II_06, FORM_II_06_KNOWN_UNTIL, form_ii_06
from thutuc.reports.grouping import GROUPS, OfficeRole
from thutuc.reports.lateness import LateDossier, LatenessReport, LegFigures, lateness_report
from thutuc.reports.official import OfficialForm
from thutuc.reports.period import PeriodReport
from thutuc.reports.period_figures import Figures
from thutuc.reports.periods import CUT_OFF_DAY, ReportingPeriod, Span, check_series
from thutuc.reports.placing import CELLS, DETAILS, MEASURES, Counted
from thutuc.reports.published import Ended, Exactness, PublishedTable, Scope, together
from thutuc.reports.published_csv import read_published
from thutuc.reports.series import check_continuity, merge, regroup
from thutuc.reports.warning import OpenDossier, WarningList, early_warning
from thutuc.words.alphabet import vietnamese_order
from thutuc.words.findings import AuditFinding, AuditFindings
from thutuc.words.numbers import NumberStyle
from thutuc.words.rates import Rate
from thutuc.words.table import Table

__all__ = [
    "CELLS",
    "CUT_OFF_DAY",
    "DETAILS",
    "FORM_II_06",
    "FORM_II_06_KNOWN_UNTIL",
    "GROUPS",
    "MEASURES",
    "AuditFinding",
    "AuditFindings",
    "Case",
    "Counted",
    "DayList",
    "DayState",
    "Denominator",
    "DueDossier",
    "Ended",
    "Exactness",
    "Figures",
    "LateDossier",
    "LatenessReport",
    "LegFigures",
    "NumberStyle",
    "OfficeRole",
    "OfficialForm",
    "OpenDossier",
    "PeriodReport",
    "PublishedTable",
    "Rate",
    "ReportingPeriod",
    "Scope",
    "Span",
    "Table",
    "WarningList",
    "audit",
    "audit_levels",
    "audit_parts",
    "audit_series",
    "audit_table",
    "check_continuity",
    "check_series",
    "day_list",
    "early_warning",
    "form_ii_06",
    "lateness_report",
    "merge",
    "read_published",
    "regroup",
    "together",
    "vietnamese_order",
]
