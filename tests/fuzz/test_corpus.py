"""The inputs of the corpus, among them all that fuzzing has found, and some mutants of them: no reader is hurt."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import pytest

import fuzz_targets
from export_readers import reader

MUTANTS = 60
PLACE = Path(__file__).resolve().parents[2] / "tools" / "fuzz.py"


def _searcher():
    """The program behind `make fuzz`."""
    spec = importlib.util.spec_from_file_location("fuzz", PLACE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _ready(target: str) -> None:
    if target == "html":
        reader("lxml_html_clean")
        reader("trafilatura")
    if target == "note":
        reader("cryptography")


@pytest.mark.parametrize("target", fuzz_targets.TARGETS)
def test_the_corpus_hurts_no_reader(target: str) -> None:
    """Each input is read, or refused by an error of ours; what is read goes there and back."""
    _ready(target)
    held = fuzz_targets.corpus(target)
    assert len(held) >= 4
    for one in held:
        fuzz_targets.TARGETS[target](one.read_bytes())


@pytest.mark.parametrize("target", fuzz_targets.TARGETS)
def test_mutants_of_the_corpus_hurt_no_reader(target: str) -> None:
    """The same of what chance makes of them, other ones each time; `make fuzz` goes on for as long as you like."""
    _ready(target)
    search = _searcher()
    seed = random.randrange(1 << 32)
    chance, known = random.Random(seed), [one.read_bytes() for one in fuzz_targets.corpus(target)]
    for _ in range(MUTANTS // 6 if target == "html" else MUTANTS):
        data = search.mutant(chance, known)
        assert search.hurt(fuzz_targets.TARGETS[target], data) is None, (seed, data)


def test_what_hurts_a_reader_is_seen() -> None:
    """An error that is not the library's own is a finding; one of its own is none."""
    search = _searcher()
    assert "ZeroDivisionError" in search.hurt(lambda data: 1 / len(data), b"")
    assert search.hurt(fuzz_targets.TARGETS["time"], b"0not a time") is None
