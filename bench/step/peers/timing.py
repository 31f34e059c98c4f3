"""Times a step in the same way as ../timing.mjs."""

import json
import time

WARM_UP, MEASURE, FEWEST = 0.5, 1, 5  # seconds, seconds, steps


def repeat(step, seconds):
    began = time.perf_counter()
    steps, loss = 0, None
    while steps < FEWEST or time.perf_counter() - began < seconds:
        loss = step()[0]
        steps += 1
    return 1e6 * (time.perf_counter() - began) / steps, loss


def report(step, version, beside=None):
    """Prints what the first step gave and took, the last loss, and the microseconds of a step in between.

    What a step of `beside` takes is no part of it.
    """
    began = time.perf_counter()
    first = [float(value) for value in step()]
    first_call = 1e3 * (time.perf_counter() - began)
    repeat(step, WARM_UP)
    microseconds, loss = repeat(step, MEASURE)
    if beside is not None:
        beside()
        microseconds -= repeat(beside, MEASURE)[0]
    print(json.dumps({
        "microseconds": microseconds,
        "firstCall": first_call,
        "first": first,
        "lastLoss": float(loss),
        "version": version,
    }))
