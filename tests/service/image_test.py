"""A server whose languages and bare runs are in container images."""

import os
import subprocess
import sys
import tempfile
import unittest

import grpc
from daemon import ACCEPTED, ECHO_SUM, WRONG_ANSWER, WRONG_SUM, ServiceTest, inline, request
from daemon import judge_service_pb2 as pb
from daemon import sandbox_service_pb2

sys.path.insert(0, os.path.abspath("tests/e2e"))
from image_layout import real_layouts  # noqa: E402

CLI = os.path.abspath("judge/cli/sandbox_cli")
TESTS = inline(("1 2\n", "3\n"), ("5 5\n", "10\n"))


class ImageTest(ServiceTest):
    def setUp(self):
        policies = tempfile.TemporaryDirectory()
        self.addCleanup(policies.cleanup)
        os.mkdir(os.path.join(policies.name, "languages"))
        with open("policies/languages/python3.textproto", encoding="utf-8") as file:
            text = file.read().replace('id: "python3"', 'id: "python3-image"\nimage: "python3"', 1)
        text = text.replace('extensions: ["py", "py3"]\n', "", 1)
        path = os.path.join(policies.name, "languages/python3-image.textproto")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        self.CONFIG = f'policy_dir: "{policies.name}"'
        super().setUp()

    def import_image(self):
        with tempfile.TemporaryDirectory() as layouts:
            layout, = real_layouts(layouts, "python3")
            subprocess.run(
                [CLI, "image", "import", f"oci:{layout}", "python3"],
                check=True, env=dict(os.environ, ASSAY_STATE_DIR=self.daemon.state),
                stdin=subprocess.DEVNULL,
            )

    def run_in(self, image, *argv, **fields):
        return self.client.sandbox.Run(
            sandbox_service_pb2.RunRequest(argv=argv, image=image, **fields), timeout=60
        )

    def problem_of(self, language):
        listed = self.judge.ListLanguages(pb.ListLanguagesRequest()).languages
        return {each.id: each.problem for each in listed}[language]

    def test_a_worker_without_the_image_says_so(self):
        self.assertIn("sandbox_cli image import", self.problem_of("python3-image"))
        error = self.fails(
            grpc.StatusCode.FAILED_PRECONDITION,
            lambda: self.judge.Submit(request(ECHO_SUM, language="python3-image"), timeout=60),
        )
        self.assertIn("image python3:latest is not in the host's image store", error["message"])
        self.assertEqual(self.client.judged(request(ECHO_SUM)).verdict, ACCEPTED)
        error = self.fails(grpc.StatusCode.NOT_FOUND, lambda: self.run_in("python3", "true"))
        self.assertIn("sandbox_cli image import", error["message"])
        self.assertNotIn(self.folder, error["message"])

    def test_with_the_image_verdicts_are_the_same(self):
        self.import_image()
        # Looked for at a reload.
        self.reload()
        self.wait_for(lambda: self.problem_of("python3-image") == "")
        for source, verdict in ((ECHO_SUM, ACCEPTED), (WRONG_SUM, WRONG_ANSWER)):
            for language in ("python3", "python3-image"):
                judgement = self.client.judged(request(source, language=language, problem=TESTS))
                self.assertEqual(judgement.verdict, verdict, language)
        marker = "import os\nprint(3 if os.path.exists('/etc/passwd') else 0)\n"
        judgement = self.client.judged(request(marker, language="python3-image"))
        self.assertEqual(judgement.verdict, ACCEPTED)
        self.assertEqual(self.client.judged(request(marker)).verdict, WRONG_ANSWER)

    def test_bare_runs(self):
        self.import_image()
        result = self.run_in("python3", "sh", "-c", "head -n 1 /etc/passwd; pwd")
        self.assertEqual(result.standard_output, b"root:x:0:0:root:/root:/bin/sh\n/work\n")
        result = self.run_in("python3:latest", "pwd", working_directory="/etc")
        self.assertEqual(result.standard_output, b"/etc\n")
        # The image's own program, /bin/sh, which reads no input.
        self.assertEqual(self.run_in("python3").outcome.exited.exit_code, 0)
        for image in ("oci:/tmp/layout", "dir:/etc", "/etc", "../x", "0123456789AB"):
            error = self.fails(
                grpc.StatusCode.INVALID_ARGUMENT, lambda image=image: self.run_in(image, "true")
            )
            self.assertEqual(error["BadRequest"].field_violations[0].field, "image")
        error = self.fails(
            grpc.StatusCode.INVALID_ARGUMENT,
            lambda: self.client.sandbox.Run(
                sandbox_service_pb2.RunRequest(argv=["pwd"], working_directory="/"), timeout=60
            ),
        )
        self.assertIn("is for an image alone", error["message"])


if __name__ == "__main__":
    unittest.main()
