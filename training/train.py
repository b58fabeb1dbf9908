"""Train the token classifier on synthetic reports and annotated documents.

    python -m training.train configs/training/base.yaml --out models/gkml-base [--annotations FILE ...] [--resume]
    python -m training.train configs/training/finetune.yaml --out FOLDER --base-model FOLDER

With ``--base-model`` a local encoder is fine-tuned instead of a new network (``training.base_model``). Seeded; writes
checkpoints, the record of the run (``training.run_folder``), and at the end the best model by F1 as safetensors. Run
``python -m training.export`` on the result to make the int8 ONNX model that gkml loads.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from transformers import EarlyStoppingCallback, PreTrainedModel, Trainer, TrainingArguments, set_seed

from gkml.annotations.document import Split
from gkml.annotations.lines import read_annotations
from gkml.errors import GkmlError, UsageError
from gkml.integrations.huggingface import TableForTokenClassification, TableTokenizer
from gkml.labels import LabelSet
from gkml.tagging.encoding import Vocabulary
from gkml.template import load_templates
from training.annotations import to_labelled
from training.base_model import load_base_model
from training.configuration import TrainingConfiguration, load_configuration
from training.dataset import LabelledDocument, WindowStream
from training.metrics import entity_metrics, most_likely
from training.network import character_vocabulary, inputs_of, new_network, windowing_of
from training.run_folder import begin_run, end_run
from training.windows import collate

__all__ = ["main", "train"]

_VALIDATION_SEED = 999_983  # of the stream of validation windows; its reports are drawn apart from those of training


class _Windows(torch.utils.data.Dataset[dict[str, Any]]):
    """A fixed list of windows."""

    def __init__(self, windows: list[dict[str, Any]]) -> None:
        self.windows = windows

    def __len__(self) -> int:
        return len(self.windows)

    def __getitem__(self, number: int) -> dict[str, Any]:
        return self.windows[number]


def train(
    configuration: TrainingConfiguration,
    out: Path,
    *,
    resume: bool = False,
    annotations: Sequence[Path] = (),
    base_model: Path | None = None,
    command: Sequence[str] = (),
) -> Path:
    """Train and save a model; returns its folder: ``model.safetensors``, ``config.json``, ``vocabulary.json``.

    Annotated documents of split train are mixed in, those of split validation join what the loss is validated on. With
    ``resume`` it goes on from the last checkpoint in ``out``, with the windows that come next, to the same end. The
    record of the run, with the ``command`` that asked for it, is in the folder ``run`` (``training.run_folder``).
    """
    annotated: defaultdict[Split, list[LabelledDocument]] = defaultdict(list)
    for found in read_annotations(annotations):
        annotated[found.split].append(to_labelled(found))
    set_seed(configuration.seed)
    if configuration.trainer.threads:
        torch.set_num_threads(configuration.trainer.threads)
    labels = LabelSet.from_templates(load_templates())
    network, vocabulary = _network(configuration, labels, base_model)
    run, checkpoints = out / "run", out / "checkpoints"
    data, ids = configuration.data, vocabulary.ids()
    windowing = windowing_of(network, labels, vocabulary, configuration.windows.size, configuration.windows.margin)
    batch = configuration.arguments["per_device_train_batch_size"]
    stream = WindowStream(windowing, ids, data, seed=configuration.seed, annotated=annotated["train"], alike=batch)
    held = WindowStream(windowing, ids, data.undisturbed(), seed=_VALIDATION_SEED, alike=batch)
    windows = list(itertools.islice(held, configuration.trainer.validation_windows))
    for document in annotated["validation"]:
        windows.extend(held.labelled_windows(document, random.Random(_VALIDATION_SEED)))
    validation = _Windows(windows)
    trainer = Trainer(
        model=network,
        args=_arguments(configuration, checkpoints),
        train_dataset=stream,
        eval_dataset=validation,
        data_collator=partial(collate, names=inputs_of(network)),
        compute_metrics=entity_metrics(labels.bio),
        preprocess_logits_for_metrics=most_likely,
        callbacks=[EarlyStoppingCallback(configuration.trainer.patience)],
    )
    goes_on = resume and any(checkpoints.glob("checkpoint-*"))
    seed = configuration.seed
    begin_run(run, configuration, command=command, seed=seed, data=annotations, base_model=base_model, resume=goes_on)
    began = time.monotonic()
    trainer.train(resume_from_checkpoint=goes_on)
    out.mkdir(parents=True, exist_ok=True)
    _save(network, vocabulary, out)
    minutes = (time.monotonic() - began) / 60
    state = trainer.state
    results = {"steps": state.global_step, "best_step": state.best_global_step, "best_f1": state.best_metric}
    end_run(run, state.log_history, results | {"minutes": round(minutes, 1)})
    print(f"{trainer.state.global_step} steps in {minutes:.1f} minutes, {network.num_parameters():,} parameters")
    return out


def _network(
    configuration: TrainingConfiguration, labels: LabelSet, base_model: Path | None
) -> tuple[PreTrainedModel, Vocabulary]:
    vocabulary = character_vocabulary()
    if base_model is None:
        return new_network(configuration, labels, vocabulary), vocabulary
    return load_base_model(base_model, labels, vocabulary, window=configuration.windows.size)


def _save(network: PreTrainedModel, vocabulary: Vocabulary, out: Path) -> None:
    """The weights in half precision, which is half as large and tags the same; they are loaded in single precision."""
    network.save_pretrained(out, state_dict={name: weights.half() for name, weights in network.state_dict().items()})
    (out / "vocabulary.json").write_text(json.dumps(vocabulary.tokens, ensure_ascii=False), encoding="utf-8")
    if isinstance(network, TableForTokenClassification):
        TableTokenizer(str(out / "vocabulary.json")).save_pretrained(out)


def _arguments(configuration: TrainingConfiguration, checkpoints: Path) -> TrainingArguments:
    """The arguments of the configuration, and those that it does not name."""
    given = configuration.arguments
    usual: dict[str, Any] = {
        "per_device_eval_batch_size": given["per_device_train_batch_size"],
        "max_grad_norm": 1.0,
        "use_cpu": not torch.cuda.is_available(),
        "dataloader_num_workers": 1,  # reports are made while the network is busy
        "remove_unused_columns": False,
        "eval_strategy": "steps",
        "save_strategy": "steps",
        "save_steps": given["eval_steps"],
        "save_total_limit": 2,
        "load_best_model_at_end": True,
        "metric_for_best_model": "f1",
        "greater_is_better": True,
        "logging_steps": 50,
        "report_to": [],
        "disable_tqdm": not sys.stderr.isatty(),
    }
    try:
        return TrainingArguments(output_dir=str(checkpoints), seed=configuration.seed, **{**usual, **given})
    except (TypeError, ValueError) as error:
        raise UsageError(f"arguments: {error}") from None


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("configuration", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument(
        "--annotations", type=Path, nargs="+", action="extend", default=[], metavar="FILE", help="annotated documents"
    )
    parser.add_argument("--base-model", type=Path, metavar="FOLDER", help="local Hugging Face encoder to fine-tune")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    parsed = parser.parse_args(arguments)
    try:
        configuration = load_configuration(parsed.configuration)
        train(
            configuration,
            parsed.out,
            resume=parsed.resume,
            annotations=parsed.annotations,
            base_model=parsed.base_model,
            command=["python", "-m", "training.train", *(sys.argv[1:] if arguments is None else arguments)],
        )
    except GkmlError as error:
        print(error.message, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
