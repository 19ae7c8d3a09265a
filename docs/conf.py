"""How the pages become a site: MyST for the pages, autodoc for what the docstrings say.

Warnings are errors where this is built (`make docs`): a page that belongs to no toctree, a link that leads nowhere and
a docstring that can't be laid out all fail.
"""

from importlib.metadata import version as _version
from pathlib import Path as _Path

project = "eventlog"
author = "the authors of eventlog"
copyright = author
release = version = _version("eventlog-knowledge")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]

# A reference that leads nowhere is a warning, but for what is told elsewhere: the standard library and pendulum, and
# what stands in a signature without being for callers.
nitpicky = True
nitpick_ignore_regex = [
    ("py:class", r"(collections|datetime|decimal|os|pathlib|threading|pendulum)\..*"),
    ("py:class", r"eventlog\.(codec\.kinds\._Event|reports\.report\.Given|tables\.Column)"),
    ("py:class", r"eventlog\.log\.(following\._Wait|projecting\.State)"),
    ("py:class", r"(eventlog\.standing\.(kept|names|spans|statements|visibility)\.)?(Kept|Names|Span|Word|Sight)"),
    ("py:class", r"eventlog\.render\.phrasing\.Telling"),
    ("py:class", r"eventlog\.(stores\.protocol\.Store|clock\.Clock)"),
    ("py:class", r"(concurrent\.futures|eventlog\.(proof\.frontier|mergeable\.projection))\..*"),
    ("py:class", r"eventlog\.(log\.reader\.LogReader|knowledge\.knowledge\.State)"),
]

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

# Docstrings are plain text: a word in backticks is code, a name or a value.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
add_module_names = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88

html_theme = "furo"
html_title = f"eventlog {release}"
html_copy_source = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "native"


html_static_path = ["_static"]
html_css_files = ["site.css"]


def _explorer(app: object, _error: object) -> None:
    """The explorer of the corpus, live on the first page: made anew with each build, without the articles' texts."""
    import eventlog
    from eventlog import explore

    with eventlog.open(":memory:", zone="Europe/Kyiv") as log:
        log.record(*eventlog.load(_Path(__file__).resolve().parents[1] / "examples" / "corpus"))
        title = "North Korea's part in the war: what was known, and when"
        target = _Path(app.outdir) / "explorer.html"  # type: ignore[attr-defined]
        explore.write(log, target, dates=("2024-06-27", "2024-10-25"), title=title, replace=True)


def setup(app: object) -> None:
    """Sphinx calls this."""
    app.connect("build-finished", _explorer)  # type: ignore[attr-defined]
