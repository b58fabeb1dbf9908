"""What sets tags, and which tagger is meant by a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, Protocol, get_args, runtime_checkable

from gkml.document import Document
from gkml.errors import GkmlError, UsageError
from gkml.labels import Tag
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.records.report import Notice
from gkml.tagging.thresholds import USUAL_SIMILARITY, USUAL_TRUST, Similarity, Trust
from gkml.template import Templates

__all__ = ["Cascade", "Tagger", "TaggerName", "choose_tagger"]

TaggerName = Literal["combined", "model", "rules"]


class Tagger(Protocol):
    """What sets tags: a document in, its tags in order of reading out."""

    name: str

    def __call__(self, document: Document) -> Sequence[Tag]:
        """Tag one document."""


@runtime_checkable
class Cascade(Tagger, Protocol):
    """A tagger that has cheap tags to offer first, and others for the rows that these leave open."""

    def first(self, document: Document) -> Sequence[Tag]:
        """The cheap tags of one document."""

    def further(
        self, document: Document, first: Sequence[Tag], rows: Collection[int] | None = None
    ) -> Iterator[Sequence[Tag]]:
        """Other tags, the best of them first; each is made when it is asked for.

        Args:
            document: the same.
            first: its cheap tags, which stand where nothing else is asked for.
            rows: numbers of the rows in question; all of them without it.
        """


def choose_tagger(
    name: TaggerName,
    templates: Templates,
    folder: Path | None,
    limits: Limits = DEFAULT_LIMITS,
    similarity: Similarity = USUAL_SIMILARITY,
    trust: Trust = USUAL_TRUST,
) -> tuple[Tagger, list[Notice]]:
    """The tagger of a name.

    Args:
        name: ``combined``, ``model`` or ``rules``.
        templates: the forms whose labels it tells.
        folder: of the model; without one, the model that comes with gkml.
        limits: what the model looks at in one document.
        similarity: how like the form damaged labels must be.
        trust: how far the model is believed.

    Returns:
        The tagger, and a notice where it is not the one that was named: only ``combined`` without a model of the
        user's own may do with the rules.

    Raises:
        UsageError: there is no such tagger, or the model that it needs cannot be used.
    """
    from gkml.tagging.rules import RuleTagger

    if name not in get_args(TaggerName):
        raise UsageError(f"there is no tagger {name!r}; {_nearest(str(name), get_args(TaggerName))}")
    if name == "rules":
        if folder is not None:
            raise UsageError(f"the rules use no model; leave out {str(folder)!r}, or name the tagger combined or model")
        return RuleTagger(templates, similarity), []
    from gkml.tagging.combine import CombinedTagger
    from gkml.tagging.model import ModelTagger, model_folder

    try:
        model = ModelTagger(folder or model_folder(), templates, limits=limits)
    except GkmlError as error:
        if folder is not None and not folder.is_dir():
            raise UsageError(f"there is no model {str(folder)!r}; {_nearest_model(folder)}") from None
        if name == "model" or folder is not None:
            raise UsageError(f"{error.message}; or let the rules alone set the tags (tagger rules)") from None
        return RuleTagger(templates, similarity), [
            Notice("model_missing", f"the rules alone set the tags: {error.message}")
        ]
    if name == "model":
        return model, []
    return CombinedTagger(model, RuleTagger(templates, similarity), trust), []


def _nearest(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name.lower(), known, 1)
    return f"did you mean {close[0]!r}?" if close else f"there are {', '.join(map(repr, known))}"


def _nearest_model(folder: Path) -> str:
    """A folder with a model beside it whose name is much the same."""
    from gkml.tagging.manifest import MANIFEST

    beside = {path.parent.name: str(path.parent) for path in folder.parent.glob(f"*/{MANIFEST}")}
    close = get_close_matches(folder.name, beside, 1)
    if close:
        return f"did you mean {beside[close[0]]!r}?"
    return "give the folder of a model that was exported, or leave it out for the one that comes with gkml"
