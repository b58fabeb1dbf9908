"""Any number of records to what is found across them; the way in for everybody who checks more than one report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from types import TracebackType

from gkml.records.report import CheckStatus
from gkml.series.agencies import Agencies, Agency, Spelling, group_spellings
from gkml.series.areas import AreaRow, Member, area_spellings, rows_to_areas
from gkml.series.cells import cell_facts
from gkml.series.finding import SeriesCheck
from gkml.series.hierarchy import hierarchy_checks
from gkml.series.kept import KeptReport
from gkml.series.names import read_name
from gkml.series.store import Store
from gkml.series.versions import differ_in_most, same_file_checks, version_checks
from gkml.series.wording import Words, listed, said
from gkml.series.years import year_checks
from gkml.template import Templates, load_templates

__all__ = ["Series"]


class Series:
    """Records of reports, added one by one and then checked against one another.

    To be used as a context manager. Records wait in a temporary file; memory holds the names of agencies alone. What
    comes out does not depend on the order in which records went in.
    """

    def __init__(self, templates: Templates | None = None) -> None:
        known = templates or load_templates()
        self._facts = cell_facts(known)
        self._year_rules = known.year_rules
        self._store = Store()
        self._agencies = Agencies((), {}, (), frozenset(), ())

    def __enter__(self) -> Series:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.__exit__(kind, error, trace)

    def add(self, report: KeptReport) -> None:
        """One more record."""
        self._store.add(report)

    @property
    def size(self) -> int:
        """Bytes of the temporary file."""
        return self._store.size

    @property
    def agencies(self) -> int:
        """How many agencies with records there are; known when the checks have been begun."""
        return sum(map(_has_reports, self._agencies.all))

    def checks(self, areas: Sequence[AreaRow] = ()) -> Iterator[SeriesCheck]:
        """Everything that is found, once: who is who, duplicates, then years and hierarchies.

        Args:
            areas: who belongs to whom, from ``read_areas``; without it there are no hierarchies.

        Raises:
            UsageError: the table of areas does not go with the records; before the first check comes out.
        """
        self._agencies = group_spellings(self._spellings(areas), self._differ)
        tree = rows_to_areas(areas, self._agencies, _has_reports)
        numbers = {agency.name: number for number, agency in enumerate(self._agencies.all)}
        self._store.assign((text, numbers[agency.name]) for text, agency in self._agencies.of.items())
        yield from self._who(areas)
        yield from self._left_out()
        for group in self._store.same_files():
            yield from same_file_checks(map(self._store.load, group), self._agency_name)
        for number, group in self._store.versions():
            yield from version_checks(self._agencies.all[number].name, map(self._store.load, group), self._facts)
        yield from self._years()
        for parent in tree.parents():
            for year in self._store.years():
                yield from self._hierarchy(parent, year, tree.members(parent, year), numbers)

    # --- agencies ---

    def _spellings(self, areas: Sequence[AreaRow]) -> list[Spelling]:
        spellings = {spelling.name.text: spelling for spelling in area_spellings(areas)}
        for text, written, count in self._store.spellings():
            name = read_name(written)
            if name is not None:
                spellings[text] = Spelling(name, written, count)
        return list(spellings.values())

    def _differ(self, first: Spelling, second: Spelling) -> bool:
        if not first.reports or not second.reports:
            return False
        return any(
            differ_in_most(self._store.load(a), self._store.load(b))
            for a, b in self._store.common_years(first.name.text, second.name.text)
        )

    def _agency_name(self, report: KeptReport) -> str | None:
        name = read_name(report.agency)
        return None if name is None or name.text not in self._agencies.of else self._agencies.of[name.text].name

    def _who(self, areas: Sequence[AreaRow]) -> Iterator[SeriesCheck]:
        for agency in self._agencies.all:
            if len(agency.spellings) > 1 and _has_reports(agency):
                written = listed(spelling.written for spelling in agency.spellings)
                yield _about(agency, "pass", "spellings", said("spellings", names=written))
        for namesakes in self._agencies.namesakes:
            if not any(map(_has_reports, namesakes)):
                continue
            full = [agency for agency in namesakes if agency.name not in self._agencies.unplaced]
            bare = [agency for agency in namesakes if agency.name in self._agencies.unplaced]
            names = listed(agency.name for agency in full)
            if not bare:
                yield _about(full[0], "pass", "namesakes", said("namesakes", names=names))
            for agency in bare:
                yield _about(agency, "undetermined", "ambiguous", said("ambiguous", agency=agency.name, names=names))
        for first, other in self._agencies.kept_apart:
            words = said("kept_apart", agency=other.name, other=first.name)
            yield _about(other, "undetermined", "kept_apart", words)
        told = set()
        for row in areas:
            name = read_name(row.agency)
            if name is None or _has_reports(named := self._agencies.of[name.text]) or named.name in told:
                continue
            told.add(named.name)
            words = said("no_report_of", file=row.file, line=row.line, agency=row.agency)
            found = _about(named, "undetermined", "no_report", words)
            yield replace(found, file=row.file, line=row.line)

    def _left_out(self) -> Iterator[SeriesCheck]:
        for number, report in enumerate(map(self._store.load, self._store.left_out()), 1):
            if report.status == "failed":
                code, why = "failed_record", said("failed_record")
            elif report.year is None:
                code, why = "no_year", said("no_year")
            else:
                code = "no_agency"
                why = said("vague_agency", agency=report.agency) if report.agency else said("no_agency")
            yield SeriesCheck(
                f"{report.source}/left_out.{number}",
                "agency",
                "not_applicable",
                code,
                words=said("left_out", source=report.source, why=why),
                left_years=() if report.year is None else (report.year,),
                left_sources=(report.source,),
            )

    # --- figures ---

    def _years(self) -> Iterator[SeriesCheck]:
        for number, rows in groupby(self._store.chosen(), key=lambda row: row[0]):
            agency = self._agencies.all[number].name
            before: KeptReport | None = None
            for _, year, report in rows:
                current = self._store.load(report)
                if before is not None and before.year == year - 1:
                    yield from year_checks(agency, before, current, self._facts, self._year_rules)
                before = current

    def _hierarchy(
        self, parent: Agency, year: int, members: Sequence[Member], numbers: dict[str, int]
    ) -> Iterator[SeriesCheck]:
        def load(agency: Agency) -> KeptReport | None:
            report = self._store.chosen_for(numbers[agency.name], year)
            return None if report is None else self._store.load(report)

        report = load(parent)
        known = report is not None or any(
            self._store.chosen_for(numbers[member.agency.name], year) is not None for member in members
        )
        if members and known:
            yield from hierarchy_checks(
                parent.name, year, report, members, lambda member: load(member.agency), self._facts
            )


def _has_reports(agency: Agency) -> bool:
    return any(spelling.reports for spelling in agency.spellings)


def _about(agency: Agency, status: CheckStatus, code: str, words: Words) -> SeriesCheck:
    return SeriesCheck(f"{agency.name}/{code}", "agency", status, code, words=words, agency=agency.name)
