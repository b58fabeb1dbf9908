import codecs
import errno
import json
import os
import stat

import pytest

from gkml.errors import GkmlError, UsageError
from gkml.output import FORMATS, RecordError, open_writer, open_writers
from gkml.output.jsonl import report_to_line
from gkml.output.writing import choose_format
from gkml.records.report import CellRecord, Provenance, Report
from tests.conftest import EXAMPLES

PROVENANCE = Provenance("0.1.0", None, "abc", "rules", "text")


def report(source, **fields):
    return Report(source, PROVENANCE, **fields)


def sources(path):
    return [json.loads(line)["source"] for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out.jsonl"


def test_records_appear_under_the_name_when_all_are_written(out):
    with open_writer(out) as writer:
        writer.write(report("a"))
        writer.write(report("b"))
        assert not out.exists()
    assert sources(out) == ["a", "b"]
    assert writer.count == 2
    assert os.listdir(out.parent) == ["out.jsonl"]


def test_a_failure_keeps_the_old_file_and_nothing_else(out):
    def write_and_fail():
        with open_writer(out) as writer:
            writer.write(report("a"))
            raise ZeroDivisionError

    out.write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert out.read_text(encoding="utf-8") == "old"
    assert os.listdir(out.parent) == ["out.jsonl"]


def test_the_old_file_gives_way_and_leaves_its_permissions(out):
    out.write_text("old", encoding="utf-8")
    out.chmod(0o640)
    with open_writer(out) as writer:
        writer.write(report("a"))
    assert sources(out) == ["a"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o640


class Interrupted:
    """A file in the middle of whose first line an interrupt comes."""

    def __init__(self, file):
        self.file = file

    def write(self, data):
        self.file.write(data[:10])
        raise KeyboardInterrupt

    def __getattr__(self, name):
        return getattr(self.file, name)


def test_a_record_that_an_interrupt_cut_is_left_out(out):
    with open_writer(out) as writer:
        writer.write(report("a"))
        sink = writer._outputs[0]._sink
        sink._file = Interrupted(sink._file)
        with pytest.raises(KeyboardInterrupt):
            writer.write(report("b"))
        sink._file = sink._file.file
    assert sources(out) == ["a"]


def test_a_full_disk_is_told_and_keeps_the_old_file(out, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    out.write_text("old", encoding="utf-8")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(GkmlError, match="No space left") as caught, open_writer(out) as writer:
        writer.write(report("a"))
    assert caught.value.code == "unwritable_output"
    assert out.read_text(encoding="utf-8") == "old"
    assert os.listdir(out.parent) == ["out.jsonl"]


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "target.jsonl", tmp_path / "link.jsonl"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    with open_writer(link) as writer:
        writer.write(report("a"))
    assert link.is_symlink()
    assert sources(target) == ["a"]


def test_what_is_no_regular_file_is_written_to_and_not_replaced(out):
    # a pipe stands for devices too: a test that failed on a device would replace it for the whole machine
    os.mkfifo(out)
    reading = os.open(out, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with open_writer(out) as writer:
            writer.write(report("a"))
        assert json.loads(os.read(reading, 1 << 16))["source"] == "a"
    finally:
        os.close(reading)
    assert stat.S_ISFIFO(out.stat().st_mode)


def test_stdout_gets_each_record_when_it_is_there(capfdbinary, monkeypatch):
    with os.fdopen(os.dup(1), "w") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        with open_writer() as writer:
            writer.write(report("某"))
            first = capfdbinary.readouterr().out
            writer.write(report("b"))
        assert json.loads(first)["source"] == "某"
        assert not stream.closed


def test_csv_begins_with_one_head_and_one_mark(tmp_path):
    path = tmp_path / "out.csv"
    with open_writer(path) as writer:
        writer.write(report("某"))
        writer.write(report("b"))
    content = path.read_bytes()
    assert content.startswith(codecs.BOM_UTF8 + b"source,")
    assert content.count(codecs.BOM_UTF8) == 1
    assert [line.split(",")[0] for line in content.decode("utf-8-sig").splitlines()] == ["source", "某", "b"]


def test_csv_of_nothing_still_has_its_head(tmp_path):
    with open_writer(tmp_path / "out.csv"):
        pass
    assert (tmp_path / "out.csv").read_bytes().startswith(codecs.BOM_UTF8 + b"source,")


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv"])
def test_a_file_name_that_is_not_unicode_can_be_written(tmp_path, name):
    with open_writer(tmp_path / name) as writer:
        writer.write(report("b\udcff.txt"))
    assert b"b\\udcff.txt" in (tmp_path / name).read_bytes()


def test_the_suffix_decides_unless_a_format_is_named(tmp_path):
    for path, format in ((tmp_path / "a.NDJSON", None), (tmp_path / "b.csv", "jsonl"), (tmp_path / "c", "jsonl")):
        with open_writer(path, format) as writer:
            writer.write(report("a"))
        assert sources(path) == ["a"]


@pytest.mark.parametrize(("name", "format"), [("out.xls", None), ("out", None), ("out.csv", "xls"), (None, "xls")])
def test_an_unknown_format_is_told_with_the_known_ones(tmp_path, name, format):
    with pytest.raises(UsageError) as caught:
        open_writer(name and tmp_path / name, format)
    assert all(known in caught.value.message for known in FORMATS)
    assert os.listdir(tmp_path) == []


def test_with_text_needs_a_format_that_has_a_place_for_it(tmp_path):
    with pytest.raises(UsageError, match=r"csv.*jsonl"):
        open_writer(tmp_path / "out.csv", with_text=True)
    with open_writer(tmp_path / "out.jsonl", with_text=True) as writer:
        writer.write(report("a", text="正文"))
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["text"] == "正文"


def test_an_output_that_cannot_be_is_told_at_once(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        open_writer(tmp_path / "none" / "out.jsonl")
    with pytest.raises(UsageError, match="is a folder"):
        open_writer(tmp_path, "jsonl")


def test_a_line_is_written_as_it_is(out):
    lines = [report_to_line(report(name)).encode("utf-8") for name in ("某", "b")]
    with open_writer(out) as writer:
        writer.write_line(lines[0])
        writer.write_line(lines[1].decode("utf-8").rstrip("\n"))
    assert out.read_bytes() == b"".join(lines)
    assert writer.count == 2


def test_csv_keeps_the_places_of_an_amount_and_names_that_are_not_utf_8(tmp_path, rules):
    found = [rules(path) for path in EXAMPLES] + [rules(tmp_path / "none"), report("b\udcff.txt")]
    with open_writer(tmp_path / "lines.csv") as writer:
        for one in found:
            writer.write_line(report_to_line(one).encode("utf-8", errors="backslashreplace"))
    written = (tmp_path / "lines.csv").read_bytes()
    assert b"128.4500" in written  # an amount in yuan keeps its places
    assert b"\r\nb\\udcff.txt," in written


def test_a_line_after_one_that_an_interrupt_cut_stands_where_it_should(out):
    with open_writer(out) as writer:
        sink = writer._outputs[0]._sink
        sink._file = Interrupted(sink._file)
        with pytest.raises(KeyboardInterrupt):
            writer.write(report("cut"))
        sink._file = sink._file.file
        writer.write(report("b"))
    assert sources(out) == ["b"]


@pytest.mark.parametrize("name", ["out.parquet", "out.duckdb", "out.xlsx"])
def test_a_format_that_an_interrupt_spoils_is_not_kept(tmp_path, name):
    def interrupted(line, record):
        raise KeyboardInterrupt

    writer = open_writer(tmp_path / name)
    writer.write(report("a"))
    writer._outputs[0].add = interrupted
    with pytest.raises(KeyboardInterrupt):
        writer.write(report("b"))
    with pytest.raises(GkmlError, match="interrupted"):
        writer.__exit__(None, None, None)
    assert os.listdir(tmp_path) == []


def test_a_line_that_is_no_record_is_told_and_leaves_no_trace(tmp_path):
    with open_writers(tmp_path, ["jsonl", "csv"]) as writer:
        writer.write(report("a"))
        with pytest.raises(RecordError) as caught:
            writer.write_line(b'{"source": "b"}')
        writer.write(report("c"))
    assert caught.value.code == "bad_record"
    assert sources(tmp_path / "records.jsonl") == ["a", "c"]
    assert (tmp_path / "cells.csv").read_text(encoding="utf-8").count("\n") == 3


def test_several_formats_come_from_one_pass(tmp_path):
    cell = CellRecord("requests.granted.total", 3, "3", "number")
    folder = tmp_path / "new" / "run"
    with open_writers(folder, [*FORMATS, "csv"]) as writer:
        writer.write(report("a", cells={cell.id: cell}))
        assert not [name for name in os.listdir(folder) if not name.startswith(".")]
    assert sorted(os.listdir(folder)) == sorted(known.in_folder for known in FORMATS.values())
    for known in FORMATS.values():
        path = tmp_path / f"alone-{known.in_folder}"
        with open_writer(path, known.name) as alone:
            alone.write(report("a", cells={cell.id: cell}))
        if path.is_file() and known.name != "duckdb":  # a database has an id of its own
            assert path.read_bytes() == (folder / known.in_folder).read_bytes()


def test_an_output_of_several_that_cannot_be_leaves_none_begun(tmp_path):
    (tmp_path / "cells.csv").write_text("old", encoding="utf-8")
    (tmp_path / "parquet").mkdir()
    (tmp_path / "parquet" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"mine\.txt"):
        open_writers(tmp_path, ["csv", "parquet"])
    with pytest.raises(UsageError, match="known are"):
        open_writers(tmp_path, ["csv", "xls"])
    assert sorted(os.listdir(tmp_path)) == ["cells.csv", "parquet"]
    assert (tmp_path / "cells.csv").read_text(encoding="utf-8") == "old"


def test_the_text_goes_where_there_is_a_place_for_it(tmp_path):
    with open_writers(tmp_path, ["jsonl", "csv"], with_text=True) as writer:
        writer.write(report("a", text="正文"))
    assert json.loads((tmp_path / "records.jsonl").read_text(encoding="utf-8"))["text"] == "正文"
    with pytest.raises(UsageError, match="no place"):
        open_writers(tmp_path, ["csv", "xlsx"], with_text=True)


@pytest.mark.parametrize(
    ("path", "name", "chosen"),
    [("a.CSV", None, "csv"), ("a.csv", "jsonl", "jsonl"), (None, None, "jsonl"), ("a.ndjson", None, "jsonl")],
)
def test_name_goes_before_suffix(path, name, chosen):
    assert choose_format(path, name, FORMATS).name == chosen


@pytest.mark.parametrize(("path", "name"), [("a.xls", None), ("a", None), ("a.csv", "xls")])
def test_formats_that_are_not_known_are_told_with_those_that_are(path, name):
    with pytest.raises(UsageError, match="jsonl"):
        choose_format(path, name, FORMATS)
