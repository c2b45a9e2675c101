"""Restarts two instances of a program behind HAProxy, one after the other, by SIGTERM, under load. Prints and writes how many requests failed, of ASP.NET Core alone and in a dispatcher."""
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

from instances import LIMIT, Instance, answers, free_ports, wait_until

RESTARTS = int(sys.argv[1])
DRAIN_DELAY = 1.0
CHECK_EVERY = 0.2
CONNECTIONS = 64
SETTLED = 0.5

SIDES = {
    "plain": "ASP.NET Core's defaults",
    "vahta": f"in a dispatcher, DrainDelay {DRAIN_DELAY:g} s",
}
LOADS = {"keep-alive": "keep", "a connection each": "close"}

HAPROXY = """
global
    maxconn 1000
    stats socket {control}
defaults
    mode http
    retries 0
    timeout check 5s
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend in
    bind 127.0.0.1:{front}
    default_backend instances
backend instances
    balance roundrobin
    option httpchk GET /health/ready
    default-server check inter {every} fall 2 rise 2
    server a 127.0.0.1:{a}
    server b 127.0.0.1:{b}
"""


def both_are_up(control):
    """Whether HAProxy sends requests to both."""
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(control)
        asking.sendall(b"show stat\n")
        answer = b"".join(iter(lambda: asking.recv(65536), b"")).decode()
    rows = [row.split(",") for row in answer.splitlines() if row.startswith("instances,") and ",BACKEND," not in row]
    return len(rows) == 2 and all(row[17] == "UP" for row in rows)


def load(front, how, seed):
    return subprocess.Popen(
        ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", "600s", "--timeout", "15s", "--script", "mixed.lua", f"http://127.0.0.1:{front}/", "--", how, str(seed)],
        stdout=subprocess.PIPE, text=True)


def counted(process):
    """What a load generator that is told to end has counted."""
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=LIMIT)
    line = next(line for line in output.splitlines() if line.startswith("COUNTED "))
    requests, connect, read, write, timed_out, status = line.split()[1:]
    return int(requests), {"connect": int(connect), "read": int(read), "write": int(write), "timeout": int(timed_out), "not 2xx": int(status)}


def run(side):
    front, a, b = free_ports(3)
    with tempfile.TemporaryDirectory() as folder:
        configuration, control = f"{folder}/haproxy.cfg", f"{folder}/control"
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(HAPROXY.format(front=front, a=a, b=b, every=f"{CHECK_EVERY * 1000:.0f}ms", control=control))
        instances, proxy, loads = [], None, []
        try:
            instances = [Instance(side, port, DRAIN_DELAY) for port in (a, b)]
            proxy = subprocess.Popen(["haproxy", "-f", configuration], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            wait_until(lambda: answers(front, "/") and both_are_up(control), "HAProxy serves")
            began = time.monotonic()
            loads = [load(front, how, seed) for seed, how in enumerate(LOADS.values(), 1)]
            time.sleep(SETTLED)
            stops = []
            for number in range(RESTARTS):
                instance = instances[number % 2]
                stops.append(instance.stop())
                instance.start()
                wait_until(lambda: both_are_up(control), "HAProxy has seen it")
                time.sleep(SETTLED)
                print(f"{side}: restart {number + 1} of {RESTARTS}, {stops[-1][0]:.2f} s, exit code {stops[-1][1]}", file=sys.stderr)
            lasted = time.monotonic() - began
            return dict(zip(LOADS, map(counted, loads))), stops, lasted
        finally:
            for process in [*loads, *([proxy] if proxy else [])]:
                process.kill()
                process.wait()
            for instance in instances:
                instance.kill()


def text(results):
    yield "# Rolling restarts"
    yield ""
    yield (f"Written by `bench/rolling-restart`. Two instances behind HAProxy, which asks `/health/ready` every {CHECK_EVERY * 1000:.0f} ms twice before it believes what it is told, and never tries a request again; wrk with {CONNECTIONS} connections that are kept and "
           f"{CONNECTIONS} that close after each request; one request of 1,500 takes 2 s. {RESTARTS} restarts in turn, each by SIGTERM; HAProxy has seen the new one before the next goes.")
    yield ""
    yield "| | requests | failed | of these | SIGTERM to exit, median (highest) | exit codes |"
    yield "|---|---|---|---|---|---|"
    for side, (loads, stops, lasted) in results.items():
        requests = sum(count for count, _ in loads.values())
        errors = {f"{sort}, {how}": count for how, (_, sorts) in loads.items() for sort, count in sorts.items() if count}
        took = sorted(seconds for seconds, _ in stops)
        named = "; ".join(f"{count:,} {sort}" for sort, count in errors.items()) or "–"
        codes = ", ".join(map(str, sorted({code for _, code in stops})))
        yield f"| {SIDES[side]} | {requests:,} in {lasted:.0f} s | **{sum(errors.values()):,}** | {named} | {took[len(took) // 2]:.2f} s ({took[-1]:.2f}) | {codes} |"


def main():
    results = {side: run(side) for side in SIDES}
    page = "\n".join(text(results)) + "\n"
    print(page)
    with open("ROLLING-RESTART.md", "w", encoding="utf-8") as file:
        file.write(page)


os.chdir(os.path.dirname(os.path.abspath(__file__)))
main()
