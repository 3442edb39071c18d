"""Procedures: their parts, cases, routes and versions (thủ tục hành chính)."""

from thutuc.procedures.parts import (
    Channel,
    ChannelOffer,
    ClockPolicy,
    Fee,
    ProcedureCase,
    RequiredDocument,
)
from thutuc.procedures.procedure import Procedure
from thutuc.procedures.route import Step

__all__ = [
    "Channel",
    "ChannelOffer",
    "ClockPolicy",
    "Fee",
    "Procedure",
    "ProcedureCase",
    "RequiredDocument",
    "Step",
]
