"""Fuzz the PDF reader: changed copies of small PDFs are read or refused, with a typed error and within the limits.

    python benchmarks/fuzz_pdf.py --seconds 1200 [--seed 0] [--keep FOLDER]

Files are drawn as the tests draw them, without compression, so that changes reach pages, fonts and lines; a part is
changed byte by byte, a part token by token (numbers, names, operators, whole objects moved), a part cut or spliced.
What breaks a promise is kept in the folder: an error of ours (``internal_error``), a crash of PDFium, time or memory
over the limit, offsets that do not hold. Crashes, time and memory are typed results, not faults; they are counted.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from gkml.document import Document
from gkml.errors import GkmlError
from gkml.readers import Limits, read
from tests.readers.pdf.drawn import CellText, Drawer, Style
from tests.readers.pdf.hostile import KINDS, plain_report
from tests.readers.pdf.reports import made_up

LIMITS = Limits(seconds=20.0, memory_bytes=500_000_000)
_TOKEN = re.compile(rb"-?\d+\.?\d*|/[A-Za-z0-9]+|\b[A-Za-z*'\"]{1,9}\b|<<|>>|\[|\]|\(|\)")
_NUMBERS = (b"0", b"-1", b"1", b"65535", b"2147483647", b"-2147483648", b"4294967296", b"1e308", b"nan", b"0.00001")
_LARGEST_SEED = 150_000  # bytes; larger files are changed too rarely where it matters


def seeds() -> list[bytes]:
    """Files to begin from."""
    styles = [Style(), Style(rotate=90, page=(842.0, 595.0)), Style(pen="areas"), Style(pen="dots", rules="horizontal")]
    found = [plain_report(), *(made_up(number).to_pdf(style) for number, style in enumerate(styles))]
    drawer = Drawer(Style(shade=True, bold=True))
    drawer.table([[CellText("甲", 2), CellText("1"), CellText("2")], [CellText("3"), CellText("")]], [1, 1, 1])
    found.append(drawer.to_pdf())
    found += [kind.make() for name, kind in KINDS.items() if "bomb" not in name and "without_number" not in name]
    return [unpacked(seed) for seed in found if len(seed) <= _LARGEST_SEED]


def unpacked(data: bytes) -> bytes:
    """The file as PDFium writes it again, its streams not packed; as it is where PDFium cannot."""
    import io

    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        stream = io.BytesIO()
        document.save(stream)
    except pdfium.PdfiumError:
        return data
    return stream.getvalue()


def changed(data: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """A changed copy."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        if not out:
            break
        at = dice.randrange(len(out))
        way = dice.randrange(7)
        if way == 0:
            out[at] ^= 1 << dice.randrange(8)
        elif way == 1:
            out[at : at + dice.randrange(1, 50)] = bytes(dice.randrange(256) for _ in range(dice.randrange(9)))
        elif way == 2:
            end = at + dice.randrange(1, 2000)
            out[at:at] = out[at:end] * dice.choice((1, 1, 2, 50))
        elif way == 3:
            del out[at : at + dice.choice((1, 5, 100, 5000))]
        elif way == 4:
            other = dice.choice(others)
            start = dice.randrange(len(other))
            out[at : at + 200] = other[start : start + dice.randrange(1, 400)]
        else:
            tokens = list(_TOKEN.finditer(bytes(out[at : at + 600])))
            if tokens:
                token = dice.choice(tokens)
                new = dice.choice(_NUMBERS) if token[0][:1] in b"-0123456789" else dice.choice(tokens)[0]
                out[at + token.start() : at + token.end()] = new
    return bytes(out[:2_000_000])


def fault_of(document: Document) -> str | None:
    """What does not hold of a document; None where all does."""
    for row in document.rows:
        if document.row_text(row) != "\t".join(document.cell_text(cell) for cell in row.cells):
            return "offsets"
        if any(cell.page is None or cell.page < 1 for cell in row.cells):
            return "pages"
        for cell in row.cells:
            if any(not (box.x0 <= box.x1 and box.y0 <= box.y1) for box in cell.boxes):
                return "boxes"
    return None


def main() -> int:
    """Fuzz for a while; exit status 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-pdf"))
    options = parser.parse_args()
    dice = random.Random(options.seed)
    begin, files = time.monotonic(), seeds()
    results: Counter[str] = Counter()
    faults = 0
    while time.monotonic() - begin < options.seconds:
        data = changed(dice.choice(files), files, dice)
        try:
            document = read(data, "fuzz.pdf", LIMITS)
            result = (fault_of(document) if document.reader == "pdf" else None) or "read"
        except GkmlError as error:
            result = error.code
        results[result] += 1
        broken = result in ("internal_error", "offsets", "pages", "boxes")
        if broken or result in ("crashed", "timeout", "out_of_memory"):
            faults += broken
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{result}-{hashlib.sha256(data).hexdigest()[:12]}.pdf").write_bytes(data)
    total = results.total()
    print(f"{total} files in {time.monotonic() - begin:.0f} s, {faults} broken promises: {dict(results.most_common())}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
