"""The law that the code applies, as dated data with its source (căn cứ pháp lý).

The rules themselves stand in `data/law.toml`: each one once, with the instruments it came from, the day each
came into force and how far its text was verified.
"""

from thutuc.law.legal_source import LegalSource, Verification
from thutuc.law.orders import Order, ReopeningRule
from thutuc.law.provisions import Rule, rule, rules
from thutuc.law.regimes import (
    Regime,
    Silence,
    SupplementRule,
    WaitingRule,
    regime_on,
    regimes,
)

__all__ = [
    "LegalSource",
    "Order",
    "Regime",
    "ReopeningRule",
    "Rule",
    "Silence",
    "SupplementRule",
    "Verification",
    "WaitingRule",
    "regime_on",
    "regimes",
    "rule",
    "rules",
]
