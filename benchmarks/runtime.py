"""The runtime of the model against the plain transformers pipeline with the same weights, and against its floor.

    python benchmarks/runtime.py [--reports 24] [--rounds 2] [--model FOLDER]

One process, one thread, processor time, the two measured in turn on the same reports, which are made
(``training.synthesis``); prints reports per second and entity F1 (one label a cell) of both, and their ratio. The plain
way gives the canonical text to ``transformers.pipeline("token-classification")`` with the tokenizer of the model, in
single precision. gkml runs in 8-bit integers and keeps what it made of cells that come again; every round begins with
nothing kept.

The floor is the time that the multiply-adds of the network alone would take at the rate at which this machine
multiplies matrices, single precision by numpy and 8-bit integers by onnxruntime, were no cell met twice.

Needs the extra ``gkml[train]``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy and torch are imported
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from seqeval.metrics import f1_score
from seqeval.scheme import IOB2

from gkml.document import Document
from gkml.labels import Tag
from gkml.tagging.encoding import encode
from gkml.tagging.model import ModelTagger, model_folder
from gkml.tagging.segments import Segmenter
from gkml.template import load_templates

sys.path.insert(0, str(Path(__file__).parent.parent))  # training is not installed
from training.dataset import labelled_report
from training.scoring import cell_labels
from training.synthesis import synthesise

_FIRST_SEED = 720_000  # of the reports that are made; neither training nor the frozen suite has them
_SIDE = 768  # of the matrices whose product gives the rate; the widest of the network
_SECONDS = 1.0  # for which a rate is measured

Tagging = Callable[[Document], Iterable[Tag]]


def main() -> int:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--model", type=Path, default=model_folder())
    options = parser.parse_args()
    folder = options.model
    tagger = ModelTagger(folder, load_templates())
    made = (synthesise(_FIRST_SEED + number, number % 4) for number in range(options.reports))
    labelled = [report for report in map(labelled_report, made) if report is not None]
    documents = [report.document for report in labelled]
    truth = [cell_labels(report.document, report.tags) for report in labelled]
    ways: dict[str, Tagging] = {"gkml": tagger, "transformers pipeline": plain_pipeline(folder)}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    scores = {}
    for _ in range(options.rounds):
        ways["gkml"] = ModelTagger(folder, load_templates())
        for name, tag in ways.items():
            began = time.process_time()
            tags = [list(tag(document)) for document in documents]
            seconds[name].append(time.process_time() - began)
            guess = [cell_labels(document, mine) for document, mine in zip(documents, tags, strict=True)]
            scores[name] = f1_score(truth, guess, mode="strict", scheme=IOB2)
    rates = {name: len(documents) / min(taken) for name, taken in seconds.items()}
    for name, rate in rates.items():
        print(f"{name}: {rate:.2f} reports a second, entity F1 {scores[name]:.4f}")
    print(f"ratio: {rates['gkml'] / rates['transformers pipeline']:.1f}")
    _print_floor(tagger, documents, folder)
    return 0


def plain_pipeline(folder: Path) -> Tagging:
    """Tags by ``transformers.pipeline``, as one would use it."""
    import torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline

    import gkml.integrations.huggingface  # noqa: F401 - registers the network

    torch.set_num_threads(1)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    network = AutoModelForTokenClassification.from_pretrained(folder, local_files_only=True)
    classify: Any = pipeline("token-classification", model=network, tokenizer=tokenizer, aggregation_strategy="simple")

    def tag(document: Document) -> Iterable[Tag]:
        for found in classify(document.text):
            if document.text[found["start"] : found["end"]].strip():
                yield Tag(found["entity_group"], found["start"], found["end"], float(found["score"]))

    return tag


def _print_floor(tagger: ModelTagger, documents: Sequence[Document], folder: Path) -> None:
    encodings = [encode(document, tagger.vocabulary) for document in documents]
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    segmenter = Segmenter(tagger.vocabulary)
    sizes = [(int((encoding.cells >= 0).sum()), len(segmenter(encoding))) for encoding in encodings]
    counted = [multiply_adds(config, *size) for size in sizes]
    single, whole = (sum(each) / len(documents) for each in zip(*counted, strict=True))
    tagger = ModelTagger(folder, load_templates())  # nothing kept
    began = time.process_time()
    for encoding in encodings:
        tagger.network(encoding)
    taken = (time.process_time() - began) / len(documents)
    real, integer = float_rate(), integer_rate()
    floor = single / real + whole / integer
    characters, segments = (sum(each) / len(documents) for each in zip(*sizes, strict=True))
    print(
        f"network: {characters:.0f} characters and {segments:.0f} segments a report; multiply-adds a report "
        f"{single / 1e9:.2f} thousand million in single precision, {whole / 1e9:.2f} in integers"
    )
    print(f"rate of this machine, one thread: {real / 1e9:.0f} single precision, {integer / 1e9:.0f} 8-bit (10^9/s)")
    print(f"time a report {1000 * taken:.1f} ms, floor {1000 * floor:.1f} ms: {taken / floor:.1f} times the floor")


def multiply_adds(config: dict[str, Any], characters: int, segments: int) -> tuple[int, int]:
    """Of a document, in single precision (characters, attention) and in integers (segments, labels)."""
    small, hidden, head = config["character_size"], config["hidden_size"], config["head_size"]
    layers = config["num_hidden_layers"]
    convolutions = config["character_layers"] * 3 * small**2 + small * head
    single = characters * convolutions + 2 * layers * segments**2 * hidden
    whole = segments * (layers * 12 * hidden**2 + 2 * small * hidden + hidden * head)
    return single, whole + characters * head * len(config["id2label"])


def float_rate() -> float:
    """Multiply-adds a second of single precision matrices."""
    left = np.ones((_SIDE, _SIDE), np.float32)
    return _rate(lambda: left @ left)


def integer_rate() -> float:
    """Multiply-adds a second of matrices of 8-bit integers."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    weights = numpy_helper.from_array(np.ones((_SIDE, _SIDE), np.int8), "weights")
    given = helper.make_tensor_value_info("given", TensorProto.UINT8, (_SIDE, _SIDE))
    result = helper.make_tensor_value_info("result", TensorProto.INT32, (_SIDE, _SIDE))
    product = helper.make_node("MatMulInteger", ["given", "weights"], ["result"])
    graph = helper.make_graph([product], "product", [given], [result], [weights])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    left = np.ones((_SIDE, _SIDE), np.uint8)
    return _rate(lambda: session.run(None, {"given": left}))


def _rate(product: Callable[[], object]) -> float:
    product()
    began = time.process_time()
    count = 0
    while (taken := time.process_time() - began) < _SECONDS:
        product()
        count += 1
    return count * _SIDE**3 / taken


if __name__ == "__main__":
    sys.exit(main())
