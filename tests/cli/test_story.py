"""The story of the README, by its programs alone: import, ask two dates, see why, add a report, see it change."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from command_line import CORPUS, PUTIN_DENIES, program


def test_a_new_user_gets_from_the_corpus_to_a_report_of_his_own(tmp_path: Path) -> None:
    """Everything that the first ten minutes need, one command after the other."""
    shutil.copytree(CORPUS, tmp_path / "corpus")
    log = {"EVENTLOG": "newsroom.db", "folder": tmp_path}

    made = program("import", "corpus", "--zone", "Europe/Kyiv", **log)
    assert (made.code, made.err) == (0, "")
    assert made.objects[0]["new"] + 1 == made.objects[0]["size"] > 500  # and the entry of its zone
    assert made.objects[0]["zone"] == "Europe/Kyiv"
    again = program("import", "corpus", **log)
    assert again.objects[0]["new"] == 0

    about = "dprk.troops.deployment"
    [june] = [
        one for one in program("as-of", "2024-06-27", "--about", about, **log).objects if one["question"] == about
    ]
    [october] = [
        one for one in program("as-of", "2024-10-25", "--about", about, **log).objects if one["question"] == about
    ]
    assert june["status"] != october["status"]
    assert june["cut"]["published"]["upto"] == "2024-06-27T20:59:59.999999Z"

    changes = program("diff", "2024-06-27", "2024-10-25", "--about", about, "--policy", "possible", **log)
    assert changes.code == 1
    assert all(one["reason"] and one["causes"] for one in changes.objects)
    late = [one for one in changes.objects if one["claim"] and one["claim"]["id"].startswith(PUTIN_DENIES)]
    assert [one["reason"] for one in late] == ["said earlier, published later"]

    kursk = ("as-of", "2024-10-25", "--about", "dprk.troops.kursk", "-f", "json")
    before = json.loads(program(*kursk, **log).out)[0]
    added = program(
        *("add", "--publisher", "outlet:example", "--title", "Kursk: first units seen", "--published", "2024-10-23"),
        *("--question", "dprk.troops.kursk", "--value", "yes", "--by", "gov:ukraine", "--stance", "assess"),
        **log,
    )
    assert (added.code, added.err) == (0, "")
    after = json.loads(program(*kursk, **log).out)[0]
    assert before["status"] != after["status"]
    assert "gov:ukraine" in after["roots"]["for"]
    yesterday = program("diff", "2024-10-22", "2024-10-23", "--about", "dprk.troops.kursk", **log)
    assert added.objects[0]["claim"] in [one["claim"]["id"] for one in yesterday.objects if one["claim"]]
    assert (
        json.loads(program("why", added.objects[0]["claim"], "-f", "json", **log).out)["report"]["publisher"]
        == "outlet:example"
    )
