from __future__ import annotations

from gkml.review.labels import label_names
from gkml.review.requests import labels_of
from gkml.template import load_templates


def test_every_label_has_a_name_in_both_languages() -> None:
    templates = load_templates()
    names = label_names(templates)
    assert [label for label, _, _ in names] == list(labels_of(templates))
    assert all(chinese and english for _, chinese, english in names)
    assert not [label for label, chinese, _ in names if chinese == label]
    by_label = {label: (chinese, english) for label, chinese, english in names}
    assert by_label["figure"] == ("数字", "figure")
    assert "予以公开" in by_label["row:requests.granted"][0]
