"""`python -m tests.benchmarks.exam`: a hall of people who start within a minute and save an answer every ten seconds.

Against the production server on a PostgreSQL cluster of its own. The people run on the same machine and take part of
its CPU: what is printed is worse than what a server alone would give. The load average is printed beside it.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.hall import QUESTIONS
from tests.benchmarks.hall.checking import check
from tests.benchmarks.hall.cluster import Cluster
from tests.benchmarks.hall.server import ROOT, Server
from tests.benchmarks.hall.sitter import Sitter, Tally


def people(env: dict[str, str], many: int, seed: int) -> list[tuple[str, str]]:
    command = [sys.executable, "-m", "tests.benchmarks.hall.people", str(many), str(seed)]
    told = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout
    return [tuple(json.loads(line)) for line in told.splitlines()]


async def sit(sitter: Sitter, options: argparse.Namespace, dice: random.Random) -> None:
    """Start within the first minute, open the paper, then save until the time is over, and hand in."""
    await asyncio.sleep(dice.uniform(0, options.spread))
    await sitter.start()
    await sitter.open()
    end = time.perf_counter() + options.seconds
    while (left := end - time.perf_counter()) > 0:
        began = time.perf_counter()
        await sitter.save(dice.randint(1, QUESTIONS), dice)
        await asyncio.sleep(max(0, min(left, options.every - (time.perf_counter() - began))))
    await sitter.hand_in()


async def hall(sitters: list[Sitter], options: argparse.Namespace) -> None:
    jobs = [sit(sitter, options, random.Random(n)) for n, sitter in enumerate(sitters)]
    for sitter, problem in zip(sitters, await asyncio.gather(*jobs, return_exceptions=True), strict=True):
        if problem:
            sitter.tally.errors.append(f"{sitter.staff_no}: {problem}")


def show(tally: Tally) -> None:
    print(f"{'act':<10}{'times':>8}{'median':>10}{'p95':>10}{'most':>10}   seconds")
    for act, seconds in tally.seconds.items():
        middle, most = statistics.median(seconds), max(seconds)
        high = statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else most
        print(f"{act:<10}{len(seconds):>8}{middle:>10.3f}{high:>10.3f}{most:>10.3f}")


def read() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--spread", type=float, default=60, help="seconds within which all start")
    parser.add_argument("--every", type=float, default=10, help="seconds from one save to the next")
    parser.add_argument("--seconds", type=float, default=300, help="how long each goes on")
    return parser.parse_args()


def main() -> None:
    options = read()
    with tempfile.TemporaryDirectory() as folder, Cluster() as cluster:
        server, tally = Server(cluster.url, Path(folder)), Tally()
        server.start()
        try:
            known = people(server.env, options.people, 1)
            sitters = [Sitter(number, session, server.port, tally) for number, session in known]
            print(f"{options.people} people, load average before {os.getloadavg()[0]:.1f}", flush=True)
            asyncio.run(hall(sitters, options))
            print(f"load average at the end {os.getloadavg()[0]:.1f}")
            show(tally)
            print(f"errors {len(tally.errors)} {tally.errors[:3]}")
            print(check(cluster.url, sitters))
        finally:
            server.kill()


if __name__ == "__main__":
    main()
