"""kill -9 of the server while submissions stream in: each one that was acknowledged is judged, once."""

import random
import threading
import time
import unittest

import grpc
from daemon import (
    ACCEPTED,
    ECHO_SUM,
    WRONG_ANSWER,
    WRONG_SUM,
    Client,
    ServiceTest,
    judge_service_pb2 as pb,
    request,
)

SUBMISSIONS = 500
KILLS = 20
SENDERS = 5


class CrashTest(ServiceTest):
    def test_nothing_acknowledged_is_lost(self):
        random.seed(20)
        acknowledged = {}
        told = {}
        mutex = threading.Lock()
        numbers = iter(range(SUBMISSIONS))
        deadline = time.monotonic() + 500

        def send():
            client = Client(self.daemon.target)
            while True:
                with mutex:
                    number = next(numbers, None)
                if number is None:
                    return client.close()
                source = WRONG_SUM if number % 2 else ECHO_SUM
                # As a frontend does it: the same token until there is an answer.
                while time.monotonic() < deadline:
                    try:
                        for event in client.judge.Submit(
                            request(source, detached=True, client_token=f"c-{number}"),
                            wait_for_ready=True,
                            timeout=120,
                        ):
                            with mutex:
                                acknowledged.setdefault(number, set()).add(event.submission_id)
                            if event.HasField("judgement"):
                                with mutex:
                                    told.setdefault(number, []).append(event.judgement.verdict)
                        break
                    except grpc.RpcError as error:
                        self.assertIn(
                            error.code(),
                            (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED),
                            error.details(),
                        )

        senders = [threading.Thread(target=send) for _ in range(SENDERS)]
        for sender in senders:
            sender.start()
        # By how many are acknowledged, so that all fit in however fast the machine is.
        for count in sorted(random.sample(range(SUBMISSIONS * 9 // 10), KILLS)):
            while len(acknowledged) < count and time.monotonic() < deadline:
                time.sleep(0.005)
            time.sleep(random.uniform(0, 0.1))
            self.assertTrue(any(sender.is_alive() for sender in senders))
            self.daemon.kill()
            self.start()
        for sender in senders:
            sender.join()
        self.assertEqual(sorted(acknowledged), list(range(SUBMISSIONS)))

        judge = self.connect().judge
        seen = set()
        for number, ids in acknowledged.items():
            self.assertEqual(len(ids), 1, "the same token, the same submission")
            (id,) = ids
            seen.add(id)
            verdict = WRONG_ANSWER if number % 2 else ACCEPTED
            stored = judge.GetSubmission(pb.GetSubmissionRequest(id=id))
            self.assertEqual(stored.judgement.verdict, verdict, number)
            self.assertEqual(set(told[number]), {verdict})
        self.assertEqual(len(seen), SUBMISSIONS)
        listed = []
        token = ""
        while True:
            page = judge.ListSubmissions(pb.ListSubmissionsRequest(page_token=token))
            listed += [submission.id for submission in page.submissions]
            token = page.next_page_token
            if not token:
                break
        self.assertEqual(sorted(listed), sorted(seen), "and no others")


if __name__ == "__main__":
    unittest.main()
