"""Reports from a folder, or from a bucket, to Parquet on a cluster, with Ray Data (``pip install 'gkml[ray]'``).

Run it: python examples/pipelines/ray_map_batches.py [FOLDER] [OUT]

For whole runs there is ``gkml extract FOLDER -o OUT/ --engine ray``, which keeps the order and says what became of each
report. This is for pipelines that go on in Ray: every node writes what it has read.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pyarrow.parquet as parquet
import ray

from gkml.batch.mapping import ReadReports

EXAMPLES = Path(__file__).parent.parent


def main(folder: str | Path = EXAMPLES, out: str | Path | None = None) -> None:
    """Write the cells of a folder of reports; say how many there are of each state."""
    out = out or Path(tempfile.mkdtemp()) / "cells"
    if not ray.is_initialized():
        ray.init(include_dashboard=False)  # or ray.init("auto"): the cluster on which this runs
    actors = max(1, int(ray.cluster_resources()["CPU"]) - 1)  # the files have to be fetched by somebody
    cells = ray.data.read_binary_files(str(folder), include_paths=True, file_extensions=["txt", "html"]).map_batches(
        ReadReports,
        batch_format="pyarrow",  # files are read where they lie in shared memory
        batch_size=16,
        compute=ray.data.ActorPoolStrategy(size=actors),  # each loads the model once
        fn_constructor_kwargs={"rows": "cells"},
    )
    cells.write_parquet(str(out))
    written = parquet.read_table(str(out), columns=["state"])
    print(f"{len(written)} cells in {out}")
    for row in written["state"].value_counts().to_pylist():
        print(f"{row['values']}: {row['counts']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
