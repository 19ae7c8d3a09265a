"""Events to bytes and back.

An event is written once, as JSON in UTF-8, under a kind such as `claim-recorded/1`: a stored name and a
version, never an import path. The bytes are what the log hashes, so nothing is ever written again in order to
be compared or hashed.

`kinds` says which class stands behind a name and how old versions become new ones, `wire` writes and reads
bodies, `columns` reads some members of them and makes no events, `naming` reads off them what an entry is found by,
`foreign` reads JSON that others wrote, and trusts none of it.
"""

from eventlog.codec.columns import Projection, projection
from eventlog.codec.foreign import read_foreign, strict_json
from eventlog.codec.kinds import OURS, PLAIN, Kind, id_of, kind_of, register, upcast
from eventlog.codec.naming import Naming
from eventlog.codec.wire import LARGEST_BODY, Encoder, Encoders, Reading, encode, same_content

__all__ = [
    "LARGEST_BODY",
    "OURS",
    "PLAIN",
    "Encoder",
    "Encoders",
    "Kind",
    "Naming",
    "Projection",
    "Reading",
    "encode",
    "id_of",
    "kind_of",
    "projection",
    "read_foreign",
    "register",
    "same_content",
    "strict_json",
    "upcast",
]
