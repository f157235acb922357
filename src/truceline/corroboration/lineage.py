# SPDX-License-Identifier: Apache-2.0
"""From reports to origins: which reports hang on one another, and of which origins the lineage is known.

Conventions:
    - A *report* is one publication that tells of something; an *origin* is the source behind one or more reports.
    - Reports are one origin when one quotes, copies or translates the other, when they share a feed, a byline or a
      stated story, when both are a party's own word (an outlet that a party owns is that party), or when one headline
      stands over both.
    - A report that may hang on several sources joins the one that is there; it never joins those with one another.
    - Nothing is guessed. What is not known of an outlet leaves its lineage unknown, and unknown counts as dependent.

Source:
    Berkeley Protocol 2020, on the assessment of sources, and the independence rules of docs/origins.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from truceline.agreement.library import Library
from truceline.corroboration.headlines import is_telling, same_words
from truceline.picture.outlets import Gathering, Outlet, Relation, fold_outlet
from truceline.picture.sources import Publication, Source

_PARTY = "party:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One report, as lineage sees it.

    Attributes:
        outlet: Who published it, as named; empty when that is not told.
        headline: Its headline; empty when there is none.
        party: The party whose own statement it is.
        origin: The story behind it, where whoever recorded it states one.
        byline: Who signed it.
        carried_by: The party that owns every outlet it was read in, when it is another party's word.
    """

    outlet: str = ""
    headline: str = ""
    party: str = ""
    origin: str = ""
    byline: str = ""
    carried_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The source behind one or more reports.

    Attributes:
        id: ``party:ID`` of a party, else the name of an outlet or a stated story.
        tellings: Numbers of its reports, in their order.
        relations: In what ways its reports hang on one another; empty for a single one.
        is_known: Whether its lineage is known.
    """

    id: str
    tellings: tuple[int, ...]
    relations: tuple[Relation, ...]
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """What a report hangs on.

    Attributes:
        id: As of an origin.
        how: In what way; empty when it is a report of its own.
        is_known: Whether that is known.
        may_hang_on: Ids of roots, any of which it may rest on; it joins the first that is there.
    """

    id: str
    how: Relation | None = None
    is_known: bool = False
    may_hang_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """What is known of outlets and publications.

    Attributes:
        by_id: Outlets by id.
        by_name: Outlets by folded name.
        publications: Publications by id.
    """

    by_id: Mapping[str, Outlet]
    by_name: Mapping[str, Outlet]
    publications: Mapping[str, Publication]

    def maybe_outlet(self, name: str) -> Outlet | None:
        """Give the outlet that a name stands for; None when it is not listed."""
        return self.by_name.get(fold_outlet(name))

    def name_of(self, outlet: str) -> str:
        """Give one name for every spelling of an outlet; a name that is not listed stays as it is."""
        known = self.maybe_outlet(outlet)
        return known.name if known else outlet.strip()

    def root_of(self, name: str) -> Root:
        """Say what the reports of an outlet hang on.

        Args:
            name: The outlet, as named.

        Returns:
            Its root: the outlet it takes everything from, its owner, its feed, or itself.

        Source:
            The outlets of the library's ``publications.yaml``.
        """
        outlet = self.maybe_outlet(name)
        return self._root(outlet, frozenset()) if outlet else Root(id=name.strip())

    def origin_of(self, names: Iterable[str]) -> str:
        """Name the origin of what several outlets tell together: their roots, each once, in alphabetical order."""
        return "; ".join(sorted({self.root_of(name).id for name in names}))

    def _root(self, outlet: Outlet, seen: frozenset[str]) -> Root:
        if outlet.party:
            return Root(id=f"{_PARTY}{outlet.party}", how=Relation.SAME_PARTY, is_known=True)
        taken = [taking for taking in outlet.takes if taking.outlet in self.by_id and taking.outlet not in seen]
        roots = [self._root(self.by_id[taking.outlet], seen | {outlet.id}) for taking in taken]
        if len(roots) == 1:
            return Root(id=roots[0].id, how=taken[0].how, is_known=roots[0].is_known)
        own = outlet.feed or outlet.name
        return Root(
            id=own,
            how=taken[0].how if taken else Relation.SAME_FEED,
            is_known=outlet.gathers is Gathering.OWN and not taken,
            may_hang_on=tuple(root.id for root in roots),
        )


def lineage_of(library: Library) -> Lineage:
    """Collect what a library knows of outlets."""
    by_name: dict[str, Outlet] = {}
    for outlet in library.outlets:
        for name in (outlet.name, *outlet.spellings):
            by_name.setdefault(fold_outlet(name), outlet)
    return Lineage(
        by_id={outlet.id: outlet for outlet in library.outlets}, by_name=by_name, publications=library.publications
    )


def tellings_of(source: Source, lineage: Lineage) -> tuple[Telling, ...]:
    """Give the reports that stand behind an account: one per publication it cites, one when it cites none.

    Args:
        source: The source of the account.
        lineage: What is known of outlets.

    Returns:
        The reports; all of them tell the same, so they are one origin.

    Source:
        The docstring of ``Source``: without a stated origin or a party, the first publication is the origin.
    """
    return tuple(_telling(source, ref, lineage) for ref in source.ref or ("",))


def _telling(source: Source, ref: str, lineage: Lineage) -> Telling:
    owners = {root.id for root in _roots_of(ref, lineage)}
    owner = next(iter(owners)) if len(owners) == 1 else ""
    carrier = owner.removeprefix(_PARTY) if owner.startswith(_PARTY) and source.party else ""
    return Telling(
        outlet=_outlet_of(source.ref[0], lineage) if source.ref else "",
        party=source.party,
        origin=source.origin,
        byline=source.byline,
        carried_by=carrier if carrier != source.party else "",
    )


def _roots_of(ref: str, lineage: Lineage) -> list[Root]:
    publication = lineage.publications.get(ref)
    ids = publication.outlets if publication else ()
    return [lineage.root_of(lineage.by_id[each].name) for each in ids if each in lineage.by_id]


def _outlet_of(ref: str, lineage: Lineage) -> str:
    """Name the one outlet of a publication, else the publication itself."""
    publication = lineage.publications.get(ref)
    outlets = publication.outlets if publication else ()
    known = lineage.by_id.get(outlets[0]) if len(outlets) == 1 else None
    return known.name if known else ref


def origins_of(tellings: Sequence[Telling], lineage: Lineage) -> tuple[Origin, ...]:
    """Group reports about one thing into origins.

    Args:
        tellings: The reports.
        lineage: What is known of outlets.

    Returns:
        The origins, by their first report.

    Source:
        The rules at the head of this module.
    """
    roots = [_root_of(telling, lineage) for telling in tellings]
    there = {root.id for root in roots}
    joined = [next((each for each in root.may_hang_on if each in there), root.id) for root in roots]
    relations: dict[str, set[Relation]] = {}
    _join_alike(tellings, joined, {root.id for root in roots if root.is_known}, relations)
    groups: dict[str, list[int]] = {}
    for number, root_id in enumerate(joined):
        groups.setdefault(root_id, []).append(number)
    return tuple(
        Origin(
            id=root_id,
            tellings=tuple(numbers),
            relations=_relations([roots[number] for number in numbers], relations.get(root_id, set())),
            is_known=any(roots[number].is_known for number in numbers),
        )
        for root_id, numbers in groups.items()
    )


def _root_of(telling: Telling, lineage: Lineage) -> Root:
    if telling.carried_by:
        return Root(id=f"{_PARTY}{telling.carried_by}", how=Relation.QUOTES, is_known=True)
    if telling.party:
        return Root(id=f"{_PARTY}{telling.party}", how=Relation.SAME_PARTY, is_known=True)
    if telling.origin:
        listed = lineage.maybe_outlet(telling.origin)
        return lineage.root_of(listed.name) if listed else Root(id=telling.origin, how=Relation.COPIES, is_known=True)
    return lineage.root_of(telling.outlet) if telling.outlet else Root(id="unknown")


def _join_alike(
    tellings: Sequence[Telling], joined: list[str], known: set[str], relations: dict[str, set[Relation]]
) -> None:
    """Join the roots of reports that bear one headline or one byline, in place; a known root gives its name."""
    first: dict[tuple[Relation, str], int] = {}
    for number, telling in enumerate(tellings):
        marks = [(Relation.SAME_BYLINE, same_words(telling.byline))] if telling.byline else []
        if telling.headline and is_telling(words := same_words(telling.headline)):
            marks.append((Relation.COPIES, words))
        for mark in marks:
            kept, lost = joined[first.setdefault(mark, number)], joined[number]
            if kept == lost:
                continue
            if lost in known and kept not in known:
                kept, lost = lost, kept
            joined[:] = [kept if each == lost else each for each in joined]
            relations.setdefault(kept, set()).update({mark[0], *relations.pop(lost, ())})


def _relations(roots: Sequence[Root], further: set[Relation]) -> tuple[Relation, ...]:
    found = {root.how for root in roots if root.how} | further if len(roots) > 1 else set()
    return tuple(relation for relation in Relation if relation in found)


def count_independent(origins: Sequence[Origin]) -> int:
    """Count origins that are shown to be independent of one another.

    Args:
        origins: The origins behind one thing.

    Returns:
        Those of known lineage; 1 when there are some and none is known; 0 when there are none.

    Source:
        Unknown lineage counts as dependent (docs/origins.md).
    """
    return max(sum(origin.is_known for origin in origins), min(len(origins), 1))
