"""The log over plain HTTP, read only, with its cut pinned: JSON for programs, and the explorer at `/`.

    from eventlog import serve
    from eventlog.desk import Desk

    serve.listen(serve.app(Desk(log, published="2024-06-27")))

What may be asked, and what is visible, is said by `eventlog.desk`, as is who may come in. `shapes` puts the answers
into JSON, of which `schema` is the schema. It comes with the extra `serve`.
"""

from eventlog.serve.application import app
from eventlog.serve.listening import listen
from eventlog.serve.schema import answers_schema
from eventlog.serve.shapes import answer_json

__all__ = ["answer_json", "answers_schema", "app", "listen"]
