"""aiohttp: a web application without routes, which says hello when it has started and idles until SIGTERM."""
from aiohttp import web


async def say_hello(_):
    print("hello", flush=True)


application = web.Application()
application.on_startup.append(say_hello)
web.run_app(application, host="127.0.0.1", port=0, print=None)
