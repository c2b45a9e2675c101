"""How many callbacks a second asyncio's loop calls. Prints the variant, a tab, the value."""
import asyncio
import threading
import time

CALLBACKS = 1_000_000


def per_second(begin):
    loop = asyncio.new_event_loop()
    began = time.perf_counter()
    begin(loop)
    loop.run_forever()
    took = time.perf_counter() - began
    loop.close()
    return CALLBACKS / took


def counting(loop):
    called = 0

    def code():
        nonlocal called
        called += 1
        if called == CALLBACKS:
            loop.stop()

    return code


def up_front(loop):
    code = counting(loop)
    for _ in range(CALLBACKS):
        loop.call_soon(code)


def chain(loop):
    async def main():
        for _ in range(CALLBACKS):
            await asyncio.sleep(0)
        loop.stop()

    loop.create_task(main())


def outside(loop):
    code = counting(loop)

    def post():
        for _ in range(CALLBACKS):
            loop.call_soon_threadsafe(code)

    threading.Thread(target=post).start()


for name, begin in (("posted up front", up_front), ("chain of Task.Yield", chain), ("posted by another thread", outside)):
    print(f"{name}\t{per_second(begin):.0f}", flush=True)
