"""What an input may hold: finite by default, so that a hostile or mistaken file ends as a typed error, quickly."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gkml.errors import InputError, UsageError

__all__ = ["DEFAULT_LIMITS", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one input; each check raises ``InputError`` with the value, the limit and the next step.

    Attributes:
        file_bytes: size of the file; the largest report seen has 5 MB.
        line_characters: one line of a text dump or one block of a page; a whole report on one line has 60,000.
        rows: lines or table rows; a report has some hundreds.
        cells: cells of all tables of a page; a report has some hundreds.
        columns: grid columns of one table; the widest statutory table has 15.
        nesting: depth of elements in a page; the deepest report seen has about 40, and tags left open add up.
        elements: elements of a page, counted by their opening signs.
        pages: pages of a PDF; the longest report seen has 30.
        members: files in an archive or parts in a package; a Word document has about 20.
        inflated_bytes: what an archive or package comes to, counted while it is inflated.
        archive_depth: archives in archives; the archive itself counts as 1.
        conversion_seconds: how long an office program may take to convert one file; it starts in about 4 s.
        characters: printed characters of a PDF; a report of 30 pages has some 20,000.
        rulings: straight lines drawn in a PDF; a report has 20,000 at most, where each cell draws its own.
        tokens: characters and separators of one document that the model looks at; a report has 2,000, which take it
            40 ms. Of a document with more it looks at the rows around tables alone, or, where these have more, at
            none; a notice says so.
        seconds: time that the process which reads a file may take, a second attempt included; a report takes less than
            one.
        memory_bytes: memory that this process may take beside its own 60 MB; a report takes less than 100 MB.
        pixels: of one picture, or of a page drawn as one; a page scanned at 600 dots an inch has 35 million.
        ocr_pages: pages that are recognised in one input; the longest scanned report seen has 20.
        ocr_seconds: time that a page may take to be recognised, on top of ``seconds``; one takes about 5.
        ocr_memory_bytes: ``memory_bytes`` of the process that recognises.
    """

    file_bytes: int = 50_000_000
    line_characters: int = 2_000_000
    rows: int = 200_000
    cells: int = 500_000
    columns: int = 1_000
    nesting: int = 500
    elements: int = 2_000_000
    pages: int = 300
    members: int = 2_000
    inflated_bytes: int = 200_000_000
    archive_depth: int = 2
    conversion_seconds: int = 60
    characters: int = 500_000
    rulings: int = 100_000
    tokens: int = 40_000
    seconds: float = 120.0
    memory_bytes: int = 1_000_000_000
    pixels: int = 40_000_000
    ocr_pages: int = 40
    ocr_seconds: float = 30.0
    ocr_memory_bytes: int = 3_000_000_000

    def __post_init__(self) -> None:
        """Raises ``UsageError`` where a limit is none."""
        for name in self.__slots__:
            value = getattr(self, name)
            kinds = (int, float) if name.endswith("seconds") else (int,)
            if isinstance(value, bool) or not isinstance(value, kinds) or not value >= 0:  # nan is not
                what = "a number" if float in kinds else "a whole number"
                raise UsageError(f"Limits.{name} is {what} from 0 on, not {value!r}")

    def check_file(self, size: int, name: str = "") -> None:
        """Raises ``file_too_large``."""
        _check(size, self.file_bytes, f"{name or 'the file'} has", "bytes", "file_bytes", "file_too_large")

    def check_line(self, characters: int) -> None:
        """Raises ``line_too_long``."""
        _check(characters, self.line_characters, "a line has", "characters", "line_characters", "line_too_long")

    def check_rows(self, rows: int) -> None:
        """Raises ``too_many_rows``."""
        _check(rows, self.rows, "the file has at least", "rows", "rows", "too_many_rows")

    def check_cells(self, cells: int) -> None:
        """Raises ``too_many_rows``."""
        _check(cells, self.cells, "the tables have at least", "cells", "cells", "too_many_rows")

    def check_columns(self, columns: int) -> None:
        """Raises ``too_many_rows``."""
        _check(columns, self.columns, "a table has at least", "columns", "columns", "too_many_rows")

    def check_nesting(self, depth: int) -> None:
        """Raises ``too_deeply_nested``."""
        _check(depth, self.nesting, "elements are nested", "deep", "nesting", "too_deeply_nested")

    def check_elements(self, elements: int) -> None:
        """Raises ``too_many_rows``."""
        _check(elements, self.elements, "the page has about", "elements", "elements", "too_many_rows")

    def check_pages(self, pages: int) -> None:
        """Raises ``too_many_pages``."""
        _check(pages, self.pages, "the document has", "pages", "pages", "too_many_pages")

    def check_characters(self, characters: int) -> None:
        """Raises ``too_many_characters``."""
        _check(
            characters,
            self.characters,
            "the document has at least",
            "characters",
            "characters",
            "too_many_characters",
        )

    def check_rulings(self, rulings: int) -> None:
        """Raises ``too_many_rows``."""
        _check(rulings, self.rulings, "the document draws at least", "lines", "rulings", "too_many_rows")

    def check_tokens(self, tokens: int) -> None:
        """Raises ``too_many_tokens``."""
        _check(tokens, self.tokens, "the model would look at no less than", "tokens", "tokens", "too_many_tokens")

    def for_recognition(self, pages: int) -> Limits:
        """The limits of a process that recognises so many pages."""
        seconds = self.seconds + self.ocr_seconds * min(pages, self.ocr_pages)
        return replace(self, seconds=seconds, memory_bytes=max(self.memory_bytes, self.ocr_memory_bytes))

    def check_pixels(self, pixels: int, name: str = "") -> None:
        """Raises ``too_many_pixels``."""
        _check(pixels, self.pixels, f"{name or 'the picture'} has", "pixels", "pixels", "too_many_pixels")

    def check_members(self, members: int, name: str = "") -> None:
        """Raises ``too_many_members``."""
        _check(members, self.members, f"{name or 'the archive'} holds", "members", "members", "too_many_members")

    def check_inflated(self, size: int, name: str = "") -> None:
        """Raises ``archive_too_large``."""
        what = f"{name or 'the archive'} inflates to at least"
        _check(size, self.inflated_bytes, what, "bytes", "inflated_bytes", "archive_too_large")

    def check_archive_depth(self, depth: int, name: str = "") -> None:
        """Raises ``too_deeply_nested``."""
        what = f"{name or 'an archive'} stands in archives"
        _check(depth, self.archive_depth, what, "deep", "archive_depth", "too_deeply_nested")


def _check(value: int, limit: int, what: str, unit: str, field: str, code: str) -> None:
    if value > limit:
        raise InputError(
            f"{what} {value:,} {unit}, more than the limit of {limit:,}; split the file or raise Limits.{field}",
            code=code,
        )


DEFAULT_LIMITS = Limits()
