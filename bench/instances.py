"""The programs under web/, run and asked."""
import http.client
import signal
import socket
import subprocess
import sys
import time

LIMIT = 45


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait_until(holds, what):
    limit = time.monotonic() + LIMIT
    while not holds():
        if time.monotonic() > limit:
            sys.exit(f"Waited {LIMIT} s in vain: {what}.")
        time.sleep(0.02)


def answers(port, path="/health/ready"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


class Instance:
    """A program as a process, on a port that stays its own."""

    def __init__(self, side, port, drain_delay=0.0):
        self.command = [f"web/{side}/bin/Release/net10.0/web-{side}", str(port), *([str(drain_delay)] if side == "vahta" else [])]
        self.port = port
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
        wait_until(lambda: answers(self.port), "an instance becomes ready")

    def stop(self):
        """Seconds from SIGTERM to the end, and the exit code."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        return time.monotonic() - began, code

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
