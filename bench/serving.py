"""What a dispatcher changes for a web server. stop: from SIGTERM to the end with streams open, and what their clients saw; throughput: answers a second of a hello, in pairs."""
import asyncio
import os
import statistics
import subprocess
import sys

from instances import Instance, free_ports

SIDES = {"plain": "ASP.NET Core's defaults", "vahta": "in a dispatcher"}
CLIENTS = 100
IDLE = 20
DRAIN_DELAY = 1.0
PAIRS = 20
SECONDS = 1
WARM = 4
HANDSHAKE = "GET /socket HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
ANSWER = bytes([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE9])


async def ask(port, request):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.encode())
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def events(port):
    """A stream of events: how it ends."""
    reader, _ = await ask(port, "GET /events HTTP/1.1\r\nHost: here\r\nAccept: text/event-stream\r\n\r\n")
    await reader.readuntil(b"first\n\n\r\n")
    yield
    try:
        yield "ended" if await reader.read() == b"0\r\n\r\n" else "broken off"
    except ConnectionResetError:
        yield "reset"


async def web_socket(port):
    """A WebSocket: how it ends. It answers a close, as clients do."""
    reader, writer = await ask(port, HANDSHAKE)
    yield
    try:
        frame = await reader.readexactly(4)
        writer.write(ANSWER)
        await reader.read()
        yield f"close {int.from_bytes(frame[2:])}" if frame[0] == 0x88 else "something else"
    except asyncio.IncompleteReadError:
        yield "broken off"
    except ConnectionResetError:
        yield "reset"


async def idle(port):
    """A connection that is kept and not used: how it ends."""
    reader, _ = await ask(port, "GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    await reader.readuntil(b"0\r\n\r\n")
    yield
    try:
        yield "closed" if await reader.read() == b"" else "something else"
    except ConnectionResetError:
        yield "reset"


async def stop_under(instance):
    clients = [kind(instance.port) for kind, count in ((events, CLIENTS), (web_socket, CLIENTS), (idle, IDLE)) for _ in range(count)]
    await asyncio.gather(*(anext(client) for client in clients))
    ends = asyncio.gather(*(anext(client) for client in clients))
    took, code = await asyncio.to_thread(instance.stop)
    seen = await ends
    return took, code, seen[:CLIENTS], seen[CLIENTS:2 * CLIENTS], seen[2 * CLIENTS:]


def counted(seen):
    return ", ".join(f"{seen.count(end)} {end}" for end in sorted(set(seen)))


def stop():
    yield (f"From SIGTERM to the end of the process, with {CLIENTS} streams of server-sent events, {CLIENTS} WebSockets and {IDLE} idle connections open, whose clients are well-behaved.")
    yield ""
    yield "| | SIGTERM to exit | events | WebSockets | idle connections | exit code |"
    yield "|---|---|---|---|---|---|"
    for side, delay in (("plain", 0.0), ("vahta", 0.0), ("vahta", DRAIN_DELAY)):
        instance = Instance(side, *free_ports(1), delay)
        try:
            took, code, *ends = asyncio.run(stop_under(instance))
        finally:
            instance.kill()
        name = SIDES[side] + (f", DrainDelay {delay:g} s" if delay else "")
        yield f"| {name} | {took:.2f} s | {' | '.join(map(counted, ends))} | {code} |"


def used(instance):
    """Seconds of processor time a process has used so far."""
    with open(f"/proc/{instance.process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(instance, seconds):
    """Answers a second, and microseconds of processor time for each answer."""
    before = used(instance)
    command = ["wrk", "--threads", "1", "--connections", "64", "--duration", f"{seconds}s", f"http://127.0.0.1:{instance.port}/"]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    count = next(line for line in output.splitlines() if " requests in " in line).split()[0]
    rate = next(line for line in output.splitlines() if line.startswith("Requests/sec:")).split()[1]
    return float(rate), (used(instance) - before) * 1e6 / int(count)


def throughput():
    instances = dict(zip(SIDES, [Instance(side, *free_ports(1)) for side in SIDES]))
    try:
        for instance in instances.values():
            load(instance, WARM)
        pairs = [{side: load(instances[side], SECONDS) for side in list(SIDES)[::1 if number % 2 else -1]} for number in range(PAIRS)]
    finally:
        for instance in instances.values():
            instance.kill()
    yield f"A hello, wrk with 64 connections for {SECONDS} s in turn, {PAIRS} pairs: median (quartiles)."
    yield ""
    yield "| | ASP.NET Core's defaults | in a dispatcher | ratio of the pairs |"
    yield "|---|---|---|---|"
    for index, (name, form) in enumerate((("answers a second", ",.0f"), ("processor time of an answer, µs", ".2f"))):
        sides = [[pair[side][index] for pair in pairs] for side in SIDES]
        ratios = [ours / theirs for theirs, ours in zip(*sides)]
        yield f"| {name} | {quartiles(sides[0], form)} | {quartiles(sides[1], form)} | **{statistics.median(ratios):.3f}** ({quartiles(ratios, '.3f').split('(')[1]} |"


def quartiles(values, form):
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle:{form}} ({low:{form}}–{high:{form}})"


TITLES = {"stop": "Stopping with streams open", "throughput": "Throughput"}
HEAD = "# Serving\n\nWritten by `bench/serving`: the programs under `bench/web`, once on ASP.NET Core alone, once in a dispatcher, on one machine in one run.\n"


def main():
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    sections = {}
    if os.path.exists("SERVING.md"):
        with open("SERVING.md", encoding="utf-8") as file:
            sections = dict(section.split("\n", 1) for section in file.read().split("\n## ")[1:])
    for question in sys.argv[1:]:
        sections[TITLES[question]] = "\n".join(["", *{"stop": stop, "throughput": throughput}[question](), ""])
        print(f"## {TITLES[question]}\n{sections[TITLES[question]]}")
    with open("SERVING.md", "w", encoding="utf-8") as file:
        file.write(HEAD + "".join(f"\n## {title}\n{sections[title].rstrip()}\n" for title in TITLES.values() if title in sections))


main()
