"""Runs hostile programs through sandbox_cli, and says in a word how each of them ended."""

import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

import host as hosts
import program as programs

COMPILERS = {"c": ("gcc", "-std=gnu17"), "cpp20": ("g++", "-std=gnu++20")}
ENDINGS = {"c": ".c", "cpp20": ".cpp", "python3": ".py", "java": ".java"}
# Of tools/images/build: for programs of a language.
IMAGES = {"c": "cpp17", "cpp20": "cpp17", "python3": "python3"}
ROLES = '#include "tests/attacks/cross/roles.h"\n'
# In the same file.
SLOWNESS = "kSlowness = 1"
# For the supervisor and the compiler, besides the program.
OVERHEAD_SECONDS = 160
# Of policies/languages.
COMPILE_LIMIT_SECONDS = 30
NOBODY = 65534
LIMITS = {
    "LIMIT_CPU_TIME": "TIME_LIMIT_EXCEEDED",
    "LIMIT_WALL_TIME": "WALL_TIME_LIMIT_EXCEEDED",
    "LIMIT_MEMORY": "MEMORY_LIMIT_EXCEEDED",
    "LIMIT_OUTPUT": "OUTPUT_LIMIT_EXCEEDED",
    "LIMIT_FILE_SIZE": "OUTPUT_LIMIT_EXCEEDED",
}


class RunnerError(Exception):
    """sandbox_cli did not do its part: no report, a hang, or the host's fault."""


def ending(outcome, output):
    """A word for an outcome of proto/sandbox/v1/run.proto."""
    if "syscallDenied" in outcome:
        return "SYSCALL_DENIED " + outcome["syscallDenied"]["name"]
    if "limitExceeded" in outcome:
        return LIMITS[outcome["limitExceeded"]["limit"]]
    if "signaled" in outcome:
        return "RUNTIME_ERROR " + outcome["signaled"]["name"]
    code = outcome["exited"].get("exitCode", 0)
    if code != 0:
        return f"RUNTIME_ERROR exit {code}" + (f" {output}" if "ESCAPED" in output else "")
    return "contained" if output == "contained\n" else f'ACCEPTED with output "{output.strip()}"'


def judgement_ending(report):
    """A word for a judge.v1.Judgement of a single test."""
    verdict = report["verdict"].removeprefix("VERDICT_")
    if verdict == "COMPILE_ERROR":
        return f"{verdict}: {report['compile']['output']}"
    if verdict == "JUDGE_ERROR":
        message = report["message"] or report["testResults"][0]["message"]
        return f"{verdict}: {message}"
    test = report["testResults"][0]
    if verdict == "WRONG_ANSWER" or "outcome" not in test:
        return verdict
    return ending(test["outcome"], test.get("output", ""))


class Runner:
    """A folder with what the attacks are after, and sandbox_cli with a state folder of its own.

    folder/outside/secret  a file that everybody on the host may read and no jail is shown
    folder/plant           shown to programs of the mode "run" at /plant, read-only
    """

    def __init__(self, cli, binaries=None, slowness=1, quick=False):
        self.cli = cli
        # Where what was built ahead is; None when nothing was.
        self.binaries = binaries
        self.slowness = slowness
        # Whether runs meet in one way instead of three.
        self.quick = quick
        self.timeout_seconds = OVERHEAD_SECONDS + programs.WALL_LIMIT_SECONDS * slowness
        self.folder = tempfile.mkdtemp(prefix="assay-attacks-")
        os.chmod(self.folder, 0o755)
        self.state = self.path("state")
        self.secret = secrets.token_hex(16)
        self.write("outside/secret", f"#error {self.secret}\n")
        self.plant()
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()
        self.listener.setblocking(False)
        self.mailbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.mailbox.bind("\0assay-attack-mailbox")
        self.mailbox.setblocking(False)
        self.environment = dict(
            os.environ, ASSAY_STATE_DIR=self.state, ASSAY_ATTACK_SECRET=self.secret
        )
        self.environment["PYTHONPATH"] = self.path("outside")
        self.pids = []
        self.in_images = False

    def import_images(self):
        """From here on the jails' roots are images of Debian packages, and not the host's /usr."""
        self.in_images = True
        # Bazel's tests have no HOME.
        cache = os.path.join(pwd.getpwuid(os.getuid()).pw_dir, ".cache/assay/images")
        names = sorted(set(IMAGES.values()))
        with tempfile.TemporaryDirectory(prefix="assay-images-") as layouts:
            build = ["tools/images/build", "--output", layouts, "--cache", cache, *names]
            subprocess.run(build, check=True, stdin=subprocess.DEVNULL)
            for name in names:
                command = [self.cli, "image", "import", f"oci:{layouts}/{name}", name]
                subprocess.run(command, check=True, env=self.environment)

    def image_flags(self, program):
        return ["--image", IMAGES[program.language]] if self.in_images else []

    def close(self):
        self.listener.close()
        self.mailbox.close()
        shutil.rmtree(self.folder)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
        os.chmod(path, 0o644)
        return path

    def plant(self):
        self.write("plant/private", self.secret)
        os.chmod(self.path("plant/private"), 0o600)
        self.write("plant/public", "public\n")
        os.mknod(self.path("plant/device"), 0o20666, os.makedev(1, 5))
        os.chmod(self.path("plant/device"), 0o666)
        os.symlink("/etc/passwd", self.path("plant/link"))
        os.symlink(self.path("outside/secret"), self.path("plant/secret-link"))
        shutil.copy("/usr/bin/id", self.path("plant/setuid"))
        os.chmod(self.path("plant/setuid"), 0o6755)

    def source_text(self, program):
        roles = os.path.join(programs.FOLDER, "cross", "roles.h")
        text = program.text
        if ROLES in text:
            with open(roles, encoding="utf-8") as file:
                text = text.replace(ROLES, file.read())
            text = text.replace(SLOWNESS, SLOWNESS.replace("1", str(self.slowness)))
        if self.in_images:
            text = "#define IN_IMAGE 1\n" + text if program.compiled else text
        text = text.replace("@SECRET@", self.path("outside/secret"))
        return text.replace("@PORT@", str(self.listener.getsockname()[1]))

    def write_source(self, program):
        # Java's class has to be named as the file; others are named as an attacker would.
        name = os.path.basename(program.path)
        return self.write(f"source/{name}", self.source_text(program))

    def build(self, program, target):
        """Compiles a program statically, on the host, as no submission is."""
        command = [*COMPILERS[program.language], "-O1", "-w", "-static", "-o", target]
        subprocess.run([*command, self.write_source(program), "-pthread"], check=True)
        return target

    def is_built(self, program):
        return self.binaries is not None and program.built_ahead

    def compile_limit(self):
        if self.slowness == 1:
            return []
        return ["--compile-time-limit", f"{COMPILE_LIMIT_SECONDS * self.slowness}s"]

    def binary(self, program):
        if self.is_built(program):
            return os.path.join(self.binaries, program.name.replace("/", "_"))
        return self.build(program, self.path("program"))

    def start(self, *arguments, **options):
        options = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "cwd": self.folder,
            "env": self.environment,
            **options,
        }
        process = subprocess.Popen([self.cli, *arguments], **options)
        self.pids.append(process.pid)
        return process

    def finish(self, process, data=None):
        """What a sandbox_cli wrote; it must come to an end, and give nothing away."""
        timer = threading.Timer(self.timeout_seconds, process.kill)
        timer.start()
        out, err = process.communicate(data)
        timer.cancel()
        for stream in (out, err):
            if self.secret.encode() in stream:
                raise RunnerError("LEAKED the secret")
        if process.returncode < 0:
            raise RunnerError(f"sandbox_cli ended by signal {-process.returncode}")
        if process.returncode == 4:
            raise RunnerError("sandbox_cli: " + err.decode(errors="replace").strip())
        return out, err

    def report(self, *arguments):
        out, err = self.finish(self.start(arguments[0], "--format", "json", *arguments[1:]))
        try:
            return json.loads(out)
        except ValueError:
            raise RunnerError("no report: " + err.decode(errors="replace").strip()) from None

    def run(self, program):
        """A list with how each run of the program ended."""
        self.pids.clear()
        if program.mode == "cross":
            return self.run_cross(program)
        if program.mode == "package":
            return [self.run_package(program)]
        if program.mode == "run" or self.is_built(program):
            return [self.run_binary(program)]
        return [self.run_submit(program)]

    def run_submit(self, program):
        arguments = ["submit", self.write_source(program), "--language", program.language]
        arguments += program.options(self.slowness) + self.compile_limit()
        arguments += self.image_flags(program)
        if program.mode == "judge":
            self.write("tests/1.in", "1 2\n")
            # Evidence shows it to the jury; an attack that finds it is accepted.
            self.write("tests/1.ans", secrets.token_hex(16) + "\n")
            arguments += ["--tests", self.path("tests")]
        if program.text_report:
            for stream in self.finish(self.start(*arguments)):
                if any(byte < 32 and byte != 10 or byte == 127 for byte in stream):
                    return "ESCAPED: control characters in the report"
        before = hosts.tree(self.path("tests"))
        report = self.report(*arguments)
        if hosts.tree(self.path("tests")) != before:
            return "ESCAPED: test data was changed"
        return judgement_ending(report)

    def run_binary(self, program):
        if program.language == "python3":
            source = self.write_source(program)
            command = [f"{source}:/box/main.py", "--", "/usr/bin/python3", "/box/main.py"]
        else:
            command = [f"{self.binary(program)}:/box/program", "--", "/box/program"]
        binds = ["--bind", self.path("plant") + ":/plant"]
        flags = program.options(self.slowness) + self.image_flags(program)
        report = self.report("run", "--policy", program.policy, *binds, *flags, "--bind", *command)
        return ending(report["outcome"], report["standardOutput"])

    def run_package(self, program):
        """The program makes a package on the host; what is judged is harmless."""
        package = self.path("package")
        shutil.rmtree(package, ignore_errors=True)
        os.makedirs(package)
        secret = self.path("outside/secret")
        subprocess.run([sys.executable, program.path, package, secret], check=True)
        source = self.write("source/echo.c", "int main(void) { return 0; }\n")
        arguments = ["submit", source, "--problem", package, *self.compile_limit()]
        return judgement_ending(self.report(*arguments))

    def run_cross(self, program):
        """Sender and receiver, each way in which two runs can meet."""
        endings = self.run_together(program)
        if not self.quick:
            endings += self.run_in_one_supervisor(program, jobs="1")
            endings += self.run_in_one_supervisor(program, jobs="2")
        return endings

    def run_together(self, program):
        flags = program.options(self.slowness) + self.image_flags(program)
        bind = f"{self.binary(program)}:/box/program"
        arguments = ["run", "--policy", program.policy, *flags, "--bind", bind]
        sender = self.start(*arguments, "--", "/box/program", "send", stdin=subprocess.PIPE)
        timer = threading.Timer(self.timeout_seconds, sender.kill)
        timer.start()
        first = sender.stdout.readline()
        report = self.report(*arguments, "--", "/box/program", "receive")
        out, err = self.finish(sender)
        timer.cancel()
        sent = "contained" if first + out == b"contained\n" else ""
        if not sent and err.startswith(b"denied system call "):
            sent = "SYSCALL_DENIED " + err.split()[3].decode()
        return [
            sent or (first + out + err).decode(errors="replace").strip(),
            ending(report["outcome"], report["standardOutput"]),
        ]

    def run_in_one_supervisor(self, program, jobs):
        for number, role in enumerate(("send", "receive"), 1):
            self.write(f"cross/{number}.in", role + "\n")
            self.write(f"cross/{number}.ans", "contained\n")
        report = self.report(
            "submit", self.write_source(program), "--language", program.language,
            "--tests", self.path("cross"), "--all-tests", "--jobs", jobs,
            *program.time_limits(self.slowness), *self.compile_limit(),
        )
        endings = []
        for test in report["testResults"]:
            if test["verdict"] == "VERDICT_ACCEPTED":
                endings.append("contained")
            elif test["verdict"] == "VERDICT_WRONG_ANSWER":
                endings.append(test["difference"]["found"] + test["errorOutput"])
            else:
                endings.append(ending(test["outcome"], test["errorOutput"]))
        return endings or [report["verdict"] + " " + report["compile"]["output"]]

    def messages(self):
        """What got through to the host's sockets, and is then forgotten."""
        found = []
        try:
            self.listener.accept()[0].close()
            found.append("a connection came to the host")
        except BlockingIOError:
            pass
        try:
            self.mailbox.recv(100)
            found.append("a datagram came to the host")
        except BlockingIOError:
            pass
        return found

    def control(self, program):
        """How a program ends outside of any jail, as an ordinary user of the host."""
        try:
            return self.run_outside(program)
        finally:
            for path in hosts.marked_files(self.folder):
                if os.lstat(path).st_uid == NOBODY:
                    os.unlink(path)

    def run_outside(self, program):
        if program.expect[0].startswith("COMPILE_ERROR"):
            return self.control_compile(program)
        binary = self.build(program, self.path("control-program"))
        scratch = self.path("scratch")
        shutil.rmtree(scratch, ignore_errors=True)
        os.makedirs(scratch)
        os.chmod(scratch, 0o777)
        user = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        prefix = ["setpriv", *user, "prlimit", "--cpu=5"]
        if program.mode == "cross":
            return self.control_cross([*prefix, binary], scratch)
        # Whatever it starts or leaves ends with it.
        prefix = ["unshare", "--pid", "--fork", "--kill-child", "--ipc", *prefix]
        result = subprocess.run(
            [*prefix, binary], cwd=scratch, capture_output=True, timeout=60, check=False,
            stdin=subprocess.DEVNULL, env=self.environment,
        )
        output = result.stdout.decode(errors="replace")
        if result.returncode != 0:
            return f"exit {result.returncode} {output}".strip()
        return "contained" if output == "contained\n" else output.strip()

    def control_cross(self, command, scratch):
        """Both roles in namespaces that hold nobody else."""
        # The colon: else bash becomes the receiver, and what it held for the sender is closed.
        script = """coproc "$@" send; read -r first <&"${COPROC[0]}"; "$@" receive; :"""
        prefix = ["unshare", "--pid", "--fork", "--kill-child", "--ipc", "--mount-proc"]
        result = subprocess.run(
            [*prefix, "bash", "-c", script, "bash", *command], cwd=scratch, capture_output=True, timeout=60,
            check=False, stdin=subprocess.DEVNULL,
        )
        output = result.stdout.decode(errors="replace")
        return "contained" if output == "contained\n" else output.strip()

    def control_compile(self, program):
        """Whether the host's compiler, outside of any jail, shows the secret."""
        command = [*COMPILERS[program.language], "-w", "-o", self.path("control-program")]
        result = subprocess.run(
            [*command, self.write_source(program)], capture_output=True, timeout=60, check=False
        )
        found = result.stdout + result.stderr
        if result.returncode == 0:
            with open(self.path("control-program"), "rb") as file:
                found += file.read()
        leaked = self.secret.encode() in found
        return f"{'LEAKED the secret' if leaked else 'COMPILE_ERROR'}: {found}"
