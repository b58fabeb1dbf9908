"""The recognition of print: the models that come in the wheel of rapidocr, run by ONNX Runtime.

Nothing of rapidocr's code runs, only the files of its wheel are opened: what that code would fetch over the network or
write to a log cannot happen. The models are PP-OCRv6 (detection by differentiable binarisation, Liao et al. 2020;
recognition by connectionist temporal classification, Graves et al. 2006). Earlier ones took a lone 0 for the letter o.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gkml.errors import MissingExtraError
from gkml.onnx import load_onnxruntime

__all__ = ["LOOKALIKES", "Engine", "Grays", "Letter", "LineReading", "is_installed", "load_cv2", "load_engine"]

Grays = npt.NDArray[np.uint8]
"""A picture in grays, rows by columns, 0 is black."""

_HEIGHT = 48  # pixels to which the recogniser scales a line
_STEP = 8  # pixels of that line for one step of its answer
_LEAST_WIDTH = (
    160  # pixels; narrower lines are filled up, or a lone 0 is read as a letter (measured: 64 fails, 160 not)
)
_WIDEST = 3_200  # pixels; a line of a page has about 2,000
_BATCH = 16  # lines read at once
_BATCH_WIDTH = 6_400  # pixels of all lines read at once; bounds memory
_THREADS = 2  # several children may run at once; more threads gain little on lines this small
_SIDE = 32  # the detector takes pictures whose sides are multiples of this
_DETECT_SIDE = 1_280  # pixels of the longer side in the detector; print of 10 points has 15 there
_PRINT = 0.3  # probability of a pixel to belong to print, from which it does
_BOX = 0.5  # mean probability of the pixels of a box, from which it is one
_GROWN = 1.6  # the detector marks the core of a line; boxes grow by area times this over circumference


LOOKALIKES: dict[str, str] = {
    "0": "0Oo〇○Ｏ０", "1": "1lI丨１", "2": "2Zz２", "3": "3３", "4": "4４", "5": "5Ss５", "6": "6６", "7": "7７",
    "8": "8B８", "9": "9９", "+": "+＋", "-": "-－–_", "—": "—―一", "/": "/／", ".": ".．·", ",": ",，",
}  # fmt: skip
"""Each sign of figures, and what looks like it where a figure has to stand."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A character as recognised: where its middle stands in the picture of its line (0 to 1), and how sure it is."""

    text: str
    at: float
    certainty: float


@dataclass(frozen=True, slots=True)
class LineReading:
    """A line as recognised; ``figures`` is what it says if nothing but a figure can stand there."""

    letters: tuple[Letter, ...]
    figures: tuple[Letter, ...] = ()

    @property
    def text(self) -> str:
        """Its characters without spaces, which the recogniser puts in by chance."""
        return "".join(letter.text for letter in self.letters)

    @property
    def certainty(self) -> float:
        """That of its least certain character; 0 where it has none."""
        return min((letter.certainty for letter in self.letters), default=0.0)


def is_installed() -> bool:
    """Whether pictures can be read: the extra ``ocr`` with the models in its wheel."""
    return _model_folder() is not None and find_spec("cv2") is not None


def load_cv2() -> Any:
    """OpenCV.

    Raises:
        MissingExtraError: it is not installed, or lacks a library of the machine.
    """
    try:
        return import_module("cv2")
    except ImportError:
        raise MissingExtraError("opencv-python-headless", "ocr") from None


@lru_cache(maxsize=1)
def load_engine() -> Engine:
    """The models, opened once in a process.

    Raises:
        MissingExtraError: rapidocr is not installed, or its wheel has no models.
    """
    folder = _model_folder()
    if folder is None:
        raise MissingExtraError("rapidocr with the PP-OCRv6 models in its wheel (3.9)", "ocr")
    load_cv2()
    return Engine(folder)


def _model_folder() -> Path | None:
    """Where the models lie; found without running code of rapidocr."""
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "models"
    return folder if _model(folder, "det") and _model(folder, "rec") else None


def _model(folder: Path, task: str) -> Path | None:
    return next(iter(sorted(folder.glob(f"PP-OCRv6_{task}_*.onnx"))), None)


class Engine:
    """Finds lines of print in a picture, and reads lines."""

    def __init__(self, folder: Path) -> None:
        self._cv2 = load_cv2()
        self._detector = _session(_model(folder, "det"))
        self._recogniser = _session(_model(folder, "rec"))
        listed = self._recogniser.get_modelmeta().custom_metadata_map["character"].splitlines()
        self.alphabet = ("", *listed, " ")  # the first stands for no character
        places = {letter: number for number, letter in enumerate(self.alphabet)}
        self._alike = [[0], *([places[one] for one in alike if one in places] for alike in LOOKALIKES.values())]

    def find_lines(self, picture: Grays) -> list[tuple[int, int, int, int]]:
        """Boxes of print as ``(x0, y0, x1, y1)`` in pixels, from top to bottom."""
        cv2 = self._cv2
        high, wide = picture.shape
        scale = min(1.0, _DETECT_SIDE / max(high, wide))
        size = [max(_SIDE, round(side * scale / _SIDE) * _SIDE) for side in (wide, high)]
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        planes = np.repeat((small.astype(np.float32) / 127.5 - 1.0)[None, None], 3, axis=1)
        chances = self._detector.run(None, {self._detector.get_inputs()[0].name: planes})[0][0, 0]
        mask = (chances > _PRINT).astype(np.uint8)
        mask = cv2.dilate(mask, np.ones((2, 2), np.uint8))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        boxes = []
        for number in range(1, count):
            x, y, w, h, _ = (int(part) for part in stats[number])
            part = labels[y : y + h, x : x + w] == number
            if min(w, h) < 3 or float(chances[y : y + h, x : x + w][part].mean()) < _BOX:
                continue
            grow = _GROWN * w * h / (2 * (w + h))
            left, right = (x - grow) * wide / size[0], (x + w + grow) * wide / size[0]
            top, bottom = (y - grow) * high / size[1], (y + h + grow) * high / size[1]
            box = max(0, int(left)), max(0, int(top)), min(wide, math.ceil(right)), min(high, math.ceil(bottom))
            boxes.append(box)
        return sorted(boxes, key=lambda box: (box[1], box[0]))

    def read_lines(self, lines: Sequence[Grays]) -> list[LineReading]:
        """Read pictures of single lines, cut closely around the print."""
        scaled = [self._scaled(line) for line in lines]
        order = sorted(range(len(lines)), key=lambda number: scaled[number].shape[1])
        readings: list[LineReading | None] = [None] * len(lines)
        for batch in _batches(order, [line.shape[1] for line in scaled]):
            width = max(_LEAST_WIDTH, *(scaled[number].shape[1] for number in batch))
            planes = np.zeros((len(batch), 3, _HEIGHT, width), np.float32)
            for place, number in enumerate(batch):
                planes[place, :, :, : scaled[number].shape[1]] = scaled[number].astype(np.float32) / 127.5 - 1.0
            chances = self._recogniser.run(None, {self._recogniser.get_inputs()[0].name: planes})[0]
            for place, number in enumerate(batch):
                readings[number] = self._decoded(chances[place], scaled[number].shape[1])
        return [reading for reading in readings if reading is not None]

    def _scaled(self, line: Grays) -> Grays:
        cv2 = self._cv2
        high, wide = line.shape
        width = min(_WIDEST, max(_STEP, math.ceil(wide * _HEIGHT / high)))
        how = cv2.INTER_AREA if high > _HEIGHT else cv2.INTER_CUBIC
        scaled: Grays = cv2.resize(line, (width, _HEIGHT), interpolation=how)
        return scaled

    def _decoded(self, chances: npt.NDArray[np.float32], width: int) -> LineReading:
        best = chances.argmax(axis=1)
        free = _letters(best.tolist(), chances.max(axis=1).tolist(), self.alphabet, width)
        # the chances of all that looks like a figure are those of the figure
        merged = np.stack([chances[:, codes].sum(axis=1) for codes in self._alike], axis=1)
        merged /= np.maximum(merged.sum(axis=1, keepdims=True), 1e-6)
        codes = merged.argmax(axis=1)
        return LineReading(free, _letters(codes.tolist(), merged.max(axis=1).tolist(), ("", *LOOKALIKES), width))


def _letters(codes: Sequence[int], chances: Sequence[float], alphabet: Sequence[str], width: int) -> tuple[Letter, ...]:
    """The characters of the likeliest path: repeated codes are one, code 0 is none."""
    letters: list[Letter] = []
    before = 0
    for step, (code, chance) in enumerate(zip(codes, chances, strict=True)):
        letter = alphabet[code] if code < len(alphabet) else ""
        if code and code == before and letters and letter == letters[-1].text:
            known = letters[-1]  # the same character, seen in several steps
            letters[-1] = Letter(known.text, known.at, max(known.certainty, chance))
        elif code and letter.strip():
            letters.append(Letter(letter, min(1.0, (step + 0.5) * _STEP / width), chance))
        before = code
    return tuple(letters)


def _batches(order: Sequence[int], widths: Sequence[int]) -> list[list[int]]:
    batches: list[list[int]] = []
    for number in order:
        width = max(_LEAST_WIDTH, widths[number])
        if batches and len(batches[-1]) < _BATCH and width * (len(batches[-1]) + 1) <= _BATCH_WIDTH:
            batches[-1].append(number)
        else:
            batches.append([number])
    return batches


def _session(path: Path | None) -> Any:
    onnxruntime = load_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(_THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others may need the processor
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False  # lines have many widths; the arena would keep room for each
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
