"""Runs whole programs, many times, for questions that only a process can answer. hello: milliseconds from its start to its end; sigterm: from the signal to the end of one that idles.
The programs stand in hello/, those of Python in peers/. Prints the variant, a tab, the value."""
import os
import signal
import statistics
import sys
import time

RUNS = 15
SETTLED = 0.05
PYTHON = "/usr/bin/python3"


def programs(side):
    """By variant, the command line of a side's program."""
    if side in ("asyncio", "aiohttp"):
        return {"as it starts by default": [PYTHON, f"peers/{side}_idle.py"]}
    return {
        "as it starts by default": [f"hello/{side}/bin/Release/net10.0/hello-{side}"],
        "published ready to run": [f"hello/{side}/bin/r2r/hello-{side}"],
        "compiled ahead of time": [f"hello/{side}/bin/aot/hello-{side}"],
    }


def spawn(command):
    """The process, and the end of a pipe from which what it says is read."""
    reading, writing = os.pipe()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)])
    os.close(writing)
    return process, reading


def end(process, began):
    """Waits for the end, and returns how many milliseconds have passed."""
    _, status = os.waitpid(process, 0)
    took = (time.perf_counter() - began) * 1000
    if status != 0:
        sys.exit(f"It ended with the status {status}.")
    return took


def hello(command):
    began = time.perf_counter()
    process, reading = spawn(command)
    took = end(process, began)
    os.close(reading)
    return took


def sigterm(command):
    process, reading = spawn([*command, "idle"])
    os.read(reading, 100)  # it says hello
    time.sleep(SETTLED)
    began = time.perf_counter()
    os.kill(process, signal.SIGTERM)
    took = end(process, began)
    os.close(reading)
    return took


measure = {"hello": hello, "sigterm": sigterm}[sys.argv[1]]
for name, command in programs(sys.argv[2]).items():
    print(f"{name}\t{statistics.median(measure(command) for _ in range(RUNS)):.3f}")
