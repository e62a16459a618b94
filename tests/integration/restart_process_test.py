"""Servers that come and go under load: no call is lost.

RESTARTS (environment, default 3): how often each of the two servers is restarted.
"""

import os
import signal
import time
import unittest

from faults import connections
from load import Load, seconds_until
from programs import Daemon, load_stubs

RESTARTS = int(os.environ.get("RESTARTS", "3"))


class RestartTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stubs = load_stubs()

    def test_rolling_restarts_of_two_servers_lose_no_call(self):
        flags = ("--lame-duck-ms", "500", "--engine", "simd")
        servers = [Daemon(*flags), Daemon(*flags)]
        targets = [server.target for server in servers]
        statuses = []
        try:
            with Load(self.stubs, *targets) as load:
                for _ in range(RESTARTS):
                    for i, target in enumerate(targets):
                        statuses.append(servers[i].stop())
                        servers[i].__exit__()
                        servers[i] = Daemon(*flags, listen=target)
                        # Every caller has to find it again before the other one goes.
                        again = servers[i]
                        seconds_until(lambda server=again: connections(server) >= load.threads, 10)
                        load.wait_for_calls(20)
        finally:
            for server in servers:
                server.__exit__()
        print(f"\n{len(statuses)} restarts, {load.ok} calls answered, failed: {load.failed or 0}")
        self.assertEqual(set(statuses), {0})
        self.assertEqual(load.failed, {})

    def test_a_killed_server_costs_no_call(self):
        with Daemon() as first, Daemon() as second:
            with Load(self.stubs, first.target, second.target) as load:
                load.wait_for_calls(50)
                second.process.kill()
                load.wait_for_calls(200)
            print(f"\nSIGKILL of one of two: {load.ok} calls answered, failed: {load.failed or 0}")
            self.assertEqual(load.failed, {})

    def test_a_server_that_stands_still_for_some_seconds_goes_on(self):
        with Daemon() as server, Load(self.stubs, server.target) as load:
            server.process.send_signal(signal.SIGSTOP)
            time.sleep(3)
            server.process.send_signal(signal.SIGCONT)
            load.wait_for_calls(50)
        self.assertEqual(load.failed, {})


if __name__ == "__main__":
    unittest.main()
