"""What can be wrong with a directory of offices, all of it at once (kiểm tra danh mục cơ quan)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter

from thutuc.bounds import CIRCLES
from thutuc.law.validity import overlaps, version_on
from thutuc.offices.office import Office, Succession, code_key

Versions = Mapping[str, Sequence[Office]]
"""Offices by the key of their code, each with its periods, oldest first."""


def find_problems(versions: Versions, successions: Sequence[Succession]) -> list[str]:
    """One sentence for each thing that does not fit."""
    return [
        *(fault for each in versions.values() for fault in overlaps(each, f"office {each[-1].code}")),
        *_parents(versions),
        *_parent_cycles(versions),
        *_ends(versions, successions),
        *_repeated(successions),
        *_succession_cycles(successions),
    ]


def _parents(versions: Versions) -> Iterator[str]:
    for _, office in _keyed(versions):
        if office.parent is None:
            continue
        above = versions.get(code_key(office.parent))
        if above is None:
            yield f"office {office.code}, field parent: no office has the code {office.parent!r}"
            continue
        for day in (office.valid_from, office.valid_until):
            if day is not None and version_on(above, day) is None:
                yield f"office {office.code}, field parent: {office.parent} is not valid on {day}"
        if office.valid_until is None and above[-1].valid_until is not None:
            yield (
                f"office {office.code}, field parent: {office.parent} ended on {above[-1].valid_until}, this "
                f"office has no valid_until"
            )


def _cycles(edges: Iterable[tuple[str, str]]) -> Iterator[list[str]]:
    """Closed ways through *edges*, each as its stations; an edge of each is given up to find the next.

    Those after the first twenty are found once these are mended.
    """
    # Dictionaries, not sets: problems must come in the same order in every run.
    graph: dict[str, dict[str, None]] = {}
    for start, end in edges:
        graph.setdefault(end, {})[start] = None
    for _ in range(CIRCLES):
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            cycle: list[str] = error.args[1]
            yield cycle
            del graph[cycle[1]][cycle[0]]
        else:
            return


def _parent_cycles(versions: Versions) -> Iterator[str]:
    edges = [(code_key(office.parent), key) for key, office in _keyed(versions) if office.parent is not None]
    suspects = sorted({key for cycle in _cycles(edges) for key in cycle})
    # A may stand under B in one year and B under A in another: only what holds on one day is a circle.
    days = {office.valid_from or date.min for key, office in _keyed(versions) if key in suspects}
    seen: set[frozenset[str]] = set()
    for day in sorted(days):
        held = [(key, version_on(versions[key], day)) for key in suspects]
        ties = [
            (code_key(office.parent), key) for key, office in held if office is not None and office.parent
        ]
        for cycle in _cycles(ties):
            if frozenset(cycle) not in seen:
                seen.add(frozenset(cycle))
                codes = " > ".join(versions[key][0].code for key in cycle)
                yield f"field parent: {codes} stand above each other in a circle"


def _keyed(versions: Versions) -> Iterator[tuple[str, Office]]:
    return ((key, office) for key, periods in versions.items() for office in periods)


def _ends(versions: Versions, successions: Sequence[Succession]) -> Iterator[str]:
    for link in successions:
        where = f"succession {link.predecessor} > {link.successor} on {link.on}"
        before, after = code_key(link.predecessor), code_key(link.successor)
        if before not in versions:
            yield f"{where}, field predecessor: no office has the code {link.predecessor!r}"
        elif link.on > date.min and version_on(versions[before], link.on - timedelta(days=1)) is None:
            yield f"{where}, field predecessor: {link.predecessor} is not valid on the day before"
        elif link.whole and link.procedures is None and version_on(versions[before], link.on) is not None:
            yield (
                f"{where}, field whole: {link.predecessor} hands over everything but is still valid; end it "
                f"the day before or set whole = false"
            )
        if after not in versions:
            yield f"{where}, field successor: no office has the code {link.successor!r}"
        elif version_on(versions[after], link.on) is None:
            yield f"{where}, field successor: {link.successor} is not valid on that day"


def _repeated(successions: Sequence[Succession]) -> Iterator[str]:
    seen: set[tuple[object, ...]] = set()
    for link in successions:
        mark = (code_key(link.predecessor), code_key(link.successor), link.on, link.procedures)
        if mark in seen:
            yield f"succession {link.predecessor} > {link.successor} on {link.on}: stated twice"
        seen.add(mark)


def _succession_cycles(successions: Sequence[Succession]) -> Iterator[str]:
    # Work may come back in a later reform; within one day it would go round for ever.
    by_day: dict[date, list[Succession]] = {}
    for link in successions:
        by_day.setdefault(link.on, []).append(link)
    for day, links in sorted(by_day.items()):
        codes = {code_key(code): code for link in links for code in (link.predecessor, link.successor)}
        for cycle in _cycles((code_key(link.predecessor), code_key(link.successor)) for link in links):
            way = " > ".join(codes[key] for key in cycle)
            yield f"successions on {day}: {way} succeed each other in a circle"
