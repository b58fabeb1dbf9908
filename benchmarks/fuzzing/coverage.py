"""Cases led by the code they reach: libFuzzer by way of Atheris, with the changes of the target as its own."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NoReturn

__all__ = ["run_by_coverage"]


def run_by_coverage(reader: str, seconds: float, seed: int, keep: Path) -> NoReturn:
    """Fuzz until the time is over or a promise is broken; the process ends with it.

    Files that reached something new are kept in ``keep/corpus``, the one that broke a promise in ``keep``.
    """
    import atheris

    with atheris.instrument_imports(include=["gkml"]):
        from benchmarks.fuzzing.targets import target_of
        from benchmarks.fuzzing.watching import MEMORY, SECONDS

        target = target_of(reader)
        target.run(target.seeds[0].data, target.seeds[0].name)  # readers are imported when they are needed
    corpus = (keep / "corpus").absolute()
    corpus.mkdir(parents=True, exist_ok=True)
    for number, begun in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(begun.data)
    names = [begun.name for begun in target.seeds]

    def one_input(data: bytes) -> None:
        target.run(data, names[len(data) % len(names)])

    def mutate(data: bytes, size: int, dice_seed: int) -> bytes:
        dice = random.Random(dice_seed)
        begun = dice.choice(target.seeds)._replace(data=data)
        return target.change(begun, dice)[:size]

    arguments = [
        "fuzz", f"-max_total_time={seconds:.0f}", f"-seed={seed + 1}", f"-artifact_prefix={keep.absolute()}/{reader}-",
        f"-timeout={SECONDS * 4:.0f}", f"-rss_limit_mb={MEMORY // 500_000}", "-max_len=300000", "-print_final_stats=1",
        str(corpus),
    ]  # fmt: skip
    atheris.Setup(arguments, one_input, custom_mutator=mutate)
    atheris.Fuzz()
    raise SystemExit(0)
