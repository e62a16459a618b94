"""txtsentryd as a process: start, failure to start, signals, logs, and what other clients see."""

import signal
import subprocess
import threading
import unittest

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from programs import BIN, DEFAULT_MODEL, Daemon, daemon_once, load_stubs, txtsentry

SERVICE = "txtsentry.v1.TxtClassifier"


class StartTest(unittest.TestCase):
    def test_a_missing_model_ends_the_start_with_its_name(self):
        ran = daemon_once("--model", "/nonexistent/model", "--listen", "127.0.0.1:0")
        self.assertEqual(ran.returncode, 3)
        self.assertIn("/nonexistent/model", ran.stderr)

    def test_a_taken_port_ends_the_start_with_the_address(self):
        with Daemon() as first:
            ran = daemon_once("--model", DEFAULT_MODEL, "--listen", first.target)
        self.assertEqual(ran.returncode, 3)
        self.assertIn(f"--listen {first.target}", ran.stderr)

    def test_wrong_flags_are_a_usage_error(self):
        self.assertEqual(daemon_once("--model", DEFAULT_MODEL, "--workers", "-1").returncode, 2)
        self.assertEqual(daemon_once("--nonsense").returncode, 2)

    def test_version_and_help(self):
        self.assertIn("txtsentryd 0", daemon_once("--version").stdout)
        self.assertIn("TXTSENTRY_MODEL", daemon_once("--help").stdout)

    def test_the_log_says_how_threads_were_sized(self):
        with Daemon() as daemon:
            self.assertRegex(
                daemon.log(),
                r"engine workers \d+, \d+ KiB each beside \d+ KiB shared; processors: .*online \d+",
            )


class SignalTest(unittest.TestCase):
    def test_sigterm_under_load_answers_all_that_was_accepted(self):
        with Daemon("--workers", "1") as daemon:
            lines = b"".join(b"v=spf1 include:host%d.example.com ~all\n" % i for i in range(40000))
            client = subprocess.Popen(
                [BIN / "txtsentry", "score", "--server", daemon.target, "-i", "lines", "-f", "csv",
                 "--progress", "never", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE)
            answers = []
            reader = threading.Thread(target=lambda: answers.extend(client.stdout))
            reader.start()
            feeder = threading.Thread(target=self._feed, args=(client, lines))
            feeder.start()
            while len(answers) < 2:  # the header and a first row: load is under way
                self.assertIsNone(daemon.process.poll())
            self.assertEqual(daemon.stop(), 0)
            client.wait(timeout=60)
            feeder.join()
            reader.join()
            drained = daemon.log().split("drained: ")[1]
            counts = dict(part.rsplit(" ", 1) for part in
                          drained.split(";")[0].replace("rows accepted", "accepted").split(", "))
            self.assertEqual(counts["accepted"], counts["scored"], drained)
            self.assertNotEqual(counts["scored"], "0")

    @staticmethod
    def _feed(client, lines):
        try:
            client.stdin.write(lines)
            client.stdin.close()
        except BrokenPipeError:
            pass

    def test_sigint_is_a_clean_stop_too(self):
        with Daemon() as daemon:
            daemon.process.send_signal(signal.SIGINT)
            self.assertEqual(daemon.process.wait(timeout=30), 0)

    def test_a_second_signal_in_the_lame_duck_time_ends_it(self):
        with Daemon("--lame-duck-ms", "600000") as daemon:
            daemon.process.send_signal(signal.SIGTERM)
            while "draining" not in daemon.log():
                pass
            daemon.process.send_signal(signal.SIGTERM)
            self.assertEqual(daemon.process.wait(timeout=30), 0)


class PrivacyTest(unittest.TestCase):
    def test_no_line_of_the_log_or_of_an_error_holds_record_text(self):
        marker = "seCret-mArker"
        with Daemon("--log-level", "trace") as daemon:
            lines = "\n".join([marker, marker * 6000, f'"{marker}"', f"{marker}\xff"])
            ran = txtsentry("score", "--server", daemon.target, "-i", "lines", "-f", "csv", "-",
                            stdin=lines.encode("latin-1"))
            self.assertEqual(ran.returncode, 0, ran.stderr)
            self.assertIn(b"record_bytes_max", ran.stdout)
            self.assertNotIn(marker.encode(), ran.stdout + ran.stderr)
            self.assertEqual(daemon.stop(), 0)
            self.assertNotIn(marker.lower(), daemon.log().lower())


class OtherClientsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pb2, cls.pb2_grpc = load_stubs()
        cls.daemon = Daemon()
        cls.channel = grpc.insecure_channel(cls.daemon.target)

    @classmethod
    def tearDownClass(cls):
        cls.channel.close()
        cls.daemon.__exit__()

    def test_a_python_client_gets_an_answer_a_record(self):
        stub = self.pb2_grpc.TxtClassifierStub(self.channel)
        request = self.pb2.ClassifyRequest(records=[
            self.pb2.Record(text="v=spf1 -all", id="a"),
            self.pb2.Record(raw=b"\xff\x00", id="b"),
            self.pb2.Record(strings=self.pb2.CharacterStrings(strings=[b"x", b"y"]), id="c")])
        response = stub.Classify(request, timeout=10)
        self.assertEqual([r.id for r in response.results], ["a", "b", "c"])
        self.assertEqual(response.results[0].category, self.pb2.CATEGORY_SPF)
        self.assertEqual(list(response.results[1].reasons), ["NOT_UTF8"])

    def test_a_python_stream_is_answered_in_order(self):
        stub = self.pb2_grpc.TxtClassifierStub(self.channel)
        requests = (self.pb2.ClassifyRequest(id=str(i), records=[self.pb2.Record(text="a" * i)])
                    for i in range(1, 50))
        ids = [r.id for r in stub.ClassifyStream(requests, timeout=30)]
        self.assertEqual(ids, [str(i) for i in range(1, 50)])

    def test_health_answers_for_the_process_and_the_service(self):
        health = health_pb2_grpc.HealthStub(self.channel)
        for service in ("", SERVICE):
            answer = health.Check(health_pb2.HealthCheckRequest(service=service), timeout=10)
            self.assertEqual(answer.status, health_pb2.HealthCheckResponse.SERVING)

    def test_reflection_lists_the_service(self):
        services = ProtoReflectionDescriptorDatabase(self.channel).get_services()
        self.assertIn(SERVICE, services)
        self.assertIn("grpc.health.v1.Health", services)
        self.assertIn("inference.GRPCInferenceService", services)

    def test_explain_adds_up_for_a_stub_made_from_the_proto_files(self):
        stub = self.pb2_grpc.TxtClassifierStub(self.channel)
        text = "v=spf1 ip4:192.0.2.0/24 -all"
        answer = stub.Explain(self.pb2.ExplainRequest(record={"text": text}), timeout=30)
        self.assertEqual(answer.text, text.encode())
        self.assertEqual(answer.nearest_kind, "spf")
        self.assertAlmostEqual(sum(c.logit for c in answer.contributions) + answer.residual,
                               answer.logit - answer.baseline_logit, places=3)


if __name__ == "__main__":
    unittest.main()
