"""Whether a log is what it was, and what can be shown of it to a stranger.

`verify` hashes all that is stored anew and compares, `index` holds what entries are found by against them, `prove`
makes what a stranger can check, `doctor` looks at what a log stands on, `repair` builds anew what finds the entries.
"""

from eventlog.audit.doctor import doctor
from eventlog.audit.erasing import Certificate
from eventlog.audit.prove import Held, Proof, Prover
from eventlog.audit.repair import repair_index
from eventlog.audit.verification import Erasure, Verification
from eventlog.audit.verify import verify
from eventlog.stores import Finding

__all__ = [
    "Certificate",
    "Erasure",
    "Finding",
    "Held",
    "Proof",
    "Prover",
    "Verification",
    "doctor",
    "repair_index",
    "verify",
]
