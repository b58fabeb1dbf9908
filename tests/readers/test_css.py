from __future__ import annotations

import pytest

from gkml.readers.css import applies_on_screen, custom_values, read_declarations, read_sheet, resolved


def _rules(sheet: str) -> list[tuple[object, dict[str, str]]]:
    return [
        (rule.prelude, {name: value for name, (value, _) in rule.declarations.items()}) for rule in read_sheet(sheet)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "display:none",
        " DISPLAY : None ; border:1px solid",
        "font-family:'宋体; 黑体';display:none",
        "display:no\\6e e",
        "display:/* none */none",
        "display:none!important;display:block",
    ],
)
def test_spellings_of_one_declaration(text: str) -> None:
    assert read_declarations(text)["display"][0] == "none"


def test_the_last_declaration_counts() -> None:
    assert read_declarations("color:red;color:blue") == {"color": ("blue", False)}


def test_what_does_not_matter_is_left_out() -> None:
    assert read_declarations("border:1px;mso-hide:all;text-align:center") == {}


def test_rules_of_a_sheet() -> None:
    sheet = "/* a */ @charset 'utf-8'; .a, .b > c { display : none } .d { border: 0 } .e { color: red"

    assert _rules(sheet) == [(".a, .b > c", {"display": "none"}), (".e", {"color": "red"})]


def test_a_sheet_in_comments_of_html() -> None:
    assert _rules("<!--\n.a{display:none}\n-->") == [(".a", {"display": "none"})]


def test_braces_in_strings_do_not_cut_rules() -> None:
    (_, first), (_, second) = _rules(".a::before{content:'}'} .b{display:none}")

    assert first == {"content": '"}"'}
    assert second == {"display": "none"}


@pytest.mark.parametrize("escape", ["", "\\"])
def test_rules_for_screens_apply_and_those_for_print_do_not(escape: str) -> None:
    sheet = (
        "@media print{.a{display:none}} @media screen{.b{display:none}} @media (max-width:768px){.c{display:none}} "
        f"@supports (display:grid){{@media (min-width:768px){{.d{{display:none}}}}}} .x{escape}y{{color:red}}"
    )

    assert len(_rules(sheet)) == 3


@pytest.mark.parametrize(
    ("queries", "applies"),
    [
        ("", True),
        ("all", True),
        ("print", False),
        ("print, screen", True),
        ("not print", True),
        ("only screen and (max-width: 600px)", False),
        ("screen and (min-width:40em) and (max-width:2000px)", True),
        ("(prefers-color-scheme: dark)", False),
        ("screen and (prefers-color-scheme: light)", True),
        ("(hover: hover) and (pointer: fine)", True),
        ("(width >= 600px)", True),
        ("(width < 600px)", False),
    ],
)
def test_media_queries(queries: str, applies: bool) -> None:
    assert applies_on_screen(queries) is applies


def test_variables() -> None:
    custom = custom_values(":root{--light:#FFF;--text:var(--light)}")

    assert resolved("var(--text)", custom) == "#fff"
    assert resolved("var(--other, red)", custom) == "red"
    assert resolved("var(--other)", custom) is None


def test_variables_in_a_circle_end() -> None:
    assert resolved("var(--a)", {"--a": "var(--a)"}) is None
