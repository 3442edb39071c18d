"""Procedures as data: the package's own, one's own, the national portal's (danh mục thủ tục hành chính).

```python
>>> from thutuc import catalogue
>>> catalogue.standard().find("TN02").limit
TimeLimit(32, Unit.DAY)

```
"""

from thutuc.catalogue.catalogue import Catalogue
from thutuc.catalogue.contradictions import Flagged, Survey, lint
from thutuc.catalogue.loading import load, standard
from thutuc.catalogue.portal import PortalReading, Unread, from_portal, read_portal

__all__ = [
    "Catalogue",
    "Flagged",
    "PortalReading",
    "Survey",
    "Unread",
    "from_portal",
    "lint",
    "load",
    "read_portal",
    "standard",
]
