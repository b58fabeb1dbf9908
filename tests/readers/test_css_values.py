from __future__ import annotations

import pytest

from gkml.readers.css_values import colour_of, contrast, is_dark, is_light, pixels


@pytest.mark.parametrize(
    ("value", "size"),
    [("12px", 12), ("9pt", 12), ("-9999px", -9999), (".5em", 8), ("50%", 8), ("0", 0), ("x-small", 10), ("1in", 96)],
)
def test_lengths(value: str, size: float) -> None:
    assert pixels(value, 16) == pytest.approx(size)


@pytest.mark.parametrize("value", ["auto", "", "calc(1px + 2px)", "12 px", "1fr"])
def test_what_is_no_length(value: str) -> None:
    assert pixels(value, 16) is None


@pytest.mark.parametrize(
    "value", ["white", "#fff", "ffffff", "rgb(255, 255, 255)", "url(x.png) #fff", "hsl(0,0%,100%)"]
)
def test_spellings_of_white(value: str) -> None:
    assert colour_of(value) == (1, 1, 1, 1)


@pytest.mark.parametrize("value", ["none", "inherit", "", "var(--x)", "url(x.png)"])
def test_what_names_no_colour(value: str) -> None:
    assert colour_of(value) is None


def test_light_and_dark() -> None:
    assert is_light("#eee")
    assert is_light("transparent")
    assert is_light("color-mix(in srgb, white, red)")  # not known: it could be
    assert not is_light("navy")
    assert is_dark((0.1, 0.1, 0.1, 1))
    assert not is_dark((0, 0, 0, 0))


def test_contrast_counts_opacity() -> None:
    black, white = (0.0, 0.0, 0.0, 1.0), (1.0, 1.0, 1.0, 1.0)

    assert contrast(black, white) == (1, pytest.approx(21))
    assert contrast(black, white, 0.0) == (0, pytest.approx(1))
