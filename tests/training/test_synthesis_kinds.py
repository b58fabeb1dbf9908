"""The generator of synthetic reports: every layout and every noise, by name."""

from __future__ import annotations

from collections import Counter

import pytest

from gkml.labels import LabelSet
from gkml.template import load_templates
from training.synthesis import synthesise
from training.synthesis.content import write_report
from training.synthesis.dice import Dice
from training.synthesis.figures import Figures, draw_figures
from training.synthesis.forms import figures_to_grids, statutory_wording
from training.synthesis.gold import cell_states, gold_record
from training.synthesis.labels import CONFUSIONS, VARIANTS
from training.synthesis.layouts import LAYOUTS, UNSEEN_LAYOUTS, Layout
from training.synthesis.names import draw_agency
from training.synthesis.noise import SEEN, UNSEEN, Noise, Noises
from training.synthesis.segments import Block, Line, compose
from training.synthesis.unseen import HOMOPHONES, UNSEEN_VARIANTS

TEMPLATES = load_templates()
LABELS = frozenset(LabelSet.from_templates(TEMPLATES).labels)


class _Making:
    """A report on its way, at each of its stages."""

    def __init__(self, seed: int, layout: Layout) -> None:
        dice = Dice(f"making {seed}")
        self.agency = draw_agency(dice)
        self.figures: Figures = draw_figures(dice)
        self.wording = statutory_wording(self.figures)
        self.blocks: tuple[Block, ...] = write_report(dice, self.agency, self.figures, self.wording)
        self.lines: list[Line] = layout.render(dice, self.blocks)


@pytest.mark.parametrize("layout", [*LAYOUTS, *UNSEEN_LAYOUTS], ids=lambda layout: layout.name)
def test_layout_prints_everything(layout: Layout) -> None:
    assert layout.render.__doc__ or layout.render.func.__doc__  # type: ignore[attr-defined]
    for seed in range(4):
        making = _Making(seed, layout)
        states = cell_states(making.figures, making.lines)
        assert set(states.values()) == {"number"}
        source, spans = compose(making.lines)
        assert len(spans) > 200
        gold = gold_record("x", making.figures, states, making.agency, making.lines)
        assert len(gold["headings"]) == 6
        printed = Counter(s.cell for line in making.lines for s in line if s.cell)
        assert set(printed.values()) == {1}
        assert source.count("规章") >= 1 or "html_word" in layout.name


def _cases(noises: Noises) -> list[tuple[str, Noise[object]]]:
    stages = ("values", "wording", "blocks", "lines")
    return [(stage, noise) for stage in stages for noise in getattr(noises, stage)]


@pytest.mark.parametrize(
    ("stage", "noise"),
    [*_cases(SEEN), *_cases(UNSEEN)],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_noise_changes_something_and_keeps_the_rest_sound(stage: str, noise: Noise[object]) -> None:
    assert noise.apply.__doc__
    layouts = [each for each in LAYOUTS if noise.families is None or each.family in noise.families]
    assert layouts
    attribute = {"values": "figures"}.get(stage, stage)
    changed = 0
    for seed in range(80):
        making = _Making(seed, layouts[seed % len(layouts)])
        if noise.name == "entities":  # it needs an empty cell
            making.lines = [tuple(s._replace(text="") if s.cell else s for s in line) for line in making.lines]
        before = getattr(making, attribute)
        after = noise.apply(Dice(f"{noise.name} {seed}"), before)
        if after is before:
            continue
        changed += repr(after) != repr(before)
        _stays_sound(making, stage, after)
        if changed == 5:
            break
    assert changed


def _stays_sound(making: _Making, stage: str, after: object) -> None:
    """What a stage returns can go on to the next one."""
    if stage == "values":
        assert isinstance(after, Figures)
        assert after.cells.keys() == making.figures.cells.keys()
        assert all((figure.value is not None) == (figure.state == "number") for figure in after.cells.values())
        assert all((figure.text == "") == (figure.state == "blank") for figure in after.cells.values())
        figures_to_grids(after, making.wording)
    elif stage == "wording":
        assert isinstance(after, dict)
        assert after.keys() == making.wording.keys()
        figures_to_grids(making.figures, after)
    else:
        lines: list[Line] = []
        if stage == "blocks":
            assert isinstance(after, tuple)
            for layout in LAYOUTS[::4]:
                lines = layout.render(Dice(1), after)
        else:
            assert isinstance(after, list)
            lines = after
        assert {s.cell for line in lines for s in line if s.cell} <= making.figures.cells.keys()
        compose(lines)


def test_every_noise_and_layout_is_drawn() -> None:
    names: set[str] = set()
    layouts: set[str] = set()
    for seed in range(700):
        report = synthesise(seed, 3)
        names.update(report.noises)
        layouts.add(report.layout)
    assert names == set(SEEN.names)
    assert layouts == {layout.name for layout in LAYOUTS}


def test_every_unseen_noise_and_layout_is_drawn() -> None:
    drawn = [synthesise(seed, 3, unseen=True) for seed in range(300)]
    assert {name for report in drawn for name in report.noises} == set(UNSEEN.names)
    assert {report.layout for report in drawn} == {layout.name for layout in UNSEEN_LAYOUTS}


def test_unseen_kinds_are_no_training_kinds() -> None:
    assert not set(SEEN.names) & set(UNSEEN.names)
    assert not {layout.name for layout in LAYOUTS} & {layout.name for layout in UNSEEN_LAYOUTS}
    assert len(set(SEEN.names)) == len(SEEN.names)
    spellings = {text for texts in VARIANTS.values() for text in texts}
    unseen = {text for texts in UNSEEN_VARIANTS.values() for text in texts}
    known = {label for form in TEMPLATES.forms for table in form.tables for row in table.rows for label in row.labels}
    assert not unseen & (spellings | known)
    assert not {(a, b) for a, b in HOMOPHONES.items()} & {(a, b) for a, b in CONFUSIONS.items()}


def test_training_draws_nothing_unseen() -> None:
    for seed in range(200):
        report = synthesise(seed, 3)
        assert not set(report.noises) & set(UNSEEN.names)
        assert not report.unseen


def test_variants_are_of_labels_that_exist() -> None:
    roles = {label.partition(":")[0] for label in LABELS}
    for label in (*VARIANTS, *UNSEEN_VARIANTS):
        assert label in LABELS or (label.startswith("corner:") and "corner" in roles)
