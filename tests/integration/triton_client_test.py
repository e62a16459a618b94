"""NVIDIA's tritonclient, unmodified, against txtsentryd: the same answers as our own API gives."""

import asyncio
import base64
import json
import pathlib
import queue
import random
import subprocess
import sys
import tempfile
import unittest

from programs import SOURCE, Daemon, txtsentry

try:
    import numpy as np
    import tritonclient.grpc as triton
    import tritonclient.grpc.aio as triton_aio
    from google.protobuf import descriptor_pb2
    from tritonclient.grpc import model_config_pb2, service_pb2
    from tritonclient.utils import InferenceServerException
except ModuleNotFoundError as missing:
    print(f"SKIPPED: no {missing.name} here")
    sys.exit(77)

sys.path.insert(0, str(SOURCE / "tests" / "golden"))
import sample_strings

MODEL = "txtsentry-default"


def text_input(records):
    """The input TEXT as tritonclient encodes it."""
    tensor = triton.InferInput("TEXT", [len(records)], "BYTES")
    tensor.set_data_from_numpy(np.array(records, dtype=np.object_))
    return tensor


def expected_of(target, records):
    """(probability, label, tokens) of each record by txtsentry.v1, through the command line."""
    lines = "".join(json.dumps({"strings_b64": [base64.b64encode(r).decode()]}) + "\n"
                    for r in records)
    ran = txtsentry("score", "--server", target, "-i", "ndjson", "-f", "ndjson", "--progress",
                    "never", "-", stdin=lines.encode())
    assert ran.returncode == 0, ran.stderr
    scores = [json.loads(line)["txt_score"] for line in ran.stdout.splitlines()]
    return [(np.float32(s["probability"]), s["label"], s["token_count"]) for s in scores]


def answer_of(result):
    return list(zip(result.as_numpy("PROBABILITY"), result.as_numpy("LABEL"),
                    result.as_numpy("TOKENS")))


class TritonClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon("--anonymous-admin")
        cls.client = triton.InferenceServerClient(cls.daemon.target)
        rng = random.Random(7)
        cls.records = [sample_strings.make(rng) for _ in range(300)]
        cls.expected = expected_of(cls.daemon.target, cls.records)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.daemon.__exit__()

    def test_a_synchronous_call_gives_what_our_own_api_gives(self):
        result = self.client.infer(MODEL, [text_input(self.records)], request_id="7")
        self.assertEqual(answer_of(result), self.expected)
        self.assertEqual(set(result.as_numpy("STATUS")), {b""})
        self.assertEqual(result.get_response().id, "7")
        self.assertEqual(result.get_response().model_name, MODEL)

    def test_an_asynchronous_call_does_too(self):
        done = queue.Queue()
        for i in range(0, 300, 10):
            self.client.async_infer(MODEL, [text_input(self.records[i:i + 10])],
                                    lambda result, error: done.put((result, error)),
                                    request_id=str(i))
        for _ in range(0, 300, 10):
            result, error = done.get(timeout=60)
            self.assertIsNone(error)
            i = int(result.get_response().id)
            self.assertEqual(answer_of(result), self.expected[i:i + 10])

    def test_asyncio_does_too(self):
        async def run():
            async with triton_aio.InferenceServerClient(self.daemon.target) as client:
                self.assertTrue(await client.is_server_ready())
                result = await client.infer(MODEL, [text_input(self.records)])
                self.assertEqual(answer_of(result), self.expected)

        asyncio.run(run())

    def test_a_stream_answers_in_order_and_outlives_a_bad_request(self):
        done = queue.Queue()
        self.client.start_stream(lambda result, error: done.put((result, error)))
        for i, record in enumerate(self.records):
            self.client.async_stream_infer(MODEL, [text_input([record])], request_id=str(i))
            if i == 100:
                self.client.async_stream_infer("no_such_model", [text_input([record])])
        answers = [done.get(timeout=60) for _ in range(len(self.records) + 1)]
        self.client.stop_stream()
        _, error = answers.pop(101)
        self.assertIn("NOT_FOUND", str(error))
        for i, (result, error) in enumerate(answers):
            self.assertIsNone(error)
            self.assertEqual(result.get_response().id, str(i))
            self.assertEqual(answer_of(result), [self.expected[i]])

    def test_outputs_that_are_asked_for_and_the_owner_name(self):
        owner = triton.InferInput("OWNER_NAME", [1], "BYTES")
        owner.set_data_from_numpy(np.array([b"_dmarc.example.com"], dtype=np.object_))
        result = self.client.infer(MODEL, [text_input([b"v=DMARC1; p=none"]), owner],
                                   outputs=[triton.InferRequestedOutput("LABEL")])
        self.assertEqual(list(result.as_numpy("LABEL")), [0])
        self.assertIsNone(result.as_numpy("PROBABILITY"))

    def test_a_record_that_is_too_long_is_an_error_of_its_own(self):
        result = self.client.infer(MODEL, [text_input([b"a", b"x" * 70000])])
        self.assertTrue(np.isnan(result.as_numpy("PROBABILITY")[1]))
        self.assertEqual(list(result.as_numpy("LABEL") == -1), [False, True])
        self.assertIn(b"record_bytes_max=65535", result.as_numpy("STATUS")[1])

    def test_errors_come_with_their_code(self):
        with self.assertRaises(InferenceServerException) as caught:
            self.client.infer("no_such_model", [text_input([b"a"])])
        self.assertEqual(caught.exception.status(), "StatusCode.NOT_FOUND")
        with self.assertRaises(InferenceServerException) as caught:
            self.client.load_model(MODEL)
        self.assertEqual(caught.exception.status(), "StatusCode.UNAVAILABLE")

    def test_priority_and_timeout_are_taken(self):
        result = self.client.infer(MODEL, [text_input(self.records)], priority=2,
                                   timeout=60_000_000)
        self.assertEqual(answer_of(result), self.expected)

    def test_health_metadata_and_configuration(self):
        self.assertTrue(self.client.is_server_live())
        self.assertTrue(self.client.is_server_ready())
        self.assertTrue(self.client.is_model_ready(MODEL))
        self.assertFalse(self.client.is_model_ready("no_such_model"))
        self.assertIn("statistics", self.client.get_server_metadata().extensions)
        metadata = self.client.get_model_metadata(MODEL)
        self.assertEqual([(t.name, t.datatype, list(t.shape)) for t in metadata.outputs],
                         [("PROBABILITY", "FP32", [-1]), ("LABEL", "INT32", [-1]),
                          ("TOKENS", "INT32", [-1]), ("STATUS", "BYTES", [-1])])
        config = self.client.get_model_config(MODEL).config
        self.assertEqual(config.input[0].data_type, model_config_pb2.TYPE_STRING)
        self.assertFalse(config.model_transaction_policy.decoupled)
        index = self.client.get_model_repository_index()
        self.assertEqual([(m.name, m.state) for m in index.models], [(MODEL, "READY")])

    def test_statistics_count_records_and_requests(self):
        def counts():
            stats = self.client.get_inference_statistics(MODEL).model_stats[0]
            return np.array([stats.inference_count, stats.execution_count,
                             stats.inference_stats.success.count])

        before = counts()
        self.client.infer(MODEL, [text_input([b"a", b"b", b"c"])])
        self.assertEqual(list(counts() - before), [3, 1, 1])


class ProtoTest(unittest.TestCase):
    def test_names_types_and_numbers_are_tritons(self):
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder) / "ours"
            subprocess.run([sys.executable, "-m", "grpc_tools.protoc", f"-I{SOURCE / 'proto'}",
                            "--include_imports", f"--descriptor_set_out={out}",
                            "inference/grpc_service.proto"], check=True)
            ours = described(descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes()).file)
        files = [descriptor_pb2.FileDescriptorProto(), descriptor_pb2.FileDescriptorProto()]
        service_pb2.DESCRIPTOR.CopyToProto(files[0])
        model_config_pb2.DESCRIPTOR.CopyToProto(files[1])
        theirs = described(files)
        differing = {key for key, value in ours.items() if theirs.get(key) != value}
        # The protocol's own, which Triton leaves out.
        self.assertEqual({key for key in differing if "ModelMetadataResponse" not in key[0]}, set())
        self.assertGreater(len(ours), 150)


def described(files):
    """Every field, value of an enum and method: {(owner, number or name): what}."""
    found = {}

    def messages(prefix, of):
        for message in of:
            name = prefix + message.name
            for field in message.field:
                found[name, field.number] = (field.name, field.type, field.label, field.type_name)
            enums(name + ".", message.enum_type)
            messages(name + ".", message.nested_type)

    def enums(prefix, of):
        for enum in of:
            for value in enum.value:
                found[prefix + enum.name, value.number] = value.name

    for file in files:
        messages(file.package + ".", file.message_type)
        enums(file.package + ".", file.enum_type)
        for service in file.service:
            for m in service.method:
                found[service.name, m.name] = (m.input_type, m.output_type, m.client_streaming,
                                               m.server_streaming)
    return found
