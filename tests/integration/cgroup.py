"""A control group of the kernel's for a test's processes, of version 1 or 2, where this process may
make one."""

import os
import pathlib
import time

ROOT = pathlib.Path("/sys/fs/cgroup")


class CannotMake(Exception):
    """No right to, or no such controller."""


class Group:
    """A group of one controller ("cpu" or "memory"), for a `with` block; its processes must have
    gone by its end."""

    def __init__(self, controller):
        self._unified = (ROOT / "cgroup.controllers").exists()
        parent = ROOT if self._unified else ROOT / controller
        self._folder = parent / f"txtsentry-test-{os.getpid()}-{controller}"
        try:
            if (
                self._unified
                and controller not in (ROOT / "cgroup.subtree_control").read_text().split()
            ):
                raise CannotMake(f"{ROOT}: {controller} is not delegated")
            self._folder.mkdir()
        except OSError as error:
            raise CannotMake(str(error)) from error

    def _write(self, name, value):
        (self._folder / name).write_text(str(value))

    def read(self, name):
        return (self._folder / name).read_text()

    def enter(self):
        """In a child process before it becomes another program."""
        self._write("cgroup.procs", os.getpid())

    def set_processors(self, processors):
        """So much processor time in each tenth of a second; None: no limit."""
        period_us = 100_000
        quota = None if processors is None else int(processors * period_us)
        if self._unified:
            self._write("cpu.max", f"{'max' if quota is None else quota} {period_us}")
        else:
            self._write("cpu.cfs_quota_us", -1 if quota is None else quota)

    def set_memory(self, mebibytes):
        self._write("memory.max" if self._unified else "memory.limit_in_bytes", mebibytes << 20)

    def memory_peak(self):
        """Bytes."""
        return int(self.read("memory.peak" if self._unified else "memory.max_usage_in_bytes"))

    def memory_failures(self):
        """How often the kernel had to kill in this group."""
        lines = self.read("memory.events" if self._unified else "memory.oom_control").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.split()[0] == "oom_kill")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end = time.monotonic() + 10
        while True:
            try:
                self._folder.rmdir()
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
