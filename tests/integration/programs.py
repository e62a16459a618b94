"""The programs under test, as processes."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(os.environ["TXTSENTRY_BIN"])
SOURCE = pathlib.Path(os.environ["TXTSENTRY_SOURCE"])
DEFAULT_MODEL = SOURCE / "models" / "default"


class Daemon:
    """txtsentryd on a free loopback port, for a `with` block."""

    def __init__(self, *flags, model=DEFAULT_MODEL, listen="127.0.0.1:0", preexec_fn=None,
                 stderr=None):
        self._folder = pathlib.Path(tempfile.mkdtemp())
        self._log = (self._folder / "log").open("w+")
        port_file = self._folder / "port"
        self.process = subprocess.Popen(
            [BIN / "txtsentryd", "--model", model, "--listen", listen, "--http", "127.0.0.1:0",
             "--port-file", port_file, *flags], stderr=stderr or self._log,
            preexec_fn=preexec_fn)
        while not port_file.exists():
            if self.process.poll() is not None:
                raise RuntimeError(f"txtsentryd left: {self.log()}")
            time.sleep(0.01)
        self.ports = port_file.read_text().split()
        port, http_port = self.ports[:2]
        host = listen.rsplit(":", 1)[0]
        self.target = f"{host}:{port}"
        self.address = (host, int(port))
        self.http = f"127.0.0.1:{http_port}"

    def log(self):
        self._log.flush()
        return (self._folder / "log").read_text()

    def stop(self):
        """SIGTERM; returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()
        self._log.close()
        shutil.rmtree(self._folder)


def txtsentry(*arguments, stdin=b""):
    """Runs the command line to its end."""
    return subprocess.run([BIN / "txtsentry", *map(str, arguments)], input=stdin,
                          capture_output=True, timeout=120)


def daemon_once(*arguments):
    """Runs txtsentryd with arguments that make it leave by itself."""
    return subprocess.run([BIN / "txtsentryd", *map(str, arguments)], capture_output=True,
                          timeout=60, text=True)


def is_sanitized():
    """Whether the daemon was built with a sanitizer, and takes several times the memory."""
    daemon = (BIN / "txtsentryd").read_bytes()
    return b"__asan_init" in daemon or b"__tsan_init" in daemon


def load_stubs():
    """Generates Python stubs from proto/ as the README says, and imports them."""
    protos = ["google/rpc/status.proto", "txtsentry/v1/classifier.proto"]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "grpc_tools.protoc", f"-I{SOURCE / 'proto'}",
                        f"--python_out={folder}", f"--grpc_python_out={folder}", *protos],
                       check=True)
        sys.path.insert(0, folder)
        from txtsentry.v1 import classifier_pb2, classifier_pb2_grpc
        sys.path.remove(folder)
    return classifier_pb2, classifier_pb2_grpc
