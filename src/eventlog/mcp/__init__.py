"""The log as tools of an agent, by the Model Context Protocol, with its cut pinned by the server.

    from eventlog import mcp

    mcp.run(mcp.Desk(log, published="2024-06-27"))      # over stdin and stdout

What may be asked, and what is visible, is said by `eventlog.desk`; `words` puts the answers into words, and `serving`
speaks the protocol by the official SDK, which comes with the extra `mcp`.
"""

from eventlog.desk import Desk
from eventlog.mcp.serving import app, run, server
from eventlog.mcp.words import answer_text

__all__ = ["Desk", "answer_text", "app", "run", "server"]
