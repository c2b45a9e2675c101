"""asyncio's tasks as units: each idles until it is cancelled, which throws; nobody supervises them. Asked for wide: how many milliseconds they take to be started and
stopped; for bytes: how many each keeps. Prints the variant, a tab, the value."""
import asyncio
import gc
import statistics
import sys
import time

SAMPLES = 3
PAGE = 4096


async def idle():
    await asyncio.Event().wait()


async def start(count):
    tasks = [asyncio.create_task(idle()) for _ in range(count)]
    await asyncio.sleep(0)  # all of them have begun once a later callback has
    return tasks


async def stop(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def live(count):
    gc.collect()
    began = time.perf_counter()
    tasks = await start(count)
    started = time.perf_counter()
    await stop(tasks)
    return (started - began) * 1000, (time.perf_counter() - started) * 1000


def wide(count):
    starts, stops = zip(*(asyncio.run(live(count)) for _ in range(SAMPLES)))
    print(f"start of {count:,}\t{statistics.median(starts):.3f}")
    print(f"start of {count:,}, adding them included\t{statistics.median(starts):.3f}")
    print(f"stop of {count:,}, throwing\t{statistics.median(stops):.3f}")


def resident():
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * PAGE


async def per_task(count):
    before = resident()
    tasks = await start(count)
    live_bytes = resident() - before
    await stop(tasks)
    return live_bytes / count


if sys.argv[1] == "bytes":
    print(f"awaits its token\t{asyncio.run(per_task(100_000)):.1f}")
else:
    for units in (1, 1_000, 10_000, 100_000):
        wide(units)
