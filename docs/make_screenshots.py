"""The pictures of the documentation, from the real thing: a report with faults, read and opened in a browser.

    python docs/make_screenshots.py [--chromium PATH]

Needs Playwright for Python and a Chromium; writes ``docs/pictures/page.LANGUAGE.png``,
each below 200 kB.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from gkml import load
from gkml.messages import LANGUAGES, Language
from gkml.output.html.view import report_to_page
from gkml.template import load_templates

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "examples" / "jinshui_2023_contradiction.txt"
CELL = "requests.granted.total"  # printed 41 where its row and its column come to 40
SIZE = {"width": 1280, "height": 820}
MOST_BYTES = 200_000
COLOURS = 160  # of a picture of text and rules
LOCALES: dict[Language, str] = {"zh": "zh-CN", "en": "en-GB"}


def main() -> int:
    """Make all pictures; 1 where one came out too large."""
    parser = argparse.ArgumentParser(description="Make the pictures of the documentation.")
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="the browser to draw with")
    chromium = parser.parse_args().chromium
    report = load(tagger="rules")(REPORT, name=REPORT.name)
    page = report_to_page(report, load_templates())
    sizes = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        path.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in LANGUAGES:
            target = ROOT / "docs" / "pictures" / f"page.{language}.png"
            target.write_bytes(_small(_drawn(browser, path, language)))
            sizes.append(target.stat().st_size)
            print(f"{target.relative_to(ROOT)}: {sizes[-1]:,} bytes")
        browser.close()
    return int(max(sizes) > MOST_BYTES)


def _drawn(browser: Any, path: Path, language: Language) -> bytes:
    """The page at a doubtful cell, its row in the middle of the table."""
    page = browser.new_page(viewport=SIZE, locale=LOCALES[language], color_scheme="light")
    page.goto(f"{path.as_uri()}#{CELL}")
    drawn: bytes = page.screenshot()
    page.close()
    return drawn


def _small(drawn: bytes) -> bytes:
    stream = io.BytesIO()
    Image.open(io.BytesIO(drawn)).convert("RGB").quantize(COLOURS).save(stream, "PNG", optimize=True)
    return stream.getvalue()


if __name__ == "__main__":
    sys.exit(main())
