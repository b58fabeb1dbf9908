"""Label spellings of all forms, and the search for them: exact, damaged, inside longer text, and in pieces.

All comparison is on folded text (see ``gkml.folding``). Results are memoised: the same labels stand in every report.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process

from gkml.caching import remembers_short_texts
from gkml.folding import fold
from gkml.form import Stub
from gkml.tagging.thresholds import USUAL_SIMILARITY, Similarity
from gkml.template import Table, Templates

__all__ = ["Lexicon", "Match", "lexicon_of", "spellings_of"]

_NUMBERING = re.compile(r"^(?:[（(][一二三四五六七八九十][）)]|[一二三四五六七八九十]、|\d{1,2}[.、．])")
# The second choice takes what opens and does not close before the next bracket, as one and as it stands.
_BRACKETED = re.compile(r"[（(\[【〔][^（()）]*(?:[)）\]】〕]|$)|(?P<open>[\[【〔][^（()）]*+)")
_MIN_PIECE = 5  # letters that may tell a label of which they are the beginning or the end
_FILLING = "（）()：:；;。“”\"' \u3000\u00a0"  # what may stand between two labels of a table and says nothing
_LONGEST_FILLER = 20  # characters


@dataclass(frozen=True, slots=True)
class Match:
    """What a piece of print may be: labels, best first, and how sure that is."""

    labels: tuple[str, ...]
    confidence: float
    phrase: str = ""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All spellings, folded, with the labels that each stands for.

    Attributes:
        phrases: spelling to labels.
        sections: spelling of a section heading, without its number, to the number.
        bare: spellings that lack the number they should begin with.
        widths: row label to the numbers of columns that the row has in one form or another.
        run_together: words of which a table that lost its separators holds several.
        similarity: from which damaged spellings are accepted.
        stub: what may stand around the labels of rows.
        in_stub: labels around which it may stand.
    """

    phrases: dict[str, tuple[str, ...]]
    sections: dict[str, int]
    bare: frozenset[str]
    widths: dict[str, frozenset[int]]
    run_together: tuple[str, ...]
    similarity: Similarity
    stub: Stub
    in_stub: frozenset[str]

    def __reduce__(self) -> tuple[type[Lexicon], tuple[object, ...]]:
        """A copy begins with nothing remembered."""
        kept = (self.phrases, self.sections, self.bare, self.widths, self.run_together)
        return Lexicon, (*kept, self.similarity, self.stub, self.in_stub)

    @cached_property
    def _long(self) -> list[str]:
        return [phrase for phrase in self.phrases if len(phrase) >= self.similarity.shortest]

    @cached_property
    def _by_first(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for phrase in sorted(self.phrases, key=len, reverse=True):
            found[phrase[0]].append(phrase)
        return dict(found)

    def match(self, text: str) -> Match | None:
        """The label that ``text`` as a whole is, spelled right or damaged; None where it is none."""
        return self._remembered(text)

    @cached_property
    def _remembered(self) -> Callable[[str], Match | None]:
        return remembers_short_texts(megabytes=32)(self._match)

    def _match(self, text: str) -> Match | None:
        folded = fold(text)
        if not folded or len(folded) > 220:
            return None
        found = self._exact(folded)
        if found:
            return found
        unbracketed = fold(_strip_brackets(text))
        if unbracketed and unbracketed != folded:
            found = self._exact(unbracketed)
            if found:
                return Match(found.labels, 0.97 * found.confidence, found.phrase)
        if self.stub:
            inner = list(self._inside_stub(folded))
            found = next(filter(None, map(self._exact, inner)), None)
            if found is None and not self.sections.keys().isdisjoint(inner):
                return None  # a heading of the report, much like the label of a row
            found = found or next((match for each in inner if (match := self._damaged(each))), None)
            if found and found.labels[0] in self.in_stub:
                return found
        return self._damaged(folded) or (self._damaged(unbracketed) if unbracketed != folded else None)

    def _inside_stub(self, folded: str) -> Iterator[str]:
        """Folded text without its number and the words in front of it, without the unit behind it, without both."""
        begun = self._stub_start.match(folded)
        start = begun.end() if begun else 0
        unit = next((unit for unit in self.stub.units if folded.endswith(unit)), "")
        ends = dict.fromkeys([len(folded) - len(unit), len(folded)])
        for end in ends:
            for at in dict.fromkeys([start, 0]):
                if at < end and end - at < len(folded):
                    yield folded[at:end]

    @cached_property
    def _stub_start(self) -> re.Pattern[str]:
        words = "|".join(map(re.escape, self.stub.lead_ins)) or "(?!)"
        return re.compile(rf"(?:{words})?(?:[一二三四五六七八九十]{{1,2}}|\d{{1,2}})?")

    def without_lead_in(self, text: str) -> str:
        """A text without 其中 and its number in front of it."""
        if not self.stub:
            return text
        words = "|".join(map(re.escape, self.stub.lead_ins)) or "(?!)"
        return re.sub(rf"^\s*(?:(?:{words})[:：]?\s*(?:\d{{1,2}}\s*[.．、,，]?)?)", "", text)

    def is_unit(self, text: str) -> bool:
        """Whether a text is a unit as it stands between the label of a row and its figures."""
        return bool(self.stub) and fold(text) in self.stub.units

    def behind_label(self, text: str, at: int, limit: int) -> int:
        """Where the figures behind a label may begin: behind brackets, spaces, and the unit."""
        match = self._before_figures.match(text, at, limit)
        return match.end() if match else at

    @cached_property
    def _before_figures(self) -> re.Pattern[str]:
        units = "|".join(map(re.escape, self.stub.units)) or "(?!)"
        return re.compile(rf"[：:）)” \u3000\u00a0]*(?:(?:{units})[ \u3000\u00a0]*)?")

    def is_filler(self, text: str) -> bool:
        """Whether a text between two labels of a table says nothing: brackets and stops, numbers, units, 其中."""
        text = text.strip(_FILLING)
        return not text or (bool(self.stub) and len(text) <= _LONGEST_FILLER and bool(self._filler.fullmatch(text)))

    @cached_property
    def _filler(self) -> re.Pattern[str]:
        words = "|".join(map(re.escape, (*self.stub.lead_ins, *self.stub.units))) or "(?!)"
        number = r"[（(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)）]?[、.．,，]?(?!\d)"
        return re.compile(rf"(?:[（(）):：、 \u3000\u00a0—–-]|{words}|{number})*+")

    def _exact(self, folded: str) -> Match | None:
        labels = self.phrases.get(folded)
        return Match(labels, 0.95 if folded in self.bare else 1.0, folded) if labels else None

    def _damaged(self, folded: str) -> Match | None:
        least = self.similarity.label
        if len(folded) < self.similarity.shortest or folded.isdigit():
            return None
        ranked = process.extract(folded, self._long, scorer=fuzz.ratio, score_cutoff=least - 10, limit=6)
        if not ranked or ranked[0][1] < least:
            return None
        phrase, score, _ = ranked[0]
        labels = self.phrases[phrase]
        rival = next((s for p, s, _ in ranked[1:] if not set(self.phrases[p]) & set(labels)), 0.0)
        if score - rival < self.similarity.margin:
            return None
        return Match(labels, 0.5 + 0.45 * (score - least) / max(100 - least, 1), phrase)

    def beginning_with(self, folded: str) -> list[str]:
        """Phrases that begin with ``folded`` and go on."""
        if not folded:
            return []
        return [p for p in self._by_first.get(folded[0], ()) if len(p) > len(folded) and p.startswith(folded)]

    def holds(self, folded: str) -> bool:
        """Whether ``folded`` is part of a phrase."""
        return any(folded in phrase for phrase in self.phrases)

    @cached_property
    def group_pairs(self) -> frozenset[str]:
        """Every two letters that follow one another in the label of a group."""
        groups = [phrase for phrase, labels in self.phrases.items() if labels[0].startswith("group:")]
        return frozenset(pair for phrase in groups for pair in _pairs(phrase))

    def piece(self, folded: str) -> Match | None:
        """The one identity of which ``folded`` is the beginning or the end; None where there are several or none."""
        if len(folded) < _MIN_PIECE:
            return None
        begun = (phrase for phrase in self._by_edge.get(folded[:_MIN_PIECE], ()) if phrase.startswith(folded))
        ended = (phrase for phrase in self._by_edge.get(folded[-_MIN_PIECE:], ()) if phrase.endswith(folded))
        whole = [phrase for phrase in dict.fromkeys((*begun, *ended)) if len(phrase) > len(folded)]
        if len({self.phrases[phrase][0] for phrase in whole}) != 1:
            return None
        phrase = min(whole, key=self._places.__getitem__)
        return Match(self.phrases[phrase], 0.55 + 0.35 * len(folded) / len(phrase), phrase)

    @cached_property
    def _by_edge(self) -> dict[str, list[str]]:
        """Phrases by their first and by their last letters."""
        found: dict[str, list[str]] = defaultdict(list)
        for phrase in self.phrases:
            for edge in {phrase[:_MIN_PIECE], phrase[-_MIN_PIECE:]}:
                found[edge].append(phrase)
        return dict(found)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {phrase: place for place, phrase in enumerate(self.phrases)}

    def inside(self, folded: str) -> list[tuple[int, int, Match]]:
        """Labels that stand inside longer folded text, longest first choice, left to right, without overlap."""
        found = [
            (at, phrase)
            for at in range(len(folded))
            for phrase in self._by_pair.get(folded[at : at + 2], ())
            if folded.startswith(phrase, at)
        ]
        free = bytearray(b"1" * len(folded))
        chosen = []
        for at, phrase in sorted(found, key=lambda one: (-len(one[1]), one[0])):
            end = at + len(phrase)
            if free[at] and free[end - 1]:  # none that came before is shorter, so it lies not inside
                free[at:end] = bytes(len(phrase))
                chosen.append((at, end, Match(self.phrases[phrase], 0.9, phrase)))
        return sorted(chosen, key=lambda one: one[0])

    @cached_property
    def _by_pair(self) -> dict[str, list[str]]:
        """Phrases by their first two letters."""
        found: dict[str, list[str]] = defaultdict(list)
        for phrase in self.phrases:
            if len(phrase) > 1:
                found[phrase[:2]].append(phrase)
        return dict(found)

    def section(self, folded: str, printed: int | None = None) -> tuple[int, float] | None:
        """The statutory section that a heading without its number announces, with a confidence.

        A damaged heading must keep the words that tell its section from the others, and be very like where the number
        ``printed`` in front of it is not the section's.
        """
        number = self.sections.get(folded)
        if number is not None:
            return number, 1.0
        like = self.similarity
        if len(folded) < like.shortest:
            return None
        ranked = process.extract(folded, self.sections.keys(), scorer=fuzz.ratio, score_cutoff=like.heading, limit=4)
        for phrase, score, _ in ranked:
            number = self.sections[phrase]
            least = like.heading if number == printed else like.bare_heading
            if score >= least and self._tells(folded, phrase) >= like.telling:
                return number, score / 100
        return None

    def _tells(self, folded: str, phrase: str) -> float:
        """The share of the pairs of letters peculiar to the section of ``phrase``, or to two, that ``folded`` keeps."""
        peculiar = [pair for pair in _pairs(phrase) if len(self._sections_of_pair[pair]) <= 2]
        return sum(pair in folded for pair in peculiar) / len(peculiar) if peculiar else 1.0

    @cached_property
    def _sections_of_pair(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for phrase, number in self.sections.items():
            for pair in _pairs(phrase):
                found[pair].add(number)
        return found


@lru_cache(maxsize=8)
def lexicon_of(templates: Templates, similarity: Similarity = USUAL_SIMILARITY) -> Lexicon:
    """The lexicon of a set of templates."""
    phrases: dict[str, dict[str, None]] = defaultdict(dict)
    bare: dict[str, dict[str, None]] = defaultdict(dict)
    sections: dict[str, int] = {}
    widths: dict[str, set[int]] = defaultdict(set)

    def add(spellings: Iterable[str], label: str) -> None:
        for spelling in spellings:
            phrases[fold(spelling)][label] = None
            body = fold(_NUMBERING.sub("", spelling))
            if body != fold(spelling) and len(body) > 1:
                bare[body][label] = None

    in_stub: set[str] = set()
    for form in templates.forms:
        for number, spellings in form.sections:
            for spelling in spellings:
                sections.setdefault(fold(spelling), number)
        for table in form.tables:
            for labels, label in _labels_of(table):
                add(labels, label)
                if table.stub and label.startswith(("row:", "group:")):
                    in_stub.add(label)
            for row in table.rows:
                widths[f"row:{table.id}.{row.id}"].update(len(each.row_by_id[row.id].columns) for each in table.prints)
    for phrase, unnumbered in bare.items():
        phrases[phrase].update(unnumbered)
    merged = {phrase: tuple(labels) for phrase, labels in phrases.items() if phrase}
    only_bare = frozenset(phrase for phrase in bare if len(merged[phrase]) == len(bare[phrase]))
    counts = {label: frozenset(found) for label, found in widths.items()}
    words = templates.run_together
    return Lexicon(merged, sections, only_bare, counts, words, similarity, templates.stub, frozenset(in_stub))


def spellings_of(templates: Templates) -> Iterator[tuple[str, str]]:
    """Every label of the forms as it is spelt there, with what it is: headings of sections, then the tables."""
    for form in templates.forms:
        for number, spellings in form.sections:
            yield from ((spelling, f"section:{number}") for spelling in spellings)
        for table in form.tables:
            for labels, label in _labels_of(table):
                yield from ((spelling, label) for spelling in labels)


def _labels_of(table: Table) -> Iterator[tuple[tuple[str, ...], str]]:
    """All that may be printed in a table, with what it is."""
    for row in table.rows:
        yield row.labels, f"row:{table.id}.{row.id}"
    for column in table.columns:
        yield column.labels, f"column:{column.id}"
    for group in (*table.groups, *table.column_groups):
        yield group.labels, f"group:{group.id}"
    for item, spellings in table.items:
        yield spellings, f"item:{item}"
    yield table.stubhead, "corner"


def _pairs(phrase: str) -> list[str]:
    """Every two letters that follow one another."""
    return [phrase[at : at + 2] for at in range(len(phrase) - 1)]


def _strip_brackets(text: str) -> str:
    """Without remarks in brackets; a leading number in brackets stays."""
    head = _NUMBERING.match(text.strip())
    start = head.end() if head else 0
    body = text.strip()
    return body[:start] + _BRACKETED.sub(lambda found: found["open"] or "", body[start:])
