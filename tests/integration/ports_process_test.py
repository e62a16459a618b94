"""The ports beside the data's, as probes, scrapers and operators meet them."""

import unittest
import urllib.error
import urllib.request

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from programs import Daemon

CHANNELZ = "grpc.channelz.v1.Channelz"


def services(target):
    with grpc.insecure_channel(target) as channel:
        return set(ProtoReflectionDescriptorDatabase(channel).get_services())


class PortsTest(unittest.TestCase):
    def test_the_port_file_names_them_in_order_and_each_serves_its_own(self):
        with Daemon("--health-listen", "127.0.0.1:0", "--channelz") as daemon:
            _, _, health = daemon.ports
            with urllib.request.urlopen(f"http://{daemon.http}/metrics") as answer:
                self.assertIn(b"txtsentry_connections_accepted_total", answer.read())
            with grpc.insecure_channel(f"127.0.0.1:{health}") as channel:
                checked = health_pb2_grpc.HealthStub(channel).Check(
                    health_pb2.HealthCheckRequest(service="txtsentry.v1.TxtClassifier"), timeout=10)
            self.assertEqual(checked.status, health_pb2.HealthCheckResponse.SERVING)
            self.assertIn(CHANNELZ, services(f"127.0.0.1:{health}"))
            self.assertNotIn(CHANNELZ, services(daemon.target))

    def test_other_paths_and_methods_are_not_found(self):
        with Daemon() as daemon:
            for path, body in [("/", None), ("/etc/passwd", None), ("/metrics", b"x")]:
                with self.assertRaises(urllib.error.HTTPError) as caught:
                    urllib.request.urlopen(f"http://{daemon.http}{path}", data=body)
                self.assertEqual(caught.exception.code, 404)
                caught.exception.close()


if __name__ == "__main__":
    unittest.main()
