"""Doubts: why a person should look at a figure, as stable codes with parameters.

A code is what programs compare and count. Its sentences stand in ``gkml/messages/doubts.*.toml`` and are chosen when a
record is written (``gkml.records.wording``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["CONTRADICTIONS", "SIGHT_DOUBTS", "Doubt", "DoubtCode", "Phrase", "doubt", "phrase"]


class DoubtCode(StrEnum):
    """Stable codes; codes may be added, never renamed or dropped."""

    # sight: what was read may not be what a person sees there
    RAISED = "raised"  # a raised note number stands at the figure
    LOWERED = "lowered"
    STRUCK = "struck"  # a figure that is struck out stands in the cell
    HIDDEN = "hidden"  # text that nobody sees: hidden, off the page, on a layer that is off
    COVERED = "covered"  # something lies over it
    CLIPPED = "clipped"
    FAINT = "faint"  # hardly any contrast: white on white, nearly clear
    TINY = "tiny"
    OVERLAPPING = "overlapping"  # glyphs that stand on one another
    ROTATED = "rotated"  # glyphs at another angle than the page
    REVERSED = "reversed"  # characters that are shown in another order than they are stored
    UNREAD_INK = "unread_ink"  # ink in the cell that no glyph accounts for
    NO_INK = "no_ink"  # a glyph that leaves no ink
    PICTURE = "picture"  # a picture or drawing in the cell that was not read
    FORMULA = "formula"  # a formula without a stored value, an equation
    FIELD = "field"  # a field or generated content whose value is not in the file
    CONTROL = "control"  # a form control whose value is a placeholder or unknown
    ANNOTATION = "annotation"  # a remark put on the page beside what is printed
    NUMBER_FORMAT = "number_format"  # a format that shows another figure than is stored, or an unknown one
    TEXT_UNDER_SCAN = "text_under_scan"  # a hidden text layer that nothing confirms
    RECOGNITION = "recognition"  # characters that were recognised in a picture without certainty
    DIALECT = "dialect"  # a text whose separators part its cells in two ways

    # text: what is printed is no figure of its column, or not certainly
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_AMOUNT = "not_an_amount"
    AMOUNT_FOR_COUNT = "amount_for_count"
    NOT_WHOLE = "not_whole"
    NEGATIVE = "negative"
    LEADING_ZERO = "leading_zero"
    UNIT_ASSUMED = "unit_assumed"
    UNITS_DIFFER = "units_differ"
    MORE_IN_CELL = "more_in_cell"
    UNIT_UNCERTAIN = "unit_uncertain"  # the table states another unit than the form, and its print is damaged
    UNIT_OF_TABLE = "unit_of_table"  # a line around the table gives a unit that multiplies its figures
    OTHER_PERIOD = "other_period"  # a line around the table, or a head, says that its figures are of another time
    CORRECTED = "corrected"  # a note at the table corrects figures of it

    # place: which row and column it belongs to
    TABLE_MISSING = "table_missing"
    ROW_MISSING = "row_missing"
    CELL_MISSING = "cell_missing"
    ROW_UNLABELLED = "row_unlabelled"
    ROWS_UNLABELLED = "rows_unlabelled"
    ROW_UNCERTAIN = "row_uncertain"
    COLUMN_INFERRED = "column_inferred"
    COLUMN_UNCERTAIN = "column_uncertain"
    COLUMN_ORDER = "column_order"
    LABEL_QUALIFIED = "label_qualified"  # words joined to the label of the row may make it another one
    HEAD_UNKNOWN = "head_unknown"
    MERGED = "merged"
    RUN_TOGETHER = "run_together"
    SEVERAL_IN_CELL = "several_in_cell"
    ILLEGIBLE_ROW = "illegible_row"
    BESIDE_ORPHAN = "beside_orphan"
    ORPHAN_RETURNED = "orphan_returned"
    ROW_IN_PARTS = "row_in_parts"
    ROW_CONTESTED = "row_contested"
    CONTESTED = "contested"  # another copy of the table in the same report prints another figure
    TAGGERS_DIFFER = "taggers_differ"  # rules and model read another figure here, and no witness decides
    ROW_BY_ORDER = "row_by_order"
    COLUMN_BY_ORDER = "column_by_order"
    MODEL_ELSEWHERE = "model_elsewhere"  # the model is sure of another row or column than the figure was placed in
    COLUMNS_ALIKE = "columns_alike"  # all columns that no head tells hold zero or nothing; no cause for review
    LOW_CONFIDENCE = "low_confidence"

    # readings: the print allows several, and the arithmetic had to choose, or could not
    READING_BY_SUMS = "reading_by_sums"
    READING_UNCHECKED = "reading_unchecked"
    READING_CONTRADICTED = "reading_contradicted"
    READING_AGAINST_COLUMNS = "reading_against_columns"
    READING_BY_COLUMNS = "reading_by_columns"
    READING_BY_NARRATIVE = "reading_by_narrative"
    READING_BY_BOUNDS = "reading_by_bounds"
    READINGS_FIT = "readings_fit"
    READINGS_UNCHECKED = "readings_unchecked"
    READING_LIKELIEST = "reading_likeliest"
    READING_STRAINED = "reading_strained"
    NO_READING_FITS = "no_reading_fits"
    NOTHING_TO_CHECK = "nothing_to_check"

    # sums: the table contradicts itself
    CHECK_FAILED = "check_failed"
    TOTAL_EMPTY = "total_empty"
    TABLE_UNSUPPORTED = "table_unsupported"
    CONTRADICTION_LOCATED = "contradiction_located"
    CONTRADICTION_SHARED = "contradiction_shared"
    CONTRADICTION_UNEXPLAINED = "contradiction_unexplained"
    CONTRADICTION_IMPLIES = "contradiction_implies"
    IMPLIED = "implied"  # the sums say what an empty cell would hold; no cause for review by itself


_FIRST_OF_OTHERS = DoubtCode.NOT_A_NUMBER
SIGHT_DOUBTS = frozenset(list(DoubtCode)[: list(DoubtCode).index(_FIRST_OF_OTHERS)])
"""Those that speak of sight: what a reader sets."""

CONTRADICTIONS = frozenset(
    {
        DoubtCode.CHECK_FAILED,
        DoubtCode.CONTRADICTION_IMPLIES,
        DoubtCode.CONTRADICTION_LOCATED,
        DoubtCode.CONTRADICTION_SHARED,
        DoubtCode.CONTRADICTION_UNEXPLAINED,
    }
)
"""Those that say that sums do not add up."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence, or a piece of one, before it is put into words.

    Attributes:
        key: of the sentence in the message files.
        parameters: what it names: figures, texts, other phrases, or tuples of them.
    """

    key: str
    parameters: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt(Phrase):
    """A phrase whose key is a stable code."""

    @property
    def code(self) -> DoubtCode:
        """The code that stands in the record."""
        return DoubtCode(self.key)


def phrase(key: str, **parameters: Any) -> Phrase:
    """A phrase with its parameters by name."""
    return Phrase(key, tuple(parameters.items()))


def doubt(code: DoubtCode, **parameters: Any) -> Doubt:
    """A doubt with its parameters by name."""
    return Doubt(code.value, tuple(parameters.items()))
