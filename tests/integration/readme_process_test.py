"""Runs the commands of README.md and compares their output with the output that it shows.

Fenced blocks hold the commands: ```sh commands alone, ```console commands behind "$ ", each
followed by its output. bash runs them in a temporary folder with the layout of a built checkout.
HOW says how each command is run, or why it is not. A command without an entry fails the test, and
so does an entry without a command.
"""

import gzip
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import grpc
from google.protobuf import json_format
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from programs import BIN, SOURCE, Daemon, load_stubs

# The address that README.md gives to the server.
ADDRESS = "127.0.0.1:8500"
NUMBER = re.compile(r"-?\d+\.\d+")
# Kernels and engines differ by less (docs/engine.md).
TOLERANCE = 1e-5


class Run:
    """Run it, with the test server's address. It must succeed and create the files `writes`."""

    def __init__(self, replace=("", ""), append="", writes=()):
        self.replace = replace  # What is replaced, and by what.
        self.append = append
        self.writes = writes


class Serve:
    """Start it as a server; it must become ready, and exit with 0 on SIGTERM."""


class Grpcurl:
    """Make the call by reflection and JSON, as grpcurl would; Debian has no package of grpcurl."""


class Elsewhere:
    """Not run, for the reason `why`; `paths` must exist in the checkout."""

    def __init__(self, why, *paths):
        self.why = why
        self.paths = paths


# By prefix of the command; the longest one decides.
HOW = {
    "docker build": Elsewhere("needs Docker; scripts/lint-deploy checks the file", "Dockerfile"),
    "docker run": Elsewhere("needs Docker; scripts/lint-deploy checks the file", "Dockerfile"),
    # The container has the same program.
    "echo 'v=spf1 -all powershell": Run(
        ("docker exec -i txtsentry txtsentry", "build/bin/txtsentry")),
    "scripts/demo": Elsewhere("installs packages and builds", "scripts/demo"),
    "scripts/setup": Elsewhere("installs packages", "scripts/setup"),
    "scripts/build": Elsewhere("builds", "scripts/build"),
    "scripts/test": Elsewhere("runs this test", "scripts/test"),
    "build/bin/txtsentry explain --model": Run(writes=["why.html"]),
    "build/bin/txtsentry explain --server": Run(),
    "build/bin/txtsentry score": Run(),
    "build/bin/txtsentry bench": Run(append=" --warmup 0 --duration 0.2"),
    "build/bin/txtsentry model export": Run(writes=["notebook/vocab.pkl"]),
    "build/bin/txtsentry model import": Run(writes=["my-model/model.json"]),
    "build/bin/txtsentry model verify": Run(),
    "build/bin/txtsentryd": Serve(),
    "grpcurl": Grpcurl(),
    "python -m grpc_tools.protoc": Run(writes=["txtsentry/v1/classifier_pb2_grpc.py"]),
}


class Command:
    """A command of a fenced block and the output lines that the README shows, or None."""

    def __init__(self, line, text, output):
        self.line = line
        self.text = text
        self.output = output


def blocks_of(markdown):
    """Each fenced block as (language, number of its first line, lines)."""
    blocks, lines, language, first = [], None, "", 0
    for number, line in enumerate(markdown.splitlines(), 1):
        fence = re.match(r"```(\w*)$", line)
        if lines is None and fence:
            lines, language, first = [], fence[1], number + 1
        elif lines is not None and line == "```":
            blocks.append((language, first, lines))
            lines = None
        elif lines is not None:
            lines.append(line)
    return blocks


def commands_of(language, first, lines):
    """The commands of a ```sh or ```console block."""
    prompt = "$ " if language == "console" else ""
    commands, more = [], False
    for number, line in enumerate(lines, first):
        if more:
            commands[-1].text += "\n" + line
        elif language == "console" and not line.startswith(prompt):
            commands[-1].output.append(line)
            continue
        elif line.strip() and not line.startswith("#"):
            output = [] if language == "console" else None
            command = re.sub(r"\s+# .*", "", line[len(prompt):])
            commands.append(Command(number, command, output))
        more = line.endswith(("\\", "|"))
    return commands


def how_of(text):
    """The key in HOW, or None."""
    return max((key for key in HOW if text.startswith(key)), key=len, default=None)


def same_line(shown, printed):
    """Whether the lines are equal, with TOLERANCE for numbers that have a fraction."""
    if NUMBER.sub("#", shown) != NUMBER.sub("#", printed):
        return False
    return all(abs(float(a) - float(b)) <= TOLERANCE
               for a, b in zip(NUMBER.findall(shown), NUMBER.findall(printed)))


class ReadmeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        (cls.folder / "build").mkdir()
        (cls.folder / "build" / "bin").symlink_to(BIN)
        for name in ("models", "proto", "tests"):
            (cls.folder / name).symlink_to(SOURCE / name)
        log = (SOURCE / "tests" / "data" / "zeek_dns.log").read_bytes()
        (cls.folder / "dns.log").write_bytes(log)
        (cls.folder / "dns.log.gz").write_bytes(gzip.compress(log))
        (cls.folder / "records.ndjson").write_text(
            '{"text": "v=spf1 -all"}\n{"text": "IEX (New-Object Net.WebClient)"}\n')
        cls.daemon = Daemon()
        cls.blocks = blocks_of((SOURCE / "README.md").read_text())
        cls.commands = [command for block in cls.blocks if block[0] in ("sh", "console")
                        for command in commands_of(*block)]

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()
        shutil.rmtree(cls.folder)

    def shell(self, text):
        # PATH makes `python` the interpreter of this test; COLUMNS sets the width of the table.
        environment = dict(os.environ, COLUMNS="100",
                           PATH=f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}")
        return subprocess.run(["bash", "-o", "pipefail", "-c", text], cwd=self.folder,
                              env=environment, capture_output=True, text=True, timeout=120)

    def check_output(self, command, printed):
        shown = command.output
        self.assertEqual(len(shown), len(printed), f"README.md:{command.line}: {printed}")
        for number, (a, b) in enumerate(zip(shown, printed), 1):
            self.assertTrue(same_line(a, b), f"README.md:{command.line}, output line {number}:\n"
                                             f"shown    {a}\nprinted  {b}")

    def run_here(self, command, how):
        self.assertIn(how.replace[0], command.text)
        text = command.text.replace(*how.replace).replace(ADDRESS, self.daemon.target)
        ran = self.shell(text + how.append)
        self.assertEqual(ran.returncode, 0, f"README.md:{command.line}: {ran.stderr}")
        for name in how.writes:
            self.assertTrue((self.folder / name).exists(), f"README.md:{command.line}: no {name}")
        if command.output is not None:
            self.check_output(command, ran.stdout.splitlines())

    def serve(self, command):
        port_file = self.folder / "port"
        text = command.text.replace(ADDRESS, "127.0.0.1:0") + f" --port-file {port_file}"
        server = subprocess.Popen(["bash", "-c", f"exec {text}"], cwd=self.folder,
                                  stderr=subprocess.PIPE, text=True)
        while not port_file.exists():
            self.assertIsNone(server.poll(), f"README.md:{command.line}: the server left")
            time.sleep(0.01)
        server.send_signal(signal.SIGTERM)
        _, log = server.communicate(timeout=60)
        self.assertEqual(server.returncode, 0, log)

    def call(self, command):
        _, plaintext, _, body, address, method = shlex.split(command.text.replace("\\\n", " "))
        self.assertEqual((plaintext, address), ("-plaintext", ADDRESS))
        messages, _ = load_stubs()
        request = json_format.Parse(body, messages.ClassifyRequest())
        with grpc.insecure_channel(self.daemon.target) as channel:
            services = ProtoReflectionDescriptorDatabase(channel).get_services()
            self.assertIn(method.split("/")[0], services)
            answer = channel.unary_unary(
                f"/{method}", request_serializer=messages.ClassifyRequest.SerializeToString,
                response_deserializer=messages.ClassifyResponse.FromString)(request, timeout=10)
        self.assertEqual(len(answer.results), len(request.records))

    def test_every_command_does_what_the_readme_says(self):
        self.assertGreater(len(self.commands), 15)
        for command in self.commands:
            with self.subTest(line=command.line, command=command.text):
                key = how_of(command.text)
                self.assertIsNotNone(key, f"README.md:{command.line}: HOW has no entry for this")
                how = HOW[key]
                if isinstance(how, Run):
                    self.run_here(command, how)
                elif isinstance(how, Serve):
                    self.serve(command)
                elif isinstance(how, Grpcurl):
                    self.call(command)
                else:
                    for path in how.paths:
                        self.assertTrue((SOURCE / path).exists(), f"{path}; {how.why}")

    def test_how_has_no_entry_without_a_command(self):
        used = {how_of(command.text) for command in self.commands}
        self.assertEqual(set(HOW) - used, set())

    def test_the_python_client_prints_what_its_comment_says(self):
        blocks = [(first, lines) for language, first, lines in self.blocks if language == "python"]
        self.assertEqual(len(blocks), 1)
        first, lines = blocks[0]
        stubs = next(c for c in self.commands if c.text.startswith("python -m grpc_tools"))
        self.run_here(stubs, HOW[how_of(stubs.text)])
        source = "\n".join(lines).replace(ADDRESS, self.daemon.target)
        (self.folder / "client.py").write_text(source)
        ran = self.shell("python client.py")
        self.assertEqual(ran.returncode, 0, f"README.md:{first}: {ran.stderr}")
        self.assertEqual(ran.stdout.strip(), lines[-1].split("# ")[1])

    def test_the_checks_can_fail(self):
        self.assertIsNone(how_of("rm -r build"))
        self.assertTrue(same_line("0.999985  suspicious", "0.999984  suspicious"))
        self.assertFalse(same_line("0.999985  suspicious", "0.999885  suspicious"))
        self.assertFalse(same_line("0.999985  suspicious", "0.999985  ok"))
        command, = commands_of("console", 1, ["$ echo a |", "    cat", "b"])
        self.assertEqual((command.text, command.output), ("echo a |\n    cat", ["b"]))
        with self.assertRaisesRegex(AssertionError, "shown    b"):
            self.run_here(command, Run())
        with self.assertRaisesRegex(AssertionError, "README.md:1"):
            self.run_here(Command(1, "false", None), Run())
        with self.assertRaisesRegex(AssertionError, "no absent"):
            self.run_here(Command(1, "true", None), Run(writes=["absent"]))


if __name__ == "__main__":
    unittest.main()
