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
PAIRS = 6
SECONDS = 4
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


def answers_a_second(side):
    instance = Instance(side, *free_ports(1))
    try:
        command = ["wrk", "--threads", "1", "--connections", "64", f"http://127.0.0.1:{instance.port}/", "--duration"]
        subprocess.run([*command, "1s"], stdout=subprocess.DEVNULL, check=True)
        output = subprocess.run([*command, f"{SECONDS}s"], stdout=subprocess.PIPE, text=True, check=True).stdout
    finally:
        instance.kill()
    return float(next(line for line in output.splitlines() if line.startswith("Requests/sec:")).split()[1])


def throughput():
    rates = {side: [] for side in SIDES}
    for number in range(PAIRS):
        for side in list(SIDES)[::1 if number % 2 else -1]:
            rates[side].append(answers_a_second(side))
    ratios = [ours / theirs for ours, theirs in zip(rates["vahta"], rates["plain"])]
    yield f"Answers a second to a hello, wrk with 64 connections for {SECONDS} s: median (lowest–highest) of {PAIRS} pairs in turn."
    yield ""
    yield "| ASP.NET Core's defaults | in a dispatcher | ratio of the pairs |"
    yield "|---|---|---|"
    yield "| " + " | ".join(f"{statistics.median(rates[side]):,.0f} ({min(rates[side]):,.0f}–{max(rates[side]):,.0f})" for side in SIDES) + f" | **{statistics.median(ratios):.3f}** ({min(ratios):.3f}–{max(ratios):.3f}) |"


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
