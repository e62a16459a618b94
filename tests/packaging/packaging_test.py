"""`cmake --install`, and the examples built and run against what it installs.

The C++ files that include gRPC take most of the time, the more so without a compiler cache.
"""

import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)

SOURCE = pathlib.Path(os.environ["TXTSENTRY_SOURCE"])
BUILD = pathlib.Path(os.environ["TXTSENTRY_BUILD"])
CMAKE = os.environ["TXTSENTRY_CMAKE"]
COMPILER = ["-DCMAKE_CXX_COMPILER=" + os.environ["TXTSENTRY_CXX"],
            "-DCMAKE_CXX_COMPILER_LAUNCHER=" + os.environ.get("TXTSENTRY_LAUNCHER", "")]
# On the PATH, or from a package of this Python's environment.
GRPCURL = shutil.which("grpcurl", path=os.pathsep.join(
    [os.environ["PATH"], str(pathlib.Path(sys.executable).parent)]))
TOKEN = "0123456789abcdef0123456789abcdef"
RECORDS = ["v=spf1 -all", "IEX (New-Object Net.WebClient).DownloadString('x')"]
# A row of an example's output: score, label, category, record.
ROW = re.compile(r"^([01]\.\d{6})  (\w+) +(CATEGORY_\w+) +(.*)$")

_scratch = tempfile.TemporaryDirectory(prefix="txtsentry-packaging-")
PREFIX = pathlib.Path(_scratch.name) / "prefix"
EXAMPLES = PREFIX / "share" / "doc" / "txtsentry" / "examples"
sys.path.insert(0, str(SOURCE / "tests" / "integration"))
# programs.py starts the installed daemon with the installed model.
os.environ["TXTSENTRY_BIN"] = str(PREFIX / "bin")
import programs  # noqa: E402  (after TXTSENTRY_BIN)

MODEL = PREFIX / "share" / "txtsentry" / "models" / "default"


def run(*command, **options):
    ran = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                         timeout=240, **options)
    if ran.returncode != 0:
        raise AssertionError(f"{command}: {ran.returncode}\n{ran.stdout}\n{ran.stderr}")
    return ran.stdout


def setUpModule():
    run(CMAKE, "--install", BUILD, "--prefix", PREFIX)


def tearDownModule():
    _scratch.cleanup()


def daemon(*flags):
    return programs.Daemon(*flags, model=MODEL)


def rows_of(output):
    return [match.groups() for match in map(ROW.match, output.splitlines()) if match]


class InstallTest(unittest.TestCase):
    def test_exported_cmake_files_name_no_folder_of_this_tree(self):
        files = list(PREFIX.rglob("*.cmake"))
        self.assertGreaterEqual(len(files), 4)
        for file in files:
            text = file.read_text()
            for folder in (SOURCE, BUILD, PREFIX):
                self.assertNotIn(str(folder), text, file)

    def test_programs_run_from_where_they_are_installed(self):
        for program in ("txtsentryd", "txtsentry"):
            self.assertRegex(run(PREFIX / "bin" / program, "--version"), rf"^{program} \d")
        scored = run(PREFIX / "bin" / "txtsentry", "score", "--model", MODEL, "-i", "lines",
                     "-f", "csv", "-", input=RECORDS[0] + "\n")
        self.assertRegex(scored, r"\n0\.008579\d*,0,spf,KNOWN_KIND,")

    @unittest.skipIf(os.environ["TXTSENTRY_WITH_TORCH"] == "0", "built without LibTorch")
    def test_the_libtorch_engine_is_found_beside_the_programs(self):
        scored = run(PREFIX / "bin" / "txtsentry", "score", "--model", MODEL,
                     "--engine", "libtorch", "--device", "cpu", "-i", "lines", "-f", "csv", "-",
                     input=RECORDS[0] + "\n")
        self.assertRegex(scored, r"\n0\.008579\d*,0,spf,KNOWN_KIND,")

    def test_the_client_component_has_no_program_and_the_runtime_no_header(self):
        for component, there, absent in (("runtime", "bin/txtsentryd", "include"),
                                         ("client", "include/txtsentry/client/client.h", "bin")):
            prefix = pathlib.Path(_scratch.name) / component
            run(CMAKE, "--install", BUILD, "--prefix", prefix, "--component", component)
            self.assertTrue((prefix / there).exists(), there)
            self.assertFalse((prefix / absent).exists(), absent)
            self.assertTrue((prefix / "share/doc/txtsentry/LICENSE").exists())


class CppTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # One project: the example as it is installed, and each public header compiled alone.
        project = pathlib.Path(_scratch.name) / "consumer"
        shutil.copytree(EXAMPLES / "cpp", project)
        headers = sorted((PREFIX / "include/txtsentry/client").glob("*.h"))
        assert len(headers) >= 6, headers
        with open(project / "CMakeLists.txt", "a") as cmake:
            print("add_library(headers OBJECT)\n"
                  "target_link_libraries(headers PRIVATE txtsentry::client)", file=cmake)
            for header in headers:
                unit = project / f"{header.stem}.cc"
                unit.write_text(f'#include "txtsentry/client/{header.name}"\n')
                print(f"target_sources(headers PRIVATE {unit.name})", file=cmake)
        cls.build = project / "build"
        run(CMAKE, "-G", "Ninja", "-S", project, "-B", cls.build,
            f"-DCMAKE_PREFIX_PATH={PREFIX}", *COMPILER)
        run(CMAKE, "--build", cls.build, "--parallel", "2")
        cls.program = cls.build / "classify"

    def test_the_example_scores_in_a_call_and_in_a_stream(self):
        with daemon() as server:
            output = run(self.program, "--server", server.target, *RECORDS)
        self.assertIn("Classify, by txtsentry-default@", output)
        rows = rows_of(output)
        self.assertEqual([row[3] for row in rows], RECORDS * 2)
        self.assertEqual([row[1] for row in rows], ["ok", "suspicious"] * 2)
        self.assertEqual(rows[0][2], "CATEGORY_SPF")
        self.assertEqual(rows[:2], rows[2:])

    def test_the_example_says_why_it_has_no_score(self):
        ran = subprocess.run([self.program, "--server", "127.0.0.1:1"], capture_output=True,
                             text=True, timeout=60)
        self.assertEqual(ran.returncode, 1)
        self.assertIn("Classify: UNAVAILABLE", ran.stderr)
        ran = subprocess.run([self.program, "--token-file", "/nonexistent"], capture_output=True,
                             text=True, timeout=60)
        self.assertEqual(ran.returncode, 2)
        self.assertIn("/nonexistent", ran.stderr)

    def test_the_package_of_another_minor_version_is_refused(self):
        project = pathlib.Path(_scratch.name) / "version"
        project.mkdir()
        (project / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.22)\nproject(version LANGUAGES NONE)\n"
            "find_package(txtsentry 0.99 REQUIRED)\n")
        ran = subprocess.run([CMAKE, "-S", project, "-B", project / "build",
                              f"-DCMAKE_PREFIX_PATH={PREFIX}"], capture_output=True, text=True)
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("compatible", ran.stderr)

    def test_both_examples_speak_tls_and_show_a_token(self):
        folder = pathlib.Path(_scratch.name) / "tls"
        folder.mkdir()
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "key.pem",
            "-out", folder / "cert.pem")
        (folder / "token").write_text(TOKEN + "\n")
        (folder / "wrong").write_text(TOKEN[::-1] + "\n")
        with daemon("--tls-cert", folder / "cert.pem", "--tls-key", folder / "key.pem",
                    "--token-file", folder / "token") as server:
            for command in ([self.program], python_example()):
                command = [*command, "--server", server.target, "--tls-ca", folder / "cert.pem",
                           "--token-file"]
                self.assertEqual(len(rows_of(run(*command, folder / "token"))), 4)
                ran = subprocess.run([*command, folder / "wrong"], capture_output=True, text=True,
                                     timeout=60)
                self.assertEqual(ran.returncode, 1)
                self.assertIn("UNAUTHENTICATED", ran.stderr)


def python_example():
    """The example's command, with the stubs that its README says how to make."""
    stubs = pathlib.Path(_scratch.name) / "stubs"
    if not stubs.exists():
        stubs.mkdir()
        run(sys.executable, "-m", "grpc_tools.protoc", "-I", PREFIX / "share/txtsentry/proto",
            f"--python_out={stubs}", f"--grpc_python_out={stubs}",
            "google/rpc/status.proto", "txtsentry/v1/classifier.proto")
    return ["env", f"PYTHONPATH={stubs}", sys.executable, "-B", EXAMPLES / "python/classify.py",
            "--service-config", PREFIX / "share/txtsentry/client/service-config.json"]


class PythonTest(unittest.TestCase):
    def test_the_example_scores_in_a_call_and_in_a_stream(self):
        with daemon() as server:
            output = run(*python_example(), "--server", server.target, *RECORDS)
        rows = rows_of(output)
        self.assertEqual([row[3] for row in rows], RECORDS * 2)
        self.assertEqual([row[1] for row in rows], ["ok", "suspicious"] * 2)
        self.assertEqual(rows[:2], rows[2:])

    def test_the_example_says_why_it_has_no_score(self):
        ran = subprocess.run([*python_example(), "--server", "127.0.0.1:1"], capture_output=True,
                             text=True, timeout=60)
        self.assertEqual(ran.returncode, 1)
        self.assertIn("UNAVAILABLE", ran.stderr)


def grpcurl_commands():
    """The commands of the page on grpcurl: (words, messages of -d, method)."""
    page = (EXAMPLES / "grpcurl" / "README.md").read_text()
    commands = []
    for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL):
        words = shlex.split(block.replace("\\\n", " "))
        text = words[words.index("-d") + 1] if "-d" in words else ""
        messages = []
        while text.strip():
            message, end = json.JSONDecoder().raw_decode(text := text.strip())
            messages.append(message)
            text = text[end:]
        commands.append((words, messages, words[-1]))
    return commands


class GrpcurlTest(unittest.TestCase):
    def test_every_request_of_the_page_is_one_that_the_server_describes_and_answers(self):
        commands = grpcurl_commands()
        self.assertEqual(len(commands), 5)
        with daemon() as server, grpc.insecure_channel(server.target) as channel:
            database = ProtoReflectionDescriptorDatabase(channel)
            pool = descriptor_pool.DescriptorPool(database)
            for words, messages, method in commands:
                self.assertEqual(words[:2], ["grpcurl", "-plaintext"])
                if method == "list":
                    self.assertIn("txtsentry.v1.TxtClassifier", database.get_services())
                    continue
                service, _, name = method.partition("/")
                descriptor = pool.FindServiceByName(service).FindMethodByName(name)
                request_type = message_factory.GetMessageClass(descriptor.input_type)
                response_type = message_factory.GetMessageClass(descriptor.output_type)
                requests = [json_format.ParseDict(message, request_type())
                            for message in messages or [{}]]
                if descriptor.client_streaming:
                    call = channel.stream_stream(f"/{method}", request_type.SerializeToString,
                                                 response_type.FromString)
                    answers = list(call(iter(requests), timeout=30))
                else:
                    call = channel.unary_unary(f"/{method}", request_type.SerializeToString,
                                               response_type.FromString)
                    answers = [call(requests[0], timeout=30)]
                self.assertEqual(len(answers), len(requests), method)

    @unittest.skipUnless(GRPCURL, "no grpcurl here")
    def test_grpcurl_gets_an_answer_to_every_command_of_the_page(self):
        with daemon() as server:
            for words, messages, method in grpcurl_commands():
                answer = run(GRPCURL, *(server.target if word == "127.0.0.1:8500" else word
                                        for word in words[1:]))
                if method.endswith(("Classify", "ClassifyStream")):
                    self.assertEqual(answer.count('"probability"'),
                                     sum(len(message["records"]) for message in messages), answer)
                self.assertNotEqual(answer.strip(), "", method)


class ComposeTest(unittest.TestCase):
    """The containers' commands; tests/deploy checks the file's form."""

    def test_the_health_check_fails_without_a_server_and_the_client_scores_every_record(self):
        compose = (EXAMPLES / "compose" / "compose.yaml").read_text()
        check = re.search(r'test: \[CMD-SHELL, "(.*)"\]', compose).group(1)
        client = re.search(r"command: \[(.*)\]", compose).group(1).replace('"', "").split(", ")
        self.assertIn("127.0.0.1:8500", check)
        records = EXAMPLES / "compose" / "records.txt"
        environment = {**os.environ, "PATH": f"{PREFIX / 'bin'}:{os.environ['PATH']}"}
        with daemon() as server:
            check = check.replace("127.0.0.1:8500", server.target)
            run("sh", "-c", check, env=environment)
            table = run(PREFIX / "bin" / "txtsentry", *(
                {"server:8500": server.target, "/records.txt": records}.get(word, word)
                for word in client))
        for line in records.read_text().splitlines():
            self.assertIn(line[:20], table)
        ran = subprocess.run(["sh", "-c", check], env=environment, capture_output=True, timeout=60)
        self.assertNotEqual(ran.returncode, 0)


if __name__ == "__main__":
    unittest.main()
