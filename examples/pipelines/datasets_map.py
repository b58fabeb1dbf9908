"""A dataset of reports to a dataset of cells, with ``datasets`` (``pip install 'gkml[parquet]' datasets``).

Run it: python examples/pipelines/datasets_map.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

from datasets import Dataset

from gkml.batch.mapping import map_options, map_reports

EXAMPLES = Path(__file__).parent.parent


def main(folder: str | Path = EXAMPLES) -> None:
    """Count the cells of a folder of reports by their state."""
    paths = sorted(str(path) for path in Path(folder).iterdir() if path.suffix in (".txt", ".html"))
    reports = Dataset.from_dict({"path": paths})
    # a column "bytes" does as well: Dataset.from_dict({"path": names, "bytes": contents})
    cells = reports.map(
        map_reports,
        batched=True,
        batch_size=8,  # files that are read before anything is written
        fn_kwargs=map_options(rows="cells"),  # with it the cache notices another model
    )
    print(cells)
    states = cells.to_pandas()["state"].value_counts()
    print(states.to_string())
    figure = next(cell for cell in cells if cell["id"] == "requests.received_new.total")
    print(f"{figure['source']}: {figure['id']} = {figure['value']}, confidence {figure['confidence']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
