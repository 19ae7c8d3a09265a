"""What a memory is asked to do by the suite, and the store that answers nothing.

An adapter says each of these in its store's own way: the calls that its makers document, and no trick beside them.
What a store has no word for is left as it is here, and counts as not offered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Fact", "NotOffered", "Refused", "Silent", "Source", "Store", "Unit"]


class NotOffered(Exception):
    """A store has no way to do this; in one clause, why."""


class Refused(Exception):
    """A store did not let this in."""


@dataclass(frozen=True)
class Fact:
    """What a person said: which matter, the answer, and the sentence that says so."""

    matter: str
    value: str
    text: str
    holds: bool = True
    """Whether the sentence affirms it, or denies it."""
    during: str | None = None
    """From which year to which, as 2010/2020."""


@dataclass(frozen=True)
class Source:
    """A message: its name, the day on which it came, its words, and what an extractor reads in them."""

    name: str
    day: str
    text: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Unit:
    """A memory, as the store holds it: whether it counts now, who wrote it, and the words that it rests on."""

    id: str
    value: str
    counts: bool
    actor: str = ""
    trusted: bool = True
    rejected: bool = False
    source: str | None = None


class Store:
    """A memory in a folder of its own, for several scopes. Every method may raise NotOffered."""

    name = "?"
    version = ""
    envelope: tuple[str, str] | None = None
    """How what is recalled begins and ends in a prompt, where it is marked off as data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, source: Source, scope: str) -> None:
        """Take in a message by the usual way, with what is read in it."""
        raise NotOffered("it takes nothing in")

    def reread(self, source: Source, scope: str) -> None:
        """Let the store's own machine path read a message again."""
        raise NotOffered("it has no path for machines")

    def recall(self, query: str, scope: str, *, matter: str | None = None, k: int = 5, at: str | None = None) -> str:
        """What reaches a model: of now, or of what was known on a day (`at`: a day) or held in a year (`at`: YYYY)."""
        raise NotOffered("it recalls nothing")

    def qualified(self, line: str) -> bool:
        """Whether a line of what is recalled says that it is no more than history, or a source's words of a day."""
        return False

    def units(self, scope: str) -> list[Unit]:
        """All memories, those that no longer count too."""
        raise NotOffered("its memories can't be listed")

    def reject(self, fact: Fact, scope: str) -> None:
        """A person says: this is wrong."""
        raise NotOffered("nobody can reject a memory")

    def correct(self, old: Fact, source: Source, scope: str) -> None:
        """A message says otherwise than before."""
        raise NotOffered("a memory can't be corrected")

    def retract(self, fact: Fact, source: Source, scope: str) -> None:
        """A message takes back what was said, and says nothing instead."""
        raise NotOffered("a memory can't be taken back without another")

    def forget(self, fact: Fact, source: Source, scope: str) -> str:
        """Erase a memory with what it came from; returns its id."""
        raise NotOffered("one memory can't be erased")

    def drop(self, source: Source, scope: str) -> None:
        """Erase a message, and what was derived from it."""
        raise NotOffered("a source can't be deleted")

    def jobs(self, scope: str) -> None:
        """Run everything that runs in the background: consolidation, decay, pruning, compaction."""

    def rebuild(self, scope: str) -> None:
        """Drop what is derived, indexes among it, and make it anew of what is kept."""
        raise NotOffered("what is derived can't be built anew")

    def restart(self) -> None:
        """Close everything and open it again."""

    def age(self, years: int, scope: str) -> None:
        """Let time pass, and then run what runs in the background."""
        self.jobs(scope)

    def probes(self, token: str, scope: str) -> dict[str, bool]:
        """For each place where a value may live on, whether it does."""
        raise NotOffered("there is no place to look at")

    def files(self, scope: str) -> list[Path]:
        """The files in which a scope is kept, for a look at bytes: the atlas does not ask for that."""
        return [path for path in self.folder.rglob("*") if path.is_file()]

    def audit(self, scope: str) -> list[str]:
        """The records of what was changed."""
        raise NotOffered("it keeps no record of erasures")

    def share(self, scope: str, to: str) -> None:
        """Hand what a scope holds on to another one, by export or sync."""
        raise NotOffered("nothing is shared")

    def claimed(self, fact: Fact, scope: str) -> Unit:
        """A machine writes, and says in what it writes that a person vouches for it; how that is held."""
        raise NotOffered("it does not know machines from people")

    def doors(self, source: Source, scope: str) -> dict[str, Callable[[Fact], None]]:
        """Every way in for a fact of that message. One that is refused raises Refused."""
        raise NotOffered("its ways in have no policy")

    def refusals(self, scope: str) -> int:
        """How many refusals the store has recorded."""
        return 0

    def widened(self, query: str, scope: str, other: str) -> list[str]:
        """What a caller bound to a scope gets who names another one, all, or none."""
        raise NotOffered("no caller is bound to a scope")

    def close(self) -> None:
        """Give back files."""


class Silent(Store):
    """It takes everything and answers nothing: whatever it passes asks for absence alone."""

    name = "answers nothing"

    def take(self, source: Source, scope: str) -> None:
        """Nothing."""

    def reread(self, source: Source, scope: str) -> None:
        """Nothing."""

    def recall(self, query: str, scope: str, *, matter: str | None = None, k: int = 5, at: str | None = None) -> str:
        """Nothing."""
        return ""

    def units(self, scope: str) -> list[Unit]:
        """None."""
        return []

    def reject(self, fact: Fact, scope: str) -> None:
        """Nothing."""

    def correct(self, old: Fact, source: Source, scope: str) -> None:
        """Nothing."""

    def retract(self, fact: Fact, source: Source, scope: str) -> None:
        """Nothing."""

    def forget(self, fact: Fact, source: Source, scope: str) -> str:
        """Nothing."""
        return ""

    def drop(self, source: Source, scope: str) -> None:
        """Nothing."""

    def rebuild(self, scope: str) -> None:
        """Nothing."""

    def probes(self, token: str, scope: str) -> dict[str, bool]:
        """Nowhere."""
        return {}

    def audit(self, scope: str) -> list[str]:
        """Nothing."""
        return []

    def share(self, scope: str, to: str) -> None:
        """Nothing."""

    def claimed(self, fact: Fact, scope: str) -> Unit:
        """Held by nobody."""
        return Unit(id="", value="", counts=False, trusted=False)

    def doors(self, source: Source, scope: str) -> dict[str, Callable[[Fact], None]]:
        """None."""
        return {}

    def widened(self, query: str, scope: str, other: str) -> list[str]:
        """Nothing."""
        return []
