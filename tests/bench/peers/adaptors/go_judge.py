"""A go-judge that is running, asked over its REST interface."""

import http.client
import json
import secrets

from peer import Absent, Barriers, Peer
from program import CPU_SECONDS, MEMORY_BYTES, TASK_COUNT, WALL_SECONDS

ADDRESS = "127.0.0.1"
PORT = 5050
SECOND_NS = 10**9
OUTPUT_BYTES = 10240
TIMEOUT_SECONDS = 5


class GoJudge(Peer):
    name = "go-judge"
    # By its defaults: the IPC namespace and the container are kept from run to run.
    barriers = Barriers("all but user, as root", "memory, pids, cpu time", "–", "reused")

    def __init__(self, port=PORT):
        self._port = port
        self._file_ids = []

    def contender(self, program, folder, slots):
        file_id = self._upload(program)
        limits = {
            "cpuLimit": CPU_SECONDS * SECOND_NS,
            "clockLimit": WALL_SECONDS * SECOND_NS,
            "memoryLimit": MEMORY_BYTES,
            "procLimit": TASK_COUNT,
        }
        run = {
            "args": [program.name],
            "env": ["PATH=/usr/bin:/bin"],
            "files": [
                {"content": program.standard_input},
                {"name": "stdout", "max": OUTPUT_BYTES},
                {"name": "stderr", "max": OUTPUT_BYTES},
            ],
            "copyIn": {program.name: {"fileId": file_id}},
            **limits,
        }
        return {
            "http": {
                "address": ADDRESS,
                "port": self._port,
                "path": "/run",
                "body": json.dumps({"cmd": [run]}),
                "expected_parts": [
                    '"status":"Accepted"',
                    '"stdout":' + json.dumps(program.expected_output),
                ],
            }
        }

    def close(self):
        while self._file_ids:
            try:
                self._request("DELETE", "/file/" + self._file_ids.pop())
            except Absent:
                # It is gone, and its files are with it.
                pass

    def _upload(self, program):
        """Gives the program to go-judge and returns its id there. Raises Absent."""
        boundary = secrets.token_hex(16)
        with open(program.host_path, "rb") as file:
            content = file.read()
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; '
            f'filename="{program.name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        ).encode() + content
        body += f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        answer = self._request("POST", "/file", body, {"Content-Type": kind})
        try:
            file_id = json.loads(answer)
        except ValueError as error:
            raise Absent(f"what listens on port {self._port} is no go-judge: {error}") from error
        self._file_ids.append(file_id)
        return file_id

    def _request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(ADDRESS, self._port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Absent(f"none answers on {ADDRESS}:{self._port} ({error})") from error
        finally:
            connection.close()
        if response.status != http.client.OK:
            raise Absent(f"{method} {path} on port {self._port}: HTTP status {response.status}")
        return answer
