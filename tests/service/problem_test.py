"""Stored problems: uploads, what is refused, judging on them, judging again."""

import unittest

import grpc
from daemon import (
    ACCEPTED,
    ECHO_SUM,
    WRONG_ANSWER,
    WRONG_SUM,
    ServiceTest,
    judge_service_pb2 as pb,
    judgement_pb2,
    package,
    request,
    submission_pb2,
    upload,
)

SUM = [("1", "1 2\n", "3\n"), ("2", "3 4\n", "7\n")]


def stored(id, digest=""):
    return submission_pb2.StoredProblem(id=id, digest=digest)


class ProblemTest(ServiceTest):
    def put(self, id, archive, **how):
        return self.judge.PutProblem(upload(id, archive, **how))

    def test_a_stored_problem_judges(self):
        put = self.put("sum", package(SUM), piece=7)
        self.assertEqual(put.id, "sum")
        self.assertRegex(put.digest, "^[0-9a-f]{64}$")
        for source, verdict in ((ECHO_SUM, ACCEPTED), (WRONG_SUM, WRONG_ANSWER)):
            judgement = self.client.judged(request(source, stored_problem=stored("sum")))
            self.assertEqual(judgement.verdict, verdict)
            self.assertEqual(judgement.test_results[0].name, "secret/1")
        listed = self.judge.ListSubmissions(pb.ListSubmissionsRequest(problem_id="sum"))
        self.assertEqual({each.problem_digest for each in listed.submissions}, {put.digest})

    def test_a_stored_problems_validator_judges(self):
        validator = (
            b"import sys\n"
            b"a, b = map(int, open(sys.argv[1]).read().split())\n"
            b"open(sys.argv[3] + 'score.txt', 'w').write('2.5')\n"
            b"sys.exit(42 if sys.stdin.read().split() == [str(a + b)] else 43)\n"
        )
        name = "sum\ntype: scoring\nvalidation: custom score"
        self.put("scored", package(SUM, name, [("output_validators/v.py", validator)]))
        judgement = self.client.judged(request(ECHO_SUM, stored_problem=stored("scored")))
        self.assertEqual(judgement.verdict, ACCEPTED, judgement)
        self.assertEqual(judgement.score, 5)
        self.put("bad", package(SUM, name, [("output_validators/v.py", b"exit(0)\n")]))
        judgement = self.client.judged(request(ECHO_SUM, stored_problem=stored("bad")))
        self.assertEqual(judgement.verdict, judgement_pb2.VERDICT_JUDGE_ERROR, judgement)
        self.assertIn("output_validators/v.py: exit code 0", judgement.message)
        self.assertNotIn(self.folder, judgement.message)

    def test_same_contents_same_digest(self):
        first = self.put("a", package(SUM))
        second = self.put("b", package(SUM))
        self.assertEqual(first.digest, second.digest)
        self.assertFalse(first.already_stored)
        self.assertTrue(second.already_stored)

    def test_a_digest_holds_on_to_its_package(self):
        old = self.put("sum", package(SUM)).digest
        new = self.put("sum", package([("1", "1 2\n", "4\n")])).digest
        self.assertNotEqual(old, new)
        for digest, verdict in (("", WRONG_ANSWER), (new, WRONG_ANSWER), (old, ACCEPTED)):
            judgement = self.client.judged(
                request(ECHO_SUM, stored_problem=stored("sum", digest))
            )
            self.assertEqual(judgement.verdict, verdict, digest)

    def test_lists_shows_and_deletes(self):
        for id in ("c", "a", "b"):
            self.put(id, package(SUM, name=id))
        page = self.judge.ListProblems(pb.ListProblemsRequest(page_size=2))
        self.assertEqual([problem.id for problem in page.problems], ["a", "b"])
        rest = self.judge.ListProblems(
            pb.ListProblemsRequest(page_size=2, page_token=page.next_page_token)
        )
        self.assertEqual([problem.id for problem in rest.problems], ["c"])
        self.assertEqual(rest.next_page_token, "")
        shown = self.judge.GetProblem(pb.GetProblemRequest(id="b"))
        self.assertEqual((shown.test_count, shown.name), (2, "b"))
        self.judge.DeleteProblem(pb.DeleteProblemRequest(id="b"))
        for call in (
            lambda: self.judge.GetProblem(pb.GetProblemRequest(id="b")),
            lambda: self.judge.DeleteProblem(pb.DeleteProblemRequest(id="b")),
            lambda: self.judge.Submit(request(ECHO_SUM, stored_problem=stored("b"))),
        ):
            self.fails(grpc.StatusCode.NOT_FOUND, call)

    def test_what_is_no_package_is_refused_and_leaves_nothing(self):
        link = package(SUM)
        cases = {
            "no archive": b"x" * 5000,
            "cut off": package(SUM)[:-40],
            "no tests": package([]),
            "no answer": package(SUM, extra=[("data/secret/3.in", b"1 1\n")]),
            "traversal": package(SUM, extra=[("data/../../x", b"")]),
            "absolute": package(SUM, extra=[("/etc/x", b"")]),
        }
        for name, archive in cases.items():
            with self.subTest(name):
                error = self.fails(
                    grpc.StatusCode.INVALID_ARGUMENT, lambda: self.put("p", archive)
                )
                self.assertNotIn(self.folder, error["message"])
        for id in ("", ".x", "a/b", "a b", "x" * 129):
            with self.subTest(id):
                self.fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: self.put(id, link))
        self.fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: self.put("p", link, end=False))
        self.fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: self.judge.PutProblem(iter(())))
        headers = list(upload("p", link))[:1] * 2
        self.fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: self.judge.PutProblem(iter(headers)))
        listed = self.judge.ListProblems(pb.ListProblemsRequest()).problems
        self.assertEqual(len(listed), 0)

    def test_the_problems_fault_is_judge_error(self):
        # The validator's flags are read with the package; a huge number in an answer is not.
        self.put("sum", package([("1", "1 2\n", "3\n")]))
        judgement = self.client.judged(request(ECHO_SUM, stored_problem=stored("sum")))
        self.assertEqual(judgement.verdict, ACCEPTED)


class RejudgeTest(ServiceTest):
    def rejudge(self, **fields):
        *changes, last = self.judge.Rejudge(pb.RejudgeRequest(**fields), timeout=120)
        return [change.submission for change in changes], last.summary

    def test_ids_that_are_none(self):
        changes, summary = self.rejudge(submission_ids=["", "none", ""])
        self.assertEqual(summary.error_count, 3)
        codes = {change.error.code for change in changes}
        self.assertEqual(codes, {grpc.StatusCode.NOT_FOUND.value[0]})

    def test_tells_the_difference(self):
        self.judge.PutProblem(upload("sum", package(SUM)))
        ids = []
        for source in (ECHO_SUM, WRONG_SUM, ECHO_SUM):
            *_, last = self.judge.Submit(request(source, stored_problem=stored("sum")))
            ids.append(last.submission_id)
        same, summary = self.rejudge(problem_id="sum")
        self.assertEqual(sorted(change.submission_id for change in same), ids)
        self.assertEqual(
            (summary.judged_count, summary.changed_count, summary.error_count), (3, 0, 0)
        )
        # The answers were wrong: what was accepted no longer is.
        self.judge.PutProblem(upload("sum", package([SUM[0], ("2", "3 4\n", "8\n")])))
        _, summary = self.rejudge(submission_ids=ids)
        self.assertEqual(summary.changed_count, 0, "judged with the package that they had")
        changes, summary = self.rejudge(submission_ids=ids + ["none"], current_package=True)
        self.assertEqual(
            (summary.judged_count, summary.changed_count, summary.error_count), (3, 2, 1)
        )
        by_id = {change.submission_id: change for change in changes}
        self.assertEqual(by_id[ids[0]].old_verdict, ACCEPTED)
        self.assertEqual(by_id[ids[0]].new_verdict, WRONG_ANSWER)
        self.assertEqual(
            [
                (test.name, test.old_verdict, test.new_verdict)
                for test in by_id[ids[0]].changed_tests
            ],
            [("secret/2", ACCEPTED, WRONG_ANSWER)],
        )
        self.assertFalse(by_id[ids[1]].changed)
        self.assertEqual(by_id["none"].error.code, grpc.StatusCode.NOT_FOUND.value[0])
        new = self.get(by_id[ids[0]].new_submission_id)
        self.assertEqual(new.rejudge_of, ids[0])
        self.assertEqual(new.priority, submission_pb2.PRIORITY_REJUDGE)
        self.assertEqual(self.get(ids[0]).judgement.verdict, ACCEPTED, "the old one stays")

    def test_asks_for_one_choice(self):
        for fields in ({}, {"submission_ids": ["1"], "problem_id": "p"}):
            self.fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: self.rejudge(**fields))
        nothing, summary = self.rejudge(problem_id="nobody-has-submitted-to-it")
        self.assertEqual((nothing, summary), ([], pb.RejudgeSummary()))


class FullQueueTest(ServiceTest):
    CONFIG = "max_queued_submission_count: 3"

    def test_rejudging_waits_for_room(self):
        requests = [request(ECHO_SUM) for _ in range(12)]
        ids = [
            event.submission_id
            for event in self.judge.SubmitBatch(iter(requests), timeout=120)
            if event.HasField("judgement")
        ]
        *changes, last = self.judge.Rejudge(pb.RejudgeRequest(submission_ids=ids), timeout=120)
        errors = [change.submission.error for change in changes if change.submission.HasField("error")]
        self.assertEqual(errors, [])
        self.assertEqual(sorted(change.submission.submission_id for change in changes), sorted(ids))
        self.assertEqual(last.summary.judged_count, 12)


class LanguagesTest(ServiceTest):
    def test_languages_and_server(self):
        languages = {
            each.id: each
            for each in self.judge.ListLanguages(pb.ListLanguagesRequest()).languages
        }
        self.assertIn("cpp17", languages)
        version = lambda: next(  # noqa: E731
            each.version
            for each in self.judge.ListLanguages(pb.ListLanguagesRequest()).languages
            if each.id == "python3"
        )
        self.assertIn("Python 3", self.wait_for(version))
        info = self.judge.GetServerInfo(pb.GetServerInfoRequest())
        self.assertGreaterEqual(info.slot_count, 1)
        self.assertFalse(info.draining)
        self.assertGreater(info.max_message_bytes, 0)
        required = [feature for feature in info.features if feature.required]
        self.assertTrue(required and all(feature.present for feature in required))
        self.fails(
            grpc.StatusCode.NOT_FOUND,
            lambda: self.judge.Submit(request(ECHO_SUM, language="klingon")),
        )
        self.assertTrue(judgement_pb2.Verdict.keys())


if __name__ == "__main__":
    unittest.main()
