"""Submissions over a real socket: events, tokens, cancelling, watching, listing, batches."""

import threading
import time
import unittest

import grpc
from google.protobuf import timestamp_pb2
from daemon import (
    ACCEPTED,
    CANCELLED,
    ECHO_SUM,
    FINISHED,
    LOOP,
    SLEEP,
    WRONG_ANSWER,
    WRONG_SUM,
    ServiceTest,
    in_threads,
    inline,
    judge_service_pb2 as pb,
    judgement_pb2,
    request,
    submission_pb2,
)


SLOW = "import time\ntime.sleep(2)\nprint(sum(map(int, input().split())))\n"


def varint(number):
    encoded = b""
    while number >= 0x80:
        encoded += bytes([number & 0x7F | 0x80])
        number >>= 7
    return encoded + bytes([number])


def running(test, id):
    return test.get(id).state == submission_pb2.SUBMISSION_STATE_RUNNING


class SubmitTest(ServiceTest):
    def test_events_tell_all(self):
        problem = inline(("1 2\n", "3\n"), ("3 4\n", "7\n"))
        events = list(self.judge.Submit(request(ECHO_SUM, problem=problem)))
        kinds = [event.WhichOneof("kind") for event in events]
        self.assertEqual(kinds[:3], ["queued", "compile_started", "compile_result"])
        self.assertEqual(kinds[-1], "judgement")
        self.assertEqual(sorted(kinds[3:-1]), ["test_finished"] * 2 + ["test_started"] * 2)
        self.assertEqual([event.sequence for event in events], list(range(1, len(events) + 1)))
        self.assertEqual({event.attempt for event in events}, {1})
        judgement = events[-1].judgement
        self.assertEqual(judgement.verdict, ACCEPTED)
        self.assertEqual([test.name for test in judgement.test_results], ["1", "2"])
        for test in judgement.test_results:
            self.assertGreater(test.usage.peak_memory_bytes, 0)
            self.assertTrue(test.usage.HasField("wall_time"))
        stored = self.get(events[0].submission_id)
        self.assertEqual(stored.state, FINISHED)
        self.assertEqual(stored.judgement, judgement)

    def test_the_same_source_is_compiled_once(self):
        first = self.client.judged(request(ECHO_SUM))
        self.assertFalse(first.compile.from_cache)
        again = self.client.judged(request(ECHO_SUM))
        self.assertTrue(again.compile.from_cache)
        self.assertEqual(again.verdict, ACCEPTED)
        self.assertFalse(self.client.judged(request(WRONG_SUM)).compile.from_cache)
        # What was kept outlives the server.
        self.daemon.kill()
        self.start()
        after = self.connect().judged(request(ECHO_SUM))
        self.assertTrue(after.compile.from_cache)
        self.assertEqual(after.verdict, ACCEPTED)

    def test_verdicts(self):
        for source, language, verdict in (
            (WRONG_SUM, "python3", "WRONG_ANSWER"),
            ("int main() { return 3; }", "cpp17", "RUNTIME_ERROR"),
            ("int main() { nonsense }", "cpp17", "COMPILE_ERROR"),
            ("int main() { for (;;) {} }", "cpp17", "TIME_LIMIT_EXCEEDED"),
        ):
            with self.subTest(verdict):
                judgement = self.client.judged(request(source, language, seconds=1))
                name = judgement_pb2.Verdict.Name(judgement.verdict)
                self.assertEqual(name, "VERDICT_" + verdict)

    def test_output_without_an_answer_is_shown(self):
        problem = inline(("5 6\n", None))
        result = self.client.judged(request(ECHO_SUM, problem=problem)).test_results[0]
        self.assertEqual((result.verdict, result.output), (ACCEPTED, "11\n"))

    def test_the_first_failure_stops_the_rest_unless_all_are_wanted(self):
        problem = inline(*[("1 2\n", "4\n")] * 6)
        wants = {False: judgement_pb2.VERDICT_SKIPPED, True: WRONG_ANSWER}
        for all_tests, last in wants.items():
            judgement = self.client.judged(
                request(ECHO_SUM, problem=problem, all_tests=all_tests)
            )
            self.assertEqual(judgement.verdict, WRONG_ANSWER)
            self.assertEqual(judgement.test_results[5].verdict, last)

    def test_many_long_texts_do_not_make_an_unsendable_judgement(self):
        noise = "import sys\nsys.stderr.write('x' * 60000)\n"
        problem = inline(*[("", "")] * 60)
        judgement = self.client.judged(request(noise, problem=problem))
        self.assertEqual(judgement.verdict, ACCEPTED)
        self.assertLess(judgement.ByteSize(), 2 << 20)
        self.assertEqual(len(judgement.test_results[0].error_output), 60000)
        self.assertTrue(judgement.test_results[59].error_output_truncated)


class MemoryTest(ServiceTest):
    CONFIG = "max_journal_bytes: 2147483648"

    def test_open_streams_keep_no_request(self):
        problem = inline(("1 2\n" + " " * (8 << 20), None))
        # And what no field is known for: field 1000, of another 1 MiB.
        unknown = b"\xc2\x3e\x80\x80\x40" + bytes(1 << 20)
        big = request(SLEEP, problem=problem, seconds=60).SerializeToString() + unknown
        submit = self.client.channel.unary_stream(
            "/judge.v1.JudgeService/Submit",
            request_serializer=lambda message: message,
            response_deserializer=submission_pb2.SubmitEvent.FromString,
        )
        streams = []
        for _ in range(80):
            # One at a time: the journal turns away what comes faster than the disk.
            streams.append(submit(big))
            self.assertTrue(next(streams[-1]).HasField("queued"))
        # They were 720 MiB. The allocator keeps some of what is free.
        self.assertLess(self.daemon.resident_bytes(), 480 << 20)
        for stream in streams:
            stream.cancel()


class BlowUpTest(ServiceTest):
    def test_millions_of_empty_tests_are_not_parsed(self):
        submit = self.client.channel.unary_stream("/judge.v1.JudgeService/Submit")
        # inline_problem of 30 MiB, all of them tests without anything: a gigabyte when parsed.
        tests = b"\x0a\x00" * (15 << 20)
        problem = b"\x2a" + varint(len(tests)) + tests
        before = self.daemon.resident_bytes()
        for _ in range(3):
            error = self.fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: submit(problem, timeout=60))
            self.assertEqual(error["ErrorInfo"].reason, "TOO_MANY_FIELDS")
        self.assertLess(self.daemon.resident_bytes() - before, 250 << 20)

    def test_limits_of_requests(self):
        allowed = self.judge.GetServerInfo(pb.GetServerInfoRequest()).request_limits
        self.assertGreater(allowed.memory_bytes, 0)
        wrong = request(ECHO_SUM)
        wrong.limits.memory_bytes = allowed.memory_bytes + 1
        error = self.fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: self.judge.Submit(wrong))
        self.assertEqual(error["BadRequest"].field_violations[0].field, "limits.memory_bytes")


class TokenTest(ServiceTest):
    def test_a_repeated_token_is_the_same_submission(self):
        first = list(self.judge.Submit(request(ECHO_SUM, client_token="t-1")))
        again = list(self.judge.Submit(request(ECHO_SUM, client_token="t-1")))
        self.assertEqual(first, again)
        error = self.fails(
            grpc.StatusCode.ALREADY_EXISTS,
            lambda: self.judge.Submit(request(WRONG_SUM, client_token="t-1")),
        )
        self.assertIn("client_token", error["message"])

    def test_at_once(self):
        ids = set()

        def submit(_):
            events = list(self.judge.Submit(request(ECHO_SUM, client_token="same")))
            ids.add(events[-1].submission_id)
            self.assertEqual(events[-1].judgement.verdict, ACCEPTED)

        in_threads(8, submit)
        self.assertEqual(len(ids), 1)
        listed = self.judge.ListSubmissions(pb.ListSubmissionsRequest()).submissions
        self.assertEqual(len(listed), 1)


class CancelTest(ServiceTest):
    def begin(self, source=LOOP, **fields):
        stream = self.judge.Submit(request(source, seconds=50, **fields))
        id = next(stream).submission_id
        self.wait_for(lambda: running(self, id))
        return stream, id

    def test_the_end_of_the_call_cancels(self):
        stream, id = self.begin()
        stream.cancel()
        self.assertEqual(self.ended(id).state, CANCELLED)

    def test_a_client_that_came_back_keeps_it_from_going_with_the_old_call(self):
        first = self.judge.Submit(request(SLOW, client_token="back"))
        next(first)
        again = self.connect().judge.Submit(request(SLOW, client_token="back"))
        next(again)
        first.cancel()
        *_, last = again
        self.assertEqual(last.judgement.verdict, ACCEPTED)

    def test_the_last_of_several_calls_cancels(self):
        calls = [self.judge.Submit(request(SLEEP, seconds=50, client_token="x")) for _ in range(3)]
        ids = {next(call).submission_id for call in calls}
        self.assertEqual(len(ids), 1)
        for call in calls:
            call.cancel()
        self.assertEqual(self.ended(ids.pop()).state, CANCELLED)

    def test_a_deadline_cancels(self):
        stream = self.judge.Submit(request(SLEEP, seconds=20), timeout=2)
        id = next(stream).submission_id
        self.fails(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: list(stream))
        self.assertEqual(self.ended(id).state, CANCELLED)

    def test_by_name(self):
        stream, id = self.begin()
        before = time.monotonic()
        cancelled = self.judge.CancelSubmission(pb.CancelSubmissionRequest(id=id))
        self.assertEqual(cancelled.state, CANCELLED)
        self.fails(grpc.StatusCode.CANCELLED, lambda: list(stream))
        idle = lambda: self.judge.GetServerInfo(pb.GetServerInfoRequest()).busy_slot_count == 0
        self.wait_for(idle)
        # No timed assertion: that it does not last until the program's own limit is enough.
        self.assertLess(time.monotonic() - before, 40)

    def test_what_waits_is_cancelled_too(self):
        streams = [self.begin(SLEEP)[0] for _ in range(2)]
        stream = self.judge.Submit(request(ECHO_SUM))
        id = next(stream).submission_id
        self.judge.CancelSubmission(pb.CancelSubmissionRequest(id=id))
        self.fails(grpc.StatusCode.CANCELLED, lambda: list(stream))
        for each in streams:
            each.cancel()

    def test_what_has_ended_stays_as_it_was(self):
        *_, last = self.judge.Submit(request(ECHO_SUM))
        again = self.judge.CancelSubmission(
            pb.CancelSubmissionRequest(id=last.submission_id)
        )
        self.assertEqual((again.state, again.judgement), (FINISHED, last.judgement))

    def test_a_detached_one_goes_on(self):
        stream = self.judge.Submit(request(ECHO_SUM, detached=True))
        id = next(stream).submission_id
        stream.cancel()
        self.assertEqual(self.ended(id).judgement.verdict, ACCEPTED)


class WatchTest(ServiceTest):
    def test_resumes_after_any_event(self):
        problem = inline(*[("1 2\n", "3\n")] * 3)
        events = list(self.judge.Submit(request(ECHO_SUM, problem=problem)))
        id = events[0].submission_id
        for seen in range(len(events) + 1):
            rest = list(
                self.judge.WatchSubmission(
                    pb.WatchSubmissionRequest(id=id, attempt=1, after_sequence=seen)
                )
            )
            self.assertEqual(rest, events[seen:])
        beyond = pb.WatchSubmissionRequest(id=id, attempt=1, after_sequence=len(events) + 1)
        error = self.fails(
            grpc.StatusCode.OUT_OF_RANGE, lambda: self.judge.WatchSubmission(beyond)
        )
        self.assertEqual(error["ErrorInfo"].reason, "NO_SUCH_EVENT")
        other_attempt = pb.WatchSubmissionRequest(id=id, attempt=7, after_sequence=3)
        self.assertEqual(list(self.judge.WatchSubmission(other_attempt)), events)

    def test_many_of_one_that_has_ended(self):
        events = list(self.judge.Submit(request(ECHO_SUM)))
        wanted = pb.WatchSubmissionRequest(id=events[0].submission_id)

        def watch(_):
            for _ in range(5):
                self.assertEqual(list(self.judge.WatchSubmission(wanted)), events)

        in_threads(10, watch)

    def test_while_it_runs(self):
        stream = self.judge.Submit(request(ECHO_SUM))
        id = next(stream).submission_id
        *_, watched = self.judge.WatchSubmission(pb.WatchSubmissionRequest(id=id))
        *_, last = stream
        self.assertEqual(watched, last)

    def test_nobody_watches_what_is_not_there(self):
        for call in (
            lambda: self.judge.WatchSubmission(pb.WatchSubmissionRequest(id="none")),
            lambda: self.judge.GetSubmission(pb.GetSubmissionRequest(id="none")),
            lambda: self.judge.CancelSubmission(pb.CancelSubmissionRequest(id="none")),
        ):
            error = self.fails(grpc.StatusCode.NOT_FOUND, call)
            self.assertEqual(error["ErrorInfo"].reason, "SUBMISSION_NOT_FOUND")


class ListTest(ServiceTest):
    def test_filters_and_pages(self):
        sources = [ECHO_SUM, WRONG_SUM] * 4
        ids = []
        for source in sources:
            *_, last = self.judge.Submit(request(source))
            ids.append(last.submission_id)
        listed = []
        token = ""
        while True:
            page = self.judge.ListSubmissions(
                pb.ListSubmissionsRequest(page_size=3, page_token=token)
            )
            listed += [submission.id for submission in page.submissions]
            token = page.next_page_token
            if not token:
                break
        self.assertEqual(listed, ids[::-1])
        wrong = self.judge.ListSubmissions(
            pb.ListSubmissionsRequest(verdict=WRONG_ANSWER)
        ).submissions
        self.assertEqual([submission.id for submission in wrong], ids[1::2][::-1])
        none = self.judge.ListSubmissions(pb.ListSubmissionsRequest(language="java17"))
        self.assertEqual(len(none.submissions), 0)
        for wrong_request in (
            pb.ListSubmissionsRequest(page_size=-1),
            pb.ListSubmissionsRequest(page_size=1001),
        ):
            error = self.fails(
                grpc.StatusCode.INVALID_ARGUMENT,
                lambda: self.judge.ListSubmissions(wrong_request),
            )
            self.assertEqual(error["BadRequest"].field_violations[0].field, "page_size")
        error = self.fails(
            grpc.StatusCode.INVALID_ARGUMENT,
            lambda: self.judge.ListSubmissions(pb.ListSubmissionsRequest(page_token="x")),
        )
        self.assertEqual(error["BadRequest"].field_violations[0].field, "page_token")
        for seconds, nanos in ((-1, 0), (1 << 62, 0), (0, -1), (0, 1_000_000_000)):
            for field in ("created_after", "created_before"):
                time_ = timestamp_pb2.Timestamp(seconds=seconds, nanos=nanos)
                error = self.fails(
                    grpc.StatusCode.INVALID_ARGUMENT,
                    lambda: self.judge.ListSubmissions(pb.ListSubmissionsRequest(**{field: time_})),
                )
                self.assertEqual(error["BadRequest"].field_violations[0].field, field)


class BatchTest(ServiceTest):
    CONFIG = "max_in_flight_count: 8"

    def test_answers_each_as_it_ends(self):
        def requests():
            for i in range(300):
                source = ECHO_SUM if i % 3 else WRONG_SUM
                yield request(source, client_token=f"b-{i}")
            yield submission_pb2.SubmitRequest()

        queued, judged, errors = {}, {}, {}
        for event in self.judge.SubmitBatch(requests(), timeout=300):
            kind = event.WhichOneof("result")
            {"queued": queued, "judgement": judged, "error": errors}[kind][
                event.request_index
            ] = event
        self.assertEqual(sorted(queued), list(range(300)))
        self.assertEqual(sorted(judged), list(range(300)))
        self.assertEqual(list(errors), [300])
        self.assertEqual(errors[300].error.code, grpc.StatusCode.INVALID_ARGUMENT.value[0])
        for i, event in judged.items():
            self.assertEqual(event.judgement.verdict, ACCEPTED if i % 3 else WRONG_ANSWER)
            self.assertEqual(event.client_token, f"b-{i}")

    def test_a_message_that_does_not_parse_fails_alone(self):
        submit = self.client.channel.stream_stream(
            "/judge.v1.JudgeService/SubmitBatch",
            response_deserializer=pb.BatchEvent.FromString,
        )
        good = request(ECHO_SUM).SerializeToString()
        # The language is not UTF-8; not a message at all.
        bad = [submission_pb2.SubmitRequest(language="c").SerializeToString()[:-1] + b"\xff", b"\xff"]
        errors, judged = set(), set()
        for event in submit(iter([good, bad[0], good, bad[1], bad[0]]), timeout=60):
            if event.HasField("error"):
                self.assertEqual(event.error.code, grpc.StatusCode.INVALID_ARGUMENT.value[0])
                self.assertIn("malformed", event.error.message)
                errors.add(event.request_index)
            elif event.HasField("judgement"):
                judged.add(event.request_index)
        self.assertEqual((errors, judged), ({1, 3, 4}, {0, 2}))

    def test_repeating_a_token_does_not_take_the_submission_over(self):
        stream = self.judge.Submit(request(SLOW, client_token="mine"))
        next(stream)
        batch = self.judge.SubmitBatch(iter([request(SLOW, client_token="mine")]))
        self.assertTrue(next(batch).queued.repeated_request)
        batch.cancel()
        *_, last = stream
        self.assertEqual(last.judgement.verdict, ACCEPTED)

    def test_cancelling_the_call_cancels_what_it_brought(self):
        hold = threading.Event()

        def requests():
            for _ in range(6):
                yield request(SLEEP, seconds=50)
            hold.wait(60)

        stream = self.judge.SubmitBatch(requests())
        ids = [next(stream).submission_id for _ in range(6)]
        stream.cancel()
        hold.set()
        for id in ids:
            self.assertEqual(self.ended(id).state, CANCELLED)

    def test_a_client_that_does_not_read_is_not_read_from(self):
        # 30 KB each way, through windows that do not grow.
        noise = f"import sys\nsys.stderr.write('x' * 30000)\n# {'x' * 30000}\n"
        sent = []

        def requests():
            for i in range(400):
                sent.append(i)
                yield request(noise, problem=inline(("", "")))

        client = self.connect(options=[("grpc.http2.bdp_probe", 0)])
        stream = client.judge.SubmitBatch(requests())
        next(stream)
        count = -1
        while len(sent) != count:
            count = len(sent)
            time.sleep(5)
        self.assertLess(count, 400)
        stream.cancel()


if __name__ == "__main__":
    unittest.main()
