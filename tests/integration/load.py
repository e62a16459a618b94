"""Callers for tests under load: Python's own gRPC client with the published service config."""

import contextlib
import threading
import time

import grpc
from programs import SOURCE

SERVICE_CONFIG = SOURCE / "deploy" / "client" / "service-config.json"


def channel_to(*targets, service_config=True, **options):
    """A channel of its own to one or several servers, or to those of a name."""
    addresses = targets[0] if targets[0].startswith("dns:") else "ipv4:" + ",".join(targets)
    settings = [("grpc.use_local_subchannel_pool", 1), *options.items()]
    if service_config:
        settings += [("grpc.service_config", SERVICE_CONFIG.read_text()),
                     ("grpc.initial_reconnect_backoff_ms", 100),
                     ("grpc.max_reconnect_backoff_ms", 500)]
    return grpc.insecure_channel(addresses, options=settings)


class Load:
    """Threads that call Classify until the `with` block ends; counts what came of each call."""

    def __init__(self, stubs, *targets, threads=4, records=1, timeout=20, options=None):
        self._pb2, self._pb2_grpc = stubs
        self._targets, self._records, self._timeout = targets, records, timeout
        self._options = options or {}
        self.threads = threads
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self.ok = 0
        self.failed = {}
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(threads)]

    def _run(self, number):
        with channel_to(*self._targets, **self._options) as channel:
            stub = self._pb2_grpc.TxtClassifierStub(channel)
            call = 0
            while not self._stop.is_set():
                call += 1
                request = self._pb2.ClassifyRequest(records=[
                    self._pb2.Record(text=f"v=spf1 include:h{number}-{call}-{r}.example ~all")
                    for r in range(self._records)])
                try:
                    answer = stub.Classify(request, timeout=self._timeout)
                    good = len(answer.results) == self._records
                    code = None if good else "WRONG NUMBER OF RESULTS"
                except grpc.RpcError as error:
                    code = error.code().name
                with self._lock:
                    if code is None:
                        self.ok += 1
                    else:
                        self.failed[code] = self.failed.get(code, 0) + 1

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        self.wait_for_calls(10)
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for_calls(self, more, seconds=60):
        """Returns when `more` further calls have been answered."""
        goal = self.ok + more
        until = time.monotonic() + seconds
        while self.ok < goal:
            if time.monotonic() > until:
                raise TimeoutError(f"{self.ok} calls answered, {goal} expected; {self.failed}")
            time.sleep(0.005)


def wait_until_still(value, still=0.3, limit=30):
    """Returns when value(), no longer what it is now, has stayed the same for `still` seconds."""
    first = last = value()
    seconds_until(lambda: value() != first, limit)
    since = time.monotonic()
    end = since + limit
    while time.monotonic() - since < still:
        if time.monotonic() > end:
            raise TimeoutError(f"still changing after {limit} s")
        if value() != last:
            last, since = value(), time.monotonic()
        time.sleep(0.02)


def seconds_until(check, limit):
    """How long until check() is true; raises after `limit` seconds."""
    start = time.monotonic()
    while True:
        with contextlib.suppress(grpc.RpcError, OSError):
            if check():
                return time.monotonic() - start
        if time.monotonic() - start > limit:
            raise TimeoutError(f"not so within {limit} s")
        time.sleep(0.02)
