#!/bin/bash
# Runs the hostile programs that are fit for it in the virtual machine, on control
# groups of version 2. They are compiled here: a compiler is slow there.
set -euo pipefail

: "${ASSAY_VM_FOLDER:?run tests/vm/setup FOLDER, and give Bazel --test_env=ASSAY_VM_FOLDER=FOLDER}"
attacks=(/usr/bin/python3 -B tests/attacks/attacks_test.py --vm)
binaries=$(mktemp -d "$TEST_TMPDIR/binaries.XXXXXX")
"${attacks[@]}" --build "$binaries"
# The test's report is read by Bazel.
exec tests/vm/run -t 800 -w "$(dirname "$XML_OUTPUT_FILE")" "$ASSAY_VM_FOLDER" \
  env XML_OUTPUT_FILE="$XML_OUTPUT_FILE" "${attacks[@]}" --binaries "$binaries"
