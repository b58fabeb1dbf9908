"""Prose: sentences of a small grammar, put together into the text of a report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from training.synthesis.dice import Dice
from training.synthesis.figures import Figures, draw_figures
from training.synthesis.names import Agency
from training.synthesis.segments import Line, Segment

__all__ = ["Writer", "grammar"]

_SLOT = re.compile(r"\{([a-z_A-Z]+(?::tag)?)\}")
_TAGGED = {"agency": "agency", "year:tag": "year"}


@lru_cache(maxsize=1)
def grammar() -> Mapping[str, Any]:
    """The grammar file."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("grammar.yaml").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=4096)
def _parts(sentence: str) -> tuple[str, ...]:
    """Literal and slot in turn; the slots stand at odd places."""
    return tuple(_SLOT.split(sentence))


class Writer:
    """Writes the prose of one report."""

    def __init__(self, dice: Dice, agency: Agency, figures: Figures) -> None:
        self.dice = dice
        self.agency = agency
        self.figures = figures
        self._words: Mapping[str, Sequence[str]] = grammar()["words"]
        self._facts = self._draw_facts()

    def _draw_facts(self) -> dict[str, str]:
        dice, figures, year = self.dice, self.figures, self.figures.year
        code = f"0{dice.integer(300, 999)}"
        host = "".join([dice.pick("abcdefghjklmnpqrstuwxyz") for _ in range(dice.integer(3, 8))])
        site = dice.pick(("www.{}.example", "http://www.{}.example/", "https://{}.example", "zwgk.{}.example")).format(
            host
        )

        def total(row: str) -> str:
            return str(figures.value(f"requests.{row}.total"))

        litigation = [
            figures.value(f"disputes.litigation_{kind}.total") for kind in ("direct", "after_reconsideration")
        ]
        if dice.chance(0.08):  # prose and tables of real reports contradict each other
            figures = draw_figures(dice)
        kind = "made" if figures.forms.get("disclosure") == "2019" else "issued"
        return {
            "agency": self.agency.full,
            "self": self.agency.itself,
            "region": self.agency.region,
            "parent": self.agency.parent,
            "year": str(year),
            "year:tag": str(year),
            "next": str(year + 1),
            "last": str(year - 1),
            "site": site,
            "old": str(year - dice.integer(1, 4)),
            "phone": f"{code}-{dice.integer(2000000, 8999999)}",
            "mail": f"{host}{dice.integer(1, 99)}@{dice.pick(('mail', 'post', 'box'))}.example",
            "post": f"{dice.integer(100000, 999999)}",
            "received": total("received_new"),
            "carried": total("received_carried_over"),
            "handled": total("handled_total"),
            "forward": total("carried_forward"),
            "granted": total("granted"),
            "natural": str(figures.value("requests.received_new.natural_person")),
            "reconsideration": str(figures.value("disputes.reconsideration.total")),
            "litigation": str(sum(litigation)),
            "rules": str(figures.value(f"disclosure.rules.{kind}")),
            "normative": str(figures.value(f"disclosure.normative_documents.{kind}")),
            "licensing": str(figures.value("disclosure.licensing.decisions")),
        }

    def sentence(self, template: str) -> Line:
        """One sentence; what names the agency or the year reported on is tagged."""
        parts = _parts(template)
        segments: list[Segment] = []
        text = parts[0]
        for at in range(1, len(parts), 2):
            slot = parts[at]
            label = _TAGGED.get(slot)
            if label is None:
                text += self._word(slot)
            else:
                if text:
                    segments.append(Segment(text))
                segments.append(Segment(self._facts[slot], label))
                text = ""
            text += parts[at + 1]
        if text:
            segments.append(Segment(text))
        return tuple(segments)

    def _word(self, slot: str) -> str:
        dice = self.dice
        if slot == "n":
            return str(dice.integer(1, 30))
        if slot == "N":
            return str(int(10 ** dice.between(1.5, 4.5)))
        if slot == "p":
            return str(dice.integer(1, 999) / 10)
        if slot == "month":
            return str(dice.integer(1, 12))
        fact = self._facts.get(slot)
        return dice.pick(self._words[slot]) if fact is None else fact

    def some(self, topic: str) -> Line:
        """One sentence on a topic."""
        return self.sentence(self.dice.pick(grammar()[topic]))

    def paragraph(self, topics: Sequence[str], sentences: int) -> Line:
        """Some sentences, one behind another, none twice where there are enough."""
        line: list[Segment] = []
        for _ in range(sentences):
            line.extend(self.some(self.dice.pick(topics)))
        return merged(line)

    def several(self, topic: str, sentences: int) -> Line:
        """Different sentences on one topic in an order of their own."""
        templates: Sequence[str] = grammar()[topic]
        line: list[Segment] = []
        for template in self.dice.shuffled(templates)[:sentences]:
            line.extend(self.sentence(template))
        return merged(line)


def merged(line: Sequence[Segment]) -> Line:
    """The line with neighbouring prose in one segment."""
    out: list[Segment] = []
    for segment in line:
        if out and segment.label is None and out[-1].label is None:
            out[-1] = Segment(out[-1].text + segment.text)
        else:
            out.append(segment)
    return tuple(out)
