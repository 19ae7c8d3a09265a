"""How long an event takes to be written as bytes, and to be read back.

    python benchmarks/codec.py

The claim is one as an annotator makes it: fourteen fields, two steps of attribution, a span, a time and a paraphrase.
What is measured is the body alone: no store, no hash, no index. Each figure is the best of several rounds.
"""

from __future__ import annotations

import platform
import timeit

from eventlog import Claim, Quantity, Report
from eventlog.codec import Encoder, Reading, id_of, kind_of
from eventlog.events import Event, wrap

ROUNDS, TIMES = 5, 20_000


def events() -> dict[str, Event]:
    report = Report(publisher="outlet:herald", title="Flood", published="2024-06-20", digest="sha256:" + "0" * 64)
    claim = Claim(
        report=report.id,
        question="flood.river.level",
        value=Quantity(low="2", high="2.5", unit="metre", written="two metres or more"),
        during="2024-06-19/2024-06-20",
        said="[2024-06-19..2024-06-20]",
        stance="announce",
        chain=["gov:town", {"agent": "person:mayor", "quotation": "direct", "cue": (10, 25, "sha256:" + "1" * 64)}],
        evidence=[(30, 60, "sha256:" + "2" * 64)],
        paraphrase="The river stood two metres higher than usual.",
        extractor="annotator 1.0",
    )
    bare = Claim(report=report.id, question="flood.hurt", value=True)
    long = Report(publisher="outlet:herald", title="Flood", published="2024-06-20", text="The river rose. " * 300)
    return {
        "a claim of fourteen fields": wrap(claim),
        "a bare claim": wrap(bare),
        "a report without its text": wrap(report),
        "a report of 4,800 letters": wrap(long),
    }


def best(action: object) -> float:
    """Microseconds for one call, in the best of the rounds."""
    return min(timeit.repeat(action, number=TIMES, repeat=ROUNDS)) / TIMES * 1e6  # type: ignore[call-overload]


def main() -> None:
    encoder, reading = Encoder({}.get), Reading({}.get)
    print(f"Python {platform.python_version()}, best of {ROUNDS} rounds of {TIMES:,}; microseconds an event\n")
    print(f"{'':28}{'bytes':>8}{'encode':>9}{'decode':>9}{'id':>9}")
    for name, event in events().items():
        body, stored = encoder.encode(event), kind_of(event).stored
        assert reading.decode(stored, body) == event
        inner = next(getattr(event, field) for field in ("claim", "report") if hasattr(event, field))

        def made(inner: object = inner, event: Event = event) -> None:
            object.__setattr__(inner, "_id", None)  # or it would be remembered
            id_of(event)

        written = best(lambda event=event: encoder.encode(event))
        read = best(lambda stored=stored, body=body: reading.decode(stored, body))
        print(f"{name:28}{len(body):8,}{written:9.1f}{read:9.1f}{best(made):9.1f}")


if __name__ == "__main__":
    main()
