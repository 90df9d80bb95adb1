#!/bin/bash
# Runs hostile programs in the virtual machine, on control groups of version 2. What
# need not be compiled in a jail is compiled here: a compiler is slow there.
#
#   attacks_test.sh SECONDS [OPTION OF attacks_test.py...]
#
# SECONDS is the machine's time.
set -euo pipefail

: "${ASSAY_VM_FOLDER:?run tests/vm/setup FOLDER, and give Bazel --test_env=ASSAY_VM_FOLDER=FOLDER}"
attacks=(/usr/bin/python3 -B tests/attacks/attacks_test.py "${@:2}")
binaries=$(mktemp -d "$TEST_TMPDIR/binaries.XXXXXX")
"${attacks[@]}" --build "$binaries"
# The test's report is read by Bazel.
exec tests/vm/run -t "$1" -w "$(dirname "$XML_OUTPUT_FILE")" "$ASSAY_VM_FOLDER" \
  env XML_OUTPUT_FILE="$XML_OUTPUT_FILE" "${attacks[@]}" --binaries "$binaries"
