"""Codes of agencies, dossiers, fields and procedures: read, check, write and number them (mã định danh).

Agencies have been written in two orders. Thông tư 10/2016/TT-BTTTT put the highest level last and filled
absent levels with zeros (`000.00.18.H17`); Quyết định 20/2020/QĐ-TTg puts it first (`H17.18`). Both spellings
of one agency give equal values here, and both can be written back.
"""

from thutuc.identifiers.agency_code import AgencyCode
from thutuc.identifiers.dossier_code import DossierCode
from thutuc.identifiers.procedure_code import FieldCode, ProcedureCode

__all__ = ["AgencyCode", "DossierCode", "FieldCode", "ProcedureCode"]
