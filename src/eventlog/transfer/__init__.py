"""Taking a log elsewhere with the very bytes that it holds: a backup, an export as lines of JSON, and back again."""

from eventlog.transfer.answers import AnswerProof
from eventlog.transfer.backup import backup
from eventlog.transfer.copying import Withholding
from eventlog.transfer.jsonl import export_jsonl, import_jsonl

__all__ = ["AnswerProof", "Withholding", "backup", "export_jsonl", "import_jsonl"]
