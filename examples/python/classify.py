"""Scores DNS TXT records by a running server: all in one call, then one by one over a stream.

Needs the generated stubs on PYTHONPATH, see README.md. Exit status: 0 when every record has a
score, 1 when not, 2 for wrong arguments.
"""

import argparse
import pathlib
import sys

import grpc
from txtsentry.v1 import classifier_pb2, classifier_pb2_grpc

DEADLINE_S = 10
RECORDS = ["v=spf1 -all", "IEX (New-Object Net.WebClient).DownloadString('x')"]
# As the tree has it; an installation has it in share/txtsentry/client.
SERVICE_CONFIG = (pathlib.Path(__file__).resolve().parents[2] / "deploy" / "client" /
                  "service-config.json")


def parse_arguments():
    parser = argparse.ArgumentParser(description="scores DNS TXT records by a running txtsentryd")
    parser.add_argument("--server", default="127.0.0.1:8500", metavar="HOST:PORT")
    parser.add_argument("--tls-ca", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--tls-cert", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--tls-key", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--token-file", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--service-config", type=pathlib.Path, default=SERVICE_CONFIG,
                        metavar="FILE")
    parser.add_argument("records", nargs="*", default=RECORDS, metavar="RECORD")
    arguments = parser.parse_args()
    if (arguments.tls_cert is None) != (arguments.tls_key is None):
        parser.error("--tls-cert and --tls-key need each other")
    if arguments.tls_cert and not arguments.tls_ca:
        parser.error("--tls-cert needs --tls-ca")
    local = arguments.server.startswith(("127.0.0.1:", "localhost:", "[::1]:"))
    if arguments.token_file and not arguments.tls_ca and not local:
        parser.error("--token-file without --tls-ca would send the token in the clear")
    return arguments


def read(path):
    return path.read_bytes() if path else None


def open_channel(arguments):
    """The service config makes gRPC retry UNAVAILABLE and CANCELLED, and use all addresses."""
    options = [("grpc.service_config", arguments.service_config.read_text()),
               ("grpc.enable_retries", 1)]
    if not arguments.tls_ca:
        return grpc.insecure_channel(arguments.server, options)
    credentials = grpc.ssl_channel_credentials(
        read(arguments.tls_ca), read(arguments.tls_key), read(arguments.tls_cert))
    return grpc.secure_channel(arguments.server, credentials, options)


def metadata_of(arguments):
    if not arguments.token_file:
        return []
    return [("authorization", "Bearer " + arguments.token_file.read_text().split()[0])]


def report(record, result):
    """Prints the score of a record, or why it has none; returns whether it has one."""
    # One record that cannot be scored, such as one that is too long, leaves the others untouched.
    if result.status.code:
        print(f"not scored: {result.status.message}", file=sys.stderr)
        return False
    label = "suspicious" if result.label == classifier_pb2.LABEL_SUSPICIOUS else "ok"
    category = classifier_pb2.Category.Name(result.category)
    print(f"{result.probability:.6f}  {label:10}  {category:28}  {record}")
    return True


def to_request(records):
    # `raw` takes any bytes; a string of proto3, as in `text`, must be UTF-8.
    return classifier_pb2.ClassifyRequest(
        records=[classifier_pb2.Record(raw=record.encode()) for record in records])


def classify_at_once(stub, records, metadata):
    """One call for all records: the cheapest way when they are at hand."""
    response = stub.Classify(to_request(records), timeout=DEADLINE_S, metadata=metadata)
    print(f"Classify, by {response.model}")
    scored = [report(record, result) for record, result in zip(records, response.results)]
    return len(scored) == len(records) and all(scored)


def classify_one_by_one(stub, records, metadata):
    """A request a record over one stream, for records that come one after another."""
    print("ClassifyStream")
    requests = (to_request([record]) for record in records)
    scored = 0
    # Answers come in the order of the requests.
    for record, response in zip(records, stub.ClassifyStream(requests, metadata=metadata)):
        # One request that could not be answered; the stream goes on behind it.
        if response.error.code:
            print(f"request: {response.error.message}", file=sys.stderr)
        else:
            scored += report(record, response.results[0])
    return scored == len(records)


def main():
    arguments = parse_arguments()
    metadata = metadata_of(arguments)
    with open_channel(arguments) as channel:
        stub = classifier_pb2_grpc.TxtClassifierStub(channel)
        try:
            at_once = classify_at_once(stub, arguments.records, metadata)
            one_by_one = classify_one_by_one(stub, arguments.records, metadata)
        except grpc.RpcError as error:
            print(f"{error.code().name}: {error.details()}", file=sys.stderr)
            if error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED:
                print("The server has too much to do: wait before the next call.", file=sys.stderr)
            return 1
    return 0 if at_once and one_by_one else 1


if __name__ == "__main__":
    sys.exit(main())
