"""`python -m tests.benchmarks.kill`: kill -9 of the server, the database, or both, at a random moment of an exam.

Ten rounds, each with new people who send again what was not acknowledged, as the page does. Then the database is asked
past the application: is every acknowledged answer there, is each attempt marked once and rightly, has nobody two live
attempts, is the clock right? Every third person leaves his attempt open; its deadline is moved into the past, and the
sweeper and the person's own request race for it.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import astuple, fields
from pathlib import Path

import psycopg

from tests.benchmarks.exam import people
from tests.benchmarks.hall import QUESTIONS
from tests.benchmarks.hall.checking import Found, check
from tests.benchmarks.hall.cluster import Cluster
from tests.benchmarks.hall.server import ROOT, Server
from tests.benchmarks.hall.sitter import Sitter, Tally

VICTIMS = ("server", "database", "server", "database", "both")
ROUND = 20.0  # seconds of answering
LEAVES = 3  # every third one leaves his attempt open
PAST = "UPDATE assessment_attempt SET started_at = started_at - interval '1 hour', " \
       "deadline_at = deadline_at - interval '1 hour' WHERE id = ANY(%s) AND closed_at IS NULL"
PAST_ANSWERS = "UPDATE assessment_response SET saved_at = saved_at - interval '1 hour' WHERE attempt_id = ANY(%s)"


async def sit(sitter: Sitter, dice: random.Random, *, leaves: bool) -> None:
    await asyncio.sleep(dice.uniform(0, 4))
    await sitter.start()
    end = time.perf_counter() + ROUND
    while time.perf_counter() < end:
        await sitter.save(dice.randint(1, QUESTIONS), dice)
        await asyncio.sleep(dice.uniform(0.2, 1.0))
    if not leaves:
        await sitter.hand_in()


def strike(victim: str, cluster: Cluster, server: Server, after: float) -> None:
    """In a thread beside the hall."""
    time.sleep(after)
    if victim in ("server", "both"):
        server.kill()
    if victim in ("database", "both"):
        cluster.kill()
        cluster.start()
    if server.process is None:
        server.start()


async def one_round(number: int, sitters: list[Sitter], cluster: Cluster, server: Server) -> float:
    """When it struck, in seconds after the first could have begun."""
    dice = random.Random(time.time_ns())
    after = dice.uniform(1, ROUND)
    blow = asyncio.to_thread(strike, VICTIMS[number % len(VICTIMS)], cluster, server, after)
    jobs = [sit(sitter, random.Random(f"{number}/{n}"), leaves=n % LEAVES == 0) for n, sitter in enumerate(sitters)]
    for problem in await asyncio.gather(blow, *jobs, return_exceptions=True):
        if problem:
            sitters[0].tally.errors.append(str(problem))
    return after


async def end_the_left(sitters: list[Sitter], cluster: Cluster, server: Server) -> None:
    """Their time is over: two sweepers and the persons' own hands at once."""
    left = sitters[::LEAVES]
    keys = [sitter.attempt for sitter in left]
    with psycopg.connect(cluster.url) as connection:
        open_ones = [row[0] for row in connection.execute(
            "SELECT id FROM assessment_attempt WHERE id = ANY(%s) AND closed_at IS NULL", [keys])]
        connection.execute(PAST, [open_ones])
        connection.execute(PAST_ANSWERS, [open_ones])
    command = [sys.executable, "manage.py", "close_overdue_attempts"]
    sweepers = [subprocess.Popen(command, cwd=ROOT, env=server.env, stdout=subprocess.DEVNULL) for _ in range(2)]
    await asyncio.sleep(1)
    await asyncio.gather(*(sitter.hand_in() for sitter in left))
    for sweeper in sweepers:
        await asyncio.to_thread(sweeper.wait)


def line(number: int, after: float, sitters: list[Sitter], found: Found) -> str:
    tally = sitters[0].tally
    saves = len(tally.seconds.get("save", []))
    numbers = "".join(f"{value:>12}" for value in astuple(found))
    victim = VICTIMS[number % len(VICTIMS)]
    return f"{number + 1:>5} {victim:<9}{after:>7.1f}{saves:>8}{tally.retries:>8}{len(tally.errors):>8}{numbers}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--people", type=int, default=60)
    options = parser.parse_args()
    names = "".join(f"{field.name:>12}" for field in fields(Found))
    sound = True
    with tempfile.TemporaryDirectory() as folder, Cluster() as cluster:
        server = Server(cluster.url, Path(folder))
        server.start()
        print(f"{'round':>5} {'victim':<9}{'after s':>7}{'saves':>8}{'again':>8}{'errors':>8}{names}", flush=True)
        try:
            for number in range(options.rounds):
                known = people(server.env, options.people, number + 1)
                tally = Tally()
                sitters = [Sitter(staff_no, session, server.port, tally, patient=True) for staff_no, session in known]
                after = asyncio.run(one_round(number, sitters, cluster, server))
                asyncio.run(end_the_left(sitters, cluster, server))
                found = check(cluster.url, sitters)
                sound = sound and found.sound and not tally.errors
                print(line(number, after, sitters, found), *tally.errors[:3], sep="\n      ", flush=True)
        finally:
            server.kill()
    print(f"load average at the end {os.getloadavg()[0]:.1f}; {'sound' if sound else 'NOT SOUND'}")
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
