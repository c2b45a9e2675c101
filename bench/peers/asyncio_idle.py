"""asyncio: says hello, and with one task idles until SIGTERM, which cancels it."""
import asyncio
import signal


async def main():
    idle = asyncio.create_task(asyncio.Event().wait())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, idle.cancel)
    print("hello", flush=True)
    await asyncio.wait([idle])


asyncio.run(main())
