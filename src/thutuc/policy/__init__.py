"""What if: dossiers and registers judged under other rules, and whom a decision moves (phân tích phương án).

A `Scenario` lays changes over what was recorded and edits nothing; `compare` sets two beside each other.
"""

from thutuc.policy.comparison import BeforeAfter, Comparison, compare
from thutuc.policy.moved_records import MovedRecord
from thutuc.policy.moving import Movers, decided, who_moves
from thutuc.policy.overlays import Rounding
from thutuc.policy.scenario import Scenario

__all__ = [
    "BeforeAfter",
    "Comparison",
    "MovedRecord",
    "Movers",
    "Rounding",
    "Scenario",
    "compare",
    "decided",
    "who_moves",
]
