"""Procedures: their parts, cases, routes, versions, and what is wrong with them (thủ tục hành chính)."""

from thutuc.procedures.linting import Finding, Severity, lint
from thutuc.procedures.parts import (
    Channel,
    ChannelOffer,
    ClockPolicy,
    Fee,
    Part,
    ProcedureCase,
    RequiredDocument,
    Transition,
    TransitionRule,
)
from thutuc.procedures.plan import Plan, StepWindow
from thutuc.procedures.procedure import Procedure
from thutuc.procedures.route import Route, Step
from thutuc.procedures.versions import ProcedureVersions

__all__ = [
    "Channel",
    "ChannelOffer",
    "ClockPolicy",
    "Fee",
    "Finding",
    "Part",
    "Plan",
    "Procedure",
    "ProcedureCase",
    "ProcedureVersions",
    "RequiredDocument",
    "Route",
    "Severity",
    "Step",
    "StepWindow",
    "Transition",
    "TransitionRule",
    "lint",
]
