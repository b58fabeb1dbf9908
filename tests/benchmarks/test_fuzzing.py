"""The fuzzer finds what it should, says where, and its cases can be made again; the readers hold to a few of them.

Each ``test_any_bytes`` has ``hypothesis.fuzz_one_input``, so that any fuzzer of bytes can drive it.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzzing import READERS, watching
from benchmarks.fuzzing.promises import BrokenPromiseError, check_document, check_members
from benchmarks.fuzzing.seeds import Seed
from benchmarks.fuzzing.targets import LIMITS, Target, target_of
from gkml.document import Cell, Document, DocumentBuilder, NewCell, Row
from gkml.errors import GkmlError
from gkml.readers.archive import Member

QUICK = [reader for reader in READERS if reader not in ("pdf", "pipeline")]  # a case takes some milliseconds


@pytest.fixture(scope="module", autouse=True)
def _no_programs() -> Iterator[None]:
    """What only an office program reads is refused, as it is under the watch."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")
        yield


# --- the readers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reader", "cases"), [*((reader, 60) for reader in QUICK), ("pdf", 3), ("pipeline", 4)])
def test_some_cases_of_every_reader_hold(reader: str, cases: int) -> None:
    target = target_of(reader)
    for number in range(cases):
        case = target.case(7, number)
        target.run(case.data, case.name)


@pytest.fixture(scope="module", autouse=True)
def _modules() -> None:
    """What makes seeds has tests by hypothesis itself, which must not be imported inside one."""
    importlib.import_module("tests.readers.test_spreadsheet")


@pytest.mark.parametrize("reader", QUICK)
@settings(max_examples=30)
@given(data=st.binary(min_size=1, max_size=2_000), behind=st.booleans())
def test_any_bytes(reader: str, data: bytes, behind: bool) -> None:
    target = target_of(reader)
    begun = target.seeds[0]
    target.run(begun.data[: len(begun.data) // 2] + data if behind else data, begun.name)


@pytest.mark.parametrize("reader", READERS)
def test_what_is_begun_from_is_read(reader: str) -> None:
    """Files that were refused at once would test nothing but the refusal."""
    target = target_of(reader)
    results = [target.run(seed.data, seed.name) for seed in target.seeds[:12]]
    assert sum(result in ("read", "ok", "partial") for result in results) >= len(results) // 2


@pytest.mark.parametrize("reader", READERS)
def test_a_case_is_made_again_from_its_number(reader: str) -> None:
    target = target_of(reader)
    cases = [target.case(3, number) for number in range(8)]
    assert cases == [target.case(3, number) for number in range(8)]
    assert len({case.data for case in cases}) > 4
    assert any(case.data not in {seed.data for seed in target.seeds} for case in cases)


# --- the promises ----------------------------------------------------------------------------------------------------


def document(*cells: NewCell) -> Document:
    builder = DocumentBuilder("html")
    builder.add_row(cells, kind="grid", table=0)
    return builder.build()


def test_a_sound_document_holds() -> None:
    check_document(document(NewCell("甲", 0, colspan=2), NewCell("1", 2)), LIMITS)


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        (Document("甲\n", (Row(0, 0, 2, (Cell(0, 2),)),), "text"), "offsets"),
        (Document("甲乙\n", (Row(0, 0, 2, (Cell(0, 1),)),), "text"), "offsets"),
        (Document("甲\n", (), "text"), "offsets"),
        (Document("甲\ud800\n", (Row(0, 0, 2, (Cell(0, 2),)),), "text"), "surrogates"),
        (document(NewCell("甲", 0, colspan=2), NewCell("1", 1)), "grid"),
        (document(NewCell("甲", 0, colspan=0)), "spans"),
        (document(NewCell("甲", 0, colspan=5_000)), "columns"),
    ],
)
def test_a_broken_document_is_told(broken: Document, promise: str) -> None:
    with pytest.raises(BrokenPromiseError, match=promise):
        check_document(broken, LIMITS)


@pytest.mark.parametrize("source", ["a.zip!/../b.txt", "a.zip!/b\x1b[2J.txt", "/etc/passwd", "a.zip!/a\\b.txt"])
def test_names_that_lead_elsewhere_are_told(source: str) -> None:
    with pytest.raises(BrokenPromiseError, match="names"):
        check_members("a.zip", [Member(source, b"")], LIMITS)


# --- the watch -------------------------------------------------------------------------------------------------------


def hang(_name: str, _data: bytes) -> str:
    while True:
        pass


def raise_fault(_name: str, _data: bytes) -> str:
    raise ValueError("a fault")


def raise_internal(_name: str, _data: bytes) -> str:
    raise GkmlError("a fault", code="internal_error")


def eat(_name: str, _data: bytes) -> str:
    return str(len(bytearray(watching.MEMORY * 5)))


def die(_name: str, _data: bytes) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return "read"


def write_elsewhere(_name: str, _data: bytes) -> str:
    (Path(__file__).parent / "evil.txt").write_bytes(b"x")
    return "read"


def write_here(_name: str, _data: bytes) -> str:
    Path("evil.txt").write_bytes(b"x")
    return "read"


def run_a_program(_name: str, _data: bytes) -> str:
    os.system("true")
    return "read"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the watch asks the kernel of Linux")
@pytest.mark.parametrize(
    ("fault", "finding"),
    [
        (hang, "too slow"),
        (raise_fault, "ValueError"),
        (raise_internal, "internal_error"),
        (eat, "memory"),
        (die, "dies"),
        (write_elsewhere, "writes"),
        (write_here, "writes"),
        (run_a_program, "os.system"),
    ],
)
def test_faults_are_found_and_kept(
    fault: Callable[[str, bytes], str], finding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SECONDS", 0.2)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # the checkout itself may stand in that of the machine
    bad = b"bad"

    def read(name: str, data: bytes) -> str:
        return fault(name, data) if data == bad else "read"

    def change(_data: bytes, dice: object) -> bytes:
        return bad

    target = Target("made", [Seed("a.txt", b"good")], {".txt": change}, read)
    tally = watching.run_cases(target, 1.0, 0, tmp_path)
    assert any(finding in found for found in tally.findings), tally
    assert {path.read_bytes() for path in tmp_path.glob("*.txt")} == {bad}
    assert finding in next(tmp_path.glob("*.log")).read_text(encoding="utf-8")
    assert not (Path(__file__).parent / "evil.txt").exists()
