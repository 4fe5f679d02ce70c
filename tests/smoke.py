"""What the installed wheel can do, away from the checkout: `python smoke.py STORY`."""

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import onrecord

story = sys.argv[1]
command = str(Path(sysconfig.get_path("scripts"), "onrecord"))
printed = subprocess.run([command, "extract", story, "--json"], capture_output=True, check=True, text=True).stdout
(line,) = printed.splitlines()
record = json.loads(line)
text = record["article"]["text"]
assert text == Path(story).read_text(encoding="utf-8"), "the text was altered"
assert record["statements"], "no statement found"
(outcome,) = onrecord.process(onrecord.captures(story), onrecord.Extractor.load())
assert isinstance(outcome, onrecord.Record)
assert [s.id for s in outcome.statements] == [s["id"] for s in record["statements"]], "library and command differ"
assert ".venv" not in onrecord.__file__ and "site-packages" in onrecord.__file__, onrecord.__file__
print(f"smoke test: {len(record['statements'])} statements from the installed wheel, {onrecord.__file__}")
