"""Time limits, and reading them from the Vietnamese of procedure texts (thời hạn)."""

from thutuc.limits.conventions import Convention
from thutuc.limits.limit import Condition, TimeLimit
from thutuc.limits.units import Effect, Unit

__all__ = ["Condition", "Convention", "Effect", "TimeLimit", "Unit"]
