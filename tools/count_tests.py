"""Counts the test cases of a `bazel test` run.

Reads the file of --build_event_json_file and the test.xml files that it names.
Prints "N passed, N failed", with ", N skipped" when there are any. Exits with 1
when a case failed or none passed. A target that failed to build, crashed or ran
out of time without a failed case in its test.xml counts as one failed case.
"""

import collections
import json
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree


def count_cases(path):
    """(passed, failed, skipped) of a test.xml; a broken file has no cases."""
    passed = failed = skipped = 0
    try:
        cases = list(ElementTree.parse(path).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        cases = []
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.get("result") in ("skipped", "suppressed") or case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def read_events(path):
    """The test.xml paths and the worst status of each test target, and the targets that did not build."""
    reports = collections.defaultdict(list)
    statuses = collections.defaultdict(lambda: "PASSED")
    unbuilt = set()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            identity = event.get("id", {})
            if "testResult" in identity and "testResult" in event:
                label = identity["testResult"]["label"]
                result = event["testResult"]
                if result.get("status") != "PASSED":
                    statuses[label] = result.get("status")
                else:
                    statuses.setdefault(label, "PASSED")
                for output in result.get("testActionOutput", []):
                    if output.get("name") == "test.xml":
                        uri = urllib.parse.urlparse(output["uri"])
                        reports[label].append(urllib.parse.unquote(uri.path))
            elif "targetCompleted" in identity:
                if not event.get("completed", {}).get("success"):
                    unbuilt.add(identity["targetCompleted"]["label"])
            elif "unconfiguredLabel" in identity and "aborted" in event:
                unbuilt.add(identity["unconfiguredLabel"]["label"])
    return reports, statuses, unbuilt


def main():
    reports, statuses, unbuilt = read_events(sys.argv[1])
    passed = skipped = 0
    failed = len(unbuilt)
    for label in sorted(unbuilt):
        print(f"did not build: {label}")
    for label, status in sorted(statuses.items()):
        counts = [count_cases(path) for path in reports[label]]
        target_failed = sum(count[1] for count in counts)
        if status != "PASSED":
            print(f"{status}: {label}")
            target_failed = max(target_failed, 1)
        passed += sum(count[0] for count in counts)
        failed += target_failed
        skipped += sum(count[2] for count in counts)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
