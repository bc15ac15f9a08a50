"""Runs a program as `python main.py` would, in an interpreter that is used once."""

import asyncio
import atexit
import builtins
import gc
import io
import json
import os
import runpy
import sys
import time
import types

HOME = os.getcwd()


class Waiting:
    """What an event loop waits with where nothing can arrive from outside."""

    def select(self, timeout):
        # Waiting for something that never comes ends by the page's time limit.
        time.sleep(3600 if timeout is None else timeout)
        return []


class Loop(asyncio.BaseEventLoop):
    """An event loop of tasks and timers, as everywhere; the interpreter's own would hand them to the browser."""

    def __init__(self):
        super().__init__()
        self._selector = Waiting()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class Policy(asyncio.events._BaseDefaultEventLoopPolicy):
    """Makes loops of this kind."""

    _loop_factory = Loop


def run(asked):
    """Runs what is asked, as JSON: the path `main`, and `files` with the text of each path. Returns the exit status."""
    asked = json.loads(asked)
    for path, text in asked["files"].items():
        write(path, text)
    asyncio.events._set_event_loop_policy(Policy())
    asyncio.events._set_running_loop(None)
    sys.stdout = sys.__stdout__ = unbuffered(1, "strict")
    sys.stderr = sys.__stderr__ = unbuffered(2, "backslashreplace")
    main = types.ModuleType("__main__")
    try:
        start(asked["main"], asked["files"][asked["main"]], main)
        status = 0
    except SystemExit as exit:
        status = status_of(exit.code)
    except BaseException as error:
        sys.excepthook(type(error), error, own(error.__traceback__))
        status = 1
    atexit._run_exitfuncs()
    clear(vars(main))
    return status


def unbuffered(descriptor, errors):
    """A stream of which nothing is lost when the program is stopped, as with `python -u`."""
    raw = io.FileIO(descriptor, "w", closefd=False)
    return io.TextIOWrapper(raw, encoding="utf-8", errors=errors, write_through=True)


def write(path, text):
    """Writes a file of the item into the folder of the program, never outside of it."""
    place = os.path.normpath(os.path.join(HOME, path))
    if not place.startswith(HOME + os.sep):
        return
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "w", encoding="utf-8") as file:
        file.write(text)


def start(path, text, main):
    """Runs a file as a program; one called `__main__.py` as `python -m` runs its package."""
    sys.argv = [path]
    folder, name = os.path.split(path)
    if folder and name == "__main__.py":
        sys.path.insert(0, HOME)
        runpy.run_module(folder.replace("/", "."), run_name="__main__", alter_sys=True)
        return
    sys.path.insert(0, os.path.normpath(os.path.join(HOME, folder)))
    vars(main).update(__file__=path, __builtins__=builtins)
    sys.modules["__main__"] = main
    exec(compile(text, path, "exec", dont_inherit=True), vars(main))


def status_of(code):
    """The exit status of `sys.exit(code)`; a text is told as an error."""
    if code is None or isinstance(code, int):
        return int(code or 0) & 0xFF
    print(code, file=sys.stderr)
    return 1


def own(traceback):
    """A traceback without the frames that aren't the program's."""
    ours = (own.__code__.co_filename, runpy.__file__, "<frozen runpy>")
    while traceback and traceback.tb_frame.f_code.co_filename in ours:
        traceback = traceback.tb_next
    return traceback


def clear(names):
    """Lets go of a program's objects in the order in which an interpreter that ends does."""
    for private in (True, False):
        for name in list(names):
            if name.startswith("_") == private and not name.startswith("__"):
                names[name] = None
    gc.collect()
