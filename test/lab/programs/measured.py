"""Runs a command and writes what it cost as JSON: measured.py REPORT [--tree] COMMAND...

CPU and the largest process's peak come from the kernel's account of the command and of all it waited for. With --tree
the memory of the whole process tree (its proportional share of each page) is sampled, which costs time of its own.
"""

import ctypes
import json
import os
import sys
import threading
import time

PR_SET_CHILD_SUBREAPER = 36
SAMPLING_SECONDS = 0.002
# A process's peak begins with the size of what it was forked from: a small shell starts the command and leaves it to us.
START = '"$@" 3>&- & echo $! >&3'


def main():
    report_path, *command = sys.argv[1:]
    tree = command[0] == "--tree"
    command = command[1:] if tree else command
    # What loses its parent becomes a child of ours.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    reading, writing = os.pipe()
    started = time.monotonic()
    starter = os.posix_spawn(
        "/bin/sh", ["sh", "-c", START, "sh", *command], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 3)]
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        pid = int(pipe.read())
    os.waitpid(starter, 0)
    peak = [0]
    if tree:
        threading.Thread(target=sample, args=(pid, peak), daemon=True).start()
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - started
    with open(report_path, "w", encoding="utf-8") as report:
        json.dump(
            {
                "wallSeconds": wall,
                "cpuSeconds": usage.ru_utime + usage.ru_stime,
                "peakBytes": usage.ru_maxrss * 1024,
                "treePeakBytes": peak[0] if tree else None,
                "leftBehind": len(children(os.getpid())),
            },
            report,
        )
    sys.exit(os.waitstatus_to_exitcode(status))


def sample(pid, peak):
    while True:
        peak[0] = max(peak[0], sum(shared_out(each) for each in family(pid)))
        time.sleep(SAMPLING_SECONDS)


def family(pid):
    return [pid] + [each for child in children(pid) for each in family(child)]


def children(pid):
    """Ended ones too, until somebody waits for them."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


def shared_out(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            return sum(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    except OSError:
        return 0


main()
