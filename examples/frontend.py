#!/usr/bin/env python3
"""A grading frontend: judges a file on two tests, and tells what happens as it happens.

Usage: frontend.py SERVER SOURCE LANGUAGE, such as frontend.py 127.0.0.1:50051 sum.py python3
"""

import sys
import time
import uuid

import grpc
from proto.judge.v1 import judge_service_pb2, judge_service_pb2_grpc, judgement_pb2, submission_pb2

TESTS = (("1 2\n", "3\n"), ("40 2\n", "42\n"))
TRY_AGAIN = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED)


def make_request(source, language):
    # The token makes it safe to send the request again; `detached` keeps it when we are cut off.
    request = submission_pb2.SubmitRequest(
        client_token=uuid.uuid4().hex, language=language, detached=True
    )
    with open(source, "rb") as file:
        request.files.add(name="solution", contents=file.read())
    for given, answer in TESTS:
        request.inline_problem.tests.add(input=given.encode(), answer=answer.encode())
    return request


def events(stub, request):
    """Every event of the submission once, whatever happens to the connection."""
    last = None
    while last is None or not last.HasField("judgement"):
        try:
            if last is None:
                stream = stub.Submit(request)
            else:
                stream = stub.WatchSubmission(
                    judge_service_pb2.WatchSubmissionRequest(
                        id=last.submission_id, attempt=last.attempt, after_sequence=last.sequence
                    )
                )
            for last in stream:
                yield last
        except grpc.RpcError as error:
            if error.code() not in TRY_AGAIN:
                raise
            print(f"{error.code().name}: trying again", flush=True)
            time.sleep(1)


def main(server, source, language):
    stub = judge_service_pb2_grpc.JudgeServiceStub(grpc.insecure_channel(server))
    verdict = judgement_pb2.Verdict.Name
    for event in events(stub, make_request(source, language)):
        kind = event.WhichOneof("kind")
        if kind == "test_finished":
            result = event.test_finished.result
            print(f"test {result.name}: {verdict(result.verdict)}", flush=True)
        elif kind == "judgement":
            print(verdict(event.judgement.verdict), event.judgement.message, flush=True)
        else:
            print(kind, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:4])
