"""A server that runs out of file descriptors serves again once there are some."""

import pathlib
import resource
import socket
import time
import unittest

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from load import seconds_until
from programs import Daemon

FILES_MAX = 64


def is_serving(target):
    with grpc.insecure_channel(target) as channel:
        try:
            answer = health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(), timeout=5)
            return answer.status == health_pb2.HealthCheckResponse.SERVING
        except grpc.RpcError:
            return False


class DescriptorsTest(unittest.TestCase):
    def test_a_burst_of_connections_past_all_descriptors_is_outlived(self):
        with Daemon() as daemon:
            resource.prlimit(daemon.process.pid, resource.RLIMIT_NOFILE, (FILES_MAX, FILES_MAX))
            self.assertTrue(is_serving(daemon.target))
            host, port = daemon.target.split(":")
            held = [socket.create_connection((host, int(port)), timeout=10)
                    for _ in range(2 * FILES_MAX)]
            descriptors = pathlib.Path(f"/proc/{daemon.process.pid}/fd")
            seconds_until(lambda: len(list(descriptors.iterdir())) >= FILES_MAX - 1, 10)
            for connection in held:
                connection.close()
            end = time.monotonic() + 30
            while not is_serving(daemon.target):
                self.assertLess(time.monotonic(), end, "the listener is dead")


if __name__ == "__main__":
    unittest.main()
