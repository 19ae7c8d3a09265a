"""What a verification says: what was checked, what is wrong, what is attested, and what nobody can say.

It is a value, made by `verifying`, and its sentences are for people. Nothing in it reports success for a range that was
not checked: a quick look is neither a yes nor a no, an empty log is sound and nothing was checked of it, and what no
checkpoint covers is named by its positions.
"""

from __future__ import annotations

import attrs

from eventlog.problems import Problem

__all__ = ["Erasure", "Verification"]


@attrs.frozen
class Erasure:
    """An entry whose body was erased lawfully: by the redaction at `redaction`, for a `reason`, by a named person."""

    position: int
    redaction: int
    reason: str
    by: str

    def __str__(self) -> str:
        because = f": {self.reason}" if self.reason else ""
        return f"entry {self.position} was redacted by entry {self.redaction} ({self.by}){because}"


@attrs.frozen(kw_only=True)
class Verification:
    """What was checked of a log, and what came out.

    `size` is the log's, by its head. `checked` counts the entries of which everything was hashed anew (bodies erased
    lawfully aside), `linked` those whose records were. `ok` is True only where all of them were checked and nothing is
    wrong; None where nothing is wrong so far as a quick check can tell; False otherwise. `attested` is the position up
    to which a checkpoint vouches for the log (0: none does), `attested_by` says which. `redacted` are the entries that
    were erased in the log, `withheld` the positions that this copy of it leaves out: their records are in the tree, and
    their words are not here. `existed` says by when others saw what is attested, `rotations` which keys follow which;
    `unfollowed` why that could not be looked at (None: it was). `index` says whether what answers find
    entries by was compared with them.
    """

    size: int
    checked: int
    linked: int
    attested: int = 0
    attested_by: str | None = None
    problems: tuple[Problem, ...] = ()
    redacted: tuple[Erasure, ...] = ()
    withheld: tuple[int, ...] = ()
    existed: tuple[str, ...] = ()
    quick: bool = False
    index: bool = False
    rotations: tuple[str, ...] = ()
    unfollowed: str | None = None

    @property
    def ok(self) -> bool | None:
        """Whether the log is sound; None where that was not looked into deeply enough to say so."""
        if self.problems:
            return False
        if self.quick or self.unfollowed is not None:
            return None
        return self.checked == self.size

    @property
    def first_bad(self) -> int | None:
        """The first position at which something is wrong; None where nothing is, or where no position can be named."""
        return min((one.positions[0] for one in self.problems if one.positions), default=None)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was checked, what is attested and by whom, what is wrong, and what was not looked at."""
        also = ", and what finds them" if self.index else ""
        said = [f"{self.checked} of {self.size} entries checked: bodies, records, leaves, roots and the head{also}"]
        if self.quick:
            said = [
                f"quick: {self.linked} of {self.size} records are linked; no body was read, so nothing is said of them"
            ]
        if self.size and not self.attested:
            said.append("not attested: no checkpoint vouches for any of it, and its owner could have written it anew")
        elif self.attested:
            said.append(f"attested up to {self.attested} by {self.attested_by}")
            if self.attested < self.size:
                rest = self.attested + 1
                which = f"{rest} to {self.size}" if rest < self.size else str(rest)
                said.append(f"{which} not attested: nobody outside vouches for what came after that checkpoint")
        said += self.existed
        said += self.rotations
        if self.unfollowed is not None:
            said.append(
                f"its keys were changed, and whether both keys signed that was not looked at: {self.unfollowed}"
            )
        if self.size and not self.index and not self.quick:
            said.append("the index by which answers find entries was not compared with them")
        said += [str(one) for one in self.redacted]
        if self.withheld:
            said.append(
                f"withheld from this copy at {', '.join(map(str, self.withheld))}: their records are in the tree, and "
                "what they say is not here and was not checked"
            )
        said += [f"wrong, {one}" for one in self.problems]
        if self.problems and {one.kind for one in self.problems} == {"index"}:
            said.append(
                "what was recorded is sound, and what finds it follows from it: mend it with "
                "eventlog.audit.repair_index"
            )
        return tuple(said)

    def __bool__(self) -> bool:
        return self.ok is True

    def __str__(self) -> str:
        return "\n".join(self.sentences)
