"""`accasim.py LOG`: AccaSim replays a log, EASY on one node that has all processors, and writes nothing.

Prints jobs and seconds as JSON. Reading is in the seconds: AccaSim reads while it simulates."""

import collections
import collections.abc
import json
import os
import re
import sys
import tempfile
import time

collections.Mapping = collections.abc.Mapping  # It was written for Python 3.6.

from accasim.base.allocator_class import FirstFit
from accasim.base.scheduler_class import EASYBackfilling
from accasim.base.simulator_class import Simulator

with open(sys.argv[1]) as log:
    text = log.read()
processors = int(re.search(r"MaxProcs:\s*(\d+)", text)[1])
os.chdir(tempfile.mkdtemp())
jobs = 0
with open("log", "w") as log:
    for line in text.splitlines():
        fields = line.split()
        if len(fields) != 18 or line.startswith(";"):
            continue
        # Those that our replay takes too. Of memory, which AccaSim insists on, each asks for one unit.
        if int(fields[4]) <= 0:
            fields[4] = fields[7]
        fields[7] = fields[4]
        if int(fields[3]) >= 0 and 0 < int(fields[7]) <= processors:
            fields[6] = fields[9] = "1"
            log.write(" ".join(fields) + "\n")
            jobs += 1
with open("config", "w") as config:
    json.dump(
        {
            "groups": {"pool": {"core": processors, "mem": 10**9}},
            "resources": {"pool": 1},
            "equivalence": {"processor": {"core": 1}},
            "start_time": 0,
        },
        config,
    )
quiet = ["scheduling_output", "statistics_output", "show_statistics", "pprint_output", "benchmark_output"]
simulator = Simulator(
    "log",
    "config",
    EASYBackfilling(FirstFit()),
    RESULTS_FOLDER_PATH=".",
    RESULTS_FOLDER_NAME=".",
    LOG_LEVEL="ERROR",
    **{name: False for name in quiet},
)
start = time.perf_counter()
simulator.start_simulation()
seconds = time.perf_counter() - start
assert simulator.mapper.finished == jobs, f"{simulator.mapper.finished} of {jobs} jobs are finished"
print(json.dumps({"jobs": jobs, "seconds": seconds}))
