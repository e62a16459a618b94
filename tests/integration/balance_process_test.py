"""Load over several servers: one that is added gets its share within the age of a connection, one
that dies costs no call."""

import os
import unittest

# The resolver that can be told which name server to ask; the choice is made once, at the import.
os.environ["GRPC_DNS_RESOLVER"] = "ares"

from faults import connections, counters
from layer4 import Layer4
from load import Load, seconds_until
from name_server import NameServer
from programs import Daemon, load_stubs

AGE_MS = 500
SPREAD = 0.15
CALLS = 2000
# Short in place of gRPC's 30 s between two questions for the same name.
OPTIONS = {"grpc.dns_min_time_between_resolutions_ms": 100, "grpc.enable_retries": 1}


def calls(server):
    return sum(value for name, value in counters(server).items()
               if name.startswith("txtsentry_calls_total"))


def shares(servers, wait):
    """The share of each in the calls until wait() returns."""
    before = [calls(server) for server in servers]
    wait()
    done = [calls(server) - start for server, start in zip(servers, before)]
    return [count / sum(done) for count in done]


class BalanceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stubs = load_stubs()

    def assert_even(self, found, what):
        print(f"\n{what}: shares {', '.join(f'{share:.3f}' for share in found)}")
        for share in found:
            self.assertAlmostEqual(share * len(found), 1, delta=SPREAD)

    def test_a_name_with_an_address_a_server(self):
        flags = ("--connection-age-ms", str(AGE_MS), "--connection-grace-ms", "5000")
        with Daemon(*flags, listen="127.0.0.2:0") as first:
            port = first.address[1]
            with Daemon(*flags, listen=f"127.0.0.3:{port}") as second, \
                    NameServer("127.0.0.2", "127.0.0.3") as names:
                target = f"dns://127.0.0.1:{names.port}/pods.example:{port}"
                with Load(self.stubs, target, options=OPTIONS) as load:
                    def many_calls():
                        load.wait_for_calls(CALLS)

                    self.assert_even(shares([first, second], many_calls), "two servers of a name")
                    with Daemon(*flags, listen=f"127.0.0.4:{port}") as third:
                        names.addresses.append("127.0.0.4")
                        took = seconds_until(lambda: calls(third) > 0, 10)
                        print(f"\nthe third is called after {took:.2f} s; "
                              f"connections live {AGE_MS} ms")
                        seconds_until(lambda: connections(third) >= load.threads, 10)
                        self.assert_even(shares([first, second, third], many_calls),
                                         "a third one added")
                        third.process.kill()
                        load.wait_for_calls(200)
                        names.addresses.remove("127.0.0.4")
                    self.assert_even(shares([first, second], many_calls), "and killed")
                self.assertEqual(load.failed, {})

    def test_connections_behind_a_balancer(self):
        flags = ("--connection-age-ms", str(AGE_MS), "--connection-grace-ms", "5000")
        with Daemon(*flags) as first, Daemon(*flags) as second, Daemon(*flags) as third, \
                Layer4(first.address, second.address) as balancer:
            with Load(self.stubs, balancer.target, threads=12, options=OPTIONS) as load:
                def turns(count):
                    """Returns when each caller has connected so many times more."""
                    goal = balancer.connections + count * load.threads
                    seconds_until(lambda: balancer.connections >= goal, 30)

                turns(1)
                balancer.backends.append(third.address)
                took = seconds_until(lambda: calls(third) > 0, 10)
                print(f"\nthe third is called after {took:.2f} s; connections live {AGE_MS} ms")
                # Whoever came before the third did has come anew.
                turns(2)
                self.assert_even(shares([first, second, third], lambda: turns(6)),
                                 "12 connections behind one address")
            self.assertEqual(load.failed, {})


if __name__ == "__main__":
    unittest.main()
