"""Every RPC with arbitrary messages: made of random fields with values at their edges, and of random
bytes. The server answers each with a status of its own choice, and serves on.

ASSAY_MESSAGES sets another number of calls, ASSAY_SEED another sequence.
"""

import os
import random
import unittest

import grpc
from daemon import (
    ACCEPTED,
    ECHO_SUM,
    ServiceTest,
    judge_service_pb2,
    package,
    request,
    sandbox_service_pb2,
    upload,
)
from google.protobuf.descriptor import FieldDescriptor as Field
from google.protobuf.message_factory import MessageFactory

CALLS = int(os.environ.get("ASSAY_MESSAGES", "600"))
SEED = int(os.environ.get("ASSAY_SEED", "7"))
TIMEOUT_SECONDS = 1

METHODS = [
    (f"/{service.full_name}/{method.name}", method)
    for file in (judge_service_pb2, sandbox_service_pb2)
    for service in file.DESCRIPTOR.services_by_name.values()
    for method in service.methods
]

# What no message can bring about.
OURS = (grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, grpc.StatusCode.UNIMPLEMENTED)

INTEGERS = [0, 1, -1, 2, 7, 20, 1000, 1001, 2**31 - 1, -(2**31)]
LONG_INTEGERS = INTEGERS + [2**32, 2**40, 2**63 - 1, -(2**63), 10**9, 999_999_999]
TEXTS = [
    "", "a", "main.c", "c", "cpp17", "python3", "../x", "/etc/passwd", ".", "..", "a/b", "-rf", "\n",
    "\u202e", "\x7f", "case_sensitive", "float_tolerance 1e999", "sh", "-c", "exit 3", "NAME=value",
    "=", "sum", "x" * 255, "x" * 70000,
]  # fmt: skip
DATA = [b"", b"\0", b"int main() { return 0; }", b"\xff\xfe", b"1 2\n", b"x" * 100_000]


class Messages:
    """Random messages of any type."""

    def __init__(self, seed, texts):
        self.random = random.Random(seed)
        self.texts = TEXTS + texts
        self.factory = MessageFactory()

    def make(self, descriptor, depth=0):
        message = self.factory.GetPrototype(descriptor)()
        for field in descriptor.fields:
            if self.random.random() < (0.4 if depth < 4 else 0.8):
                continue
            if field.message_type is not None and field.message_type.GetOptions().map_entry:
                continue
            if field.label == Field.LABEL_REPEATED:
                values = [self.value(field, depth) for _ in range(self.random.choice([0, 1, 1, 3]))]
                if field.message_type is not None:
                    for value in values:
                        getattr(message, field.name).add().CopyFrom(value)
                else:
                    getattr(message, field.name).extend(values)
            elif field.message_type is not None:
                getattr(message, field.name).CopyFrom(self.value(field, depth))
            else:
                setattr(message, field.name, self.value(field, depth))
        return message

    def value(self, field, depth):
        choice = self.random.choice
        if field.message_type is not None:
            return self.make(field.message_type, depth + 1)
        if field.type == Field.TYPE_ENUM:
            return choice([value.number for value in field.enum_type.values] + [77, -1])
        return {
            Field.CPPTYPE_INT32: lambda: choice(INTEGERS),
            Field.CPPTYPE_INT64: lambda: choice(LONG_INTEGERS),
            Field.CPPTYPE_BOOL: lambda: choice([False, True]),
            Field.CPPTYPE_DOUBLE: lambda: choice([0.0, -1.0, float("nan"), float("inf")]),
            Field.CPPTYPE_STRING: lambda: choice(DATA if field.type == Field.TYPE_BYTES else self.texts),
        }[field.cpp_type]()

    def bytes_of(self, descriptor):
        """Most of them are messages; the rest are messages with errors."""
        data = bytearray(self.make(descriptor).SerializeToString())
        if self.random.random() < 0.7:
            return bytes(data)
        for _ in range(self.random.randrange(1, 8)):
            if data:
                data[self.random.randrange(len(data))] = self.random.randrange(256)
        return bytes(data)


class MessageTest(ServiceTest):
    CONFIG = "max_in_flight_count: 16"

    def call(self, path, method, bodies):
        """How the call ended: the code and its text."""
        kind = ("stream" if method.client_streaming else "unary") + "_" + (
            "stream" if method.server_streaming else "unary"
        )
        stub = getattr(self.client.channel, kind)(path)
        argument = iter(bodies) if method.client_streaming else bodies[0]
        try:
            answer = stub(argument, timeout=TIMEOUT_SECONDS)
            if method.server_streaming:
                for _ in answer:
                    pass
        except grpc.RpcError as error:
            return error.code(), error.details()
        return grpc.StatusCode.OK, ""

    def test_every_method_survives_them(self):
        self.judge.PutProblem(upload("sum", package([("1", "1 2\n", "3\n")])))
        *_, last = self.judge.Submit(request(ECHO_SUM))
        messages = Messages(SEED, [last.submission_id])
        seen = {}
        for number in range(CALLS):
            path, method = METHODS[number % len(METHODS)]
            count = messages.random.choice([0, 1, 2, 5]) if method.client_streaming else 1
            bodies = [messages.bytes_of(method.input_type) for _ in range(count)]
            parsed = True
            for body in bodies:
                try:
                    messages.factory.GetPrototype(method.input_type).FromString(body)
                except Exception:  # noqa: BLE001 - whatever a parser says
                    parsed = False
            code, text = self.call(path, method, bodies)
            seen.setdefault(method.name, set()).add(code.name)
            self.assertNotIn(code, OURS, (number, path, text, bodies))
            if not parsed and not method.client_streaming:
                self.assertEqual(code, grpc.StatusCode.INVALID_ARGUMENT, (path, text))
                self.assertIn("malformed", text)
            self.assertIsNone(self.daemon.process.poll(), (number, path, bodies))
        for method, codes in sorted(seen.items()):
            print(method, sorted(codes))
        # Each was reached.
        self.assertEqual(len(seen), len(METHODS))
        *_, last = self.judge.Submit(request(ECHO_SUM), timeout=60)
        self.assertEqual(last.judgement.verdict, ACCEPTED)
        self.assertTrue(self.client.healthy())


if __name__ == "__main__":
    unittest.main()
