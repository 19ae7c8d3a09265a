"""What every test may ask for: how hard Hypothesis searches, and the corpus' texts where they are at hand.

`quick` is for the developer who waits, and draws other examples each time. `ci` draws the same ones on every run, so
that a red build is about the change and not about luck; it is chosen where CI=true, and by `.ci/run`. `deep` searches
for hours what `quick` searches for minutes, and is for the laws of what was changed. `red` draws as `ci` does and makes
no failing example smaller: it is for `tools/mutations.py`, which only asks whether a test fails. HYPOTHESIS_PROFILE
names one outright.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

REPOSITORY = Path(__file__).resolve().parents[1]
TEXTS = REPOSITORY.parent / "shared" / "seeds"

# A busy machine is no fault of a law, so nothing here measures time.
PATIENT = [HealthCheck.too_slow]
settings.register_profile("quick", max_examples=60, deadline=None, suppress_health_check=PATIENT)
settings.register_profile("ci", settings.get_profile("quick"), derandomize=True, database=None, print_blob=True)
settings.register_profile("deep", settings.get_profile("quick"), max_examples=1500, database=None, print_blob=True)
settings.register_profile("red", settings.get_profile("ci"), phases=[Phase.explicit, Phase.generate])
PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "quick")
settings.load_profile(PROFILE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The texts of the corpus are no part of the repository; whoever has them says where."""
    parser.addoption("--texts", metavar="FOLDER", help="the folder that holds the texts of the corpus")


def pytest_report_header() -> str:
    """A log of a run says how hard it searched."""
    return f"hypothesis profile {PROFILE!r}: {settings().max_examples} examples"


@pytest.fixture(scope="session")
def texts(request: pytest.FixtureRequest) -> Path:
    """The folder that holds the corpus' texts. Tests that need them are skipped where nobody has them."""
    chosen = request.config.getoption("--texts")
    folder = Path(chosen) if chosen else TEXTS
    if folder.is_dir() and any(folder.glob("*.txt")):
        return folder
    if chosen:
        pytest.fail(f"--texts {chosen}: no such folder, or no .txt file in it")
    pytest.skip("the texts of the corpus are not at hand: give --texts FOLDER")
