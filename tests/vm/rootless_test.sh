#!/bin/bash
# Runs a test as an ordinary user in the virtual machine, in a delegated control
# group of version 2.
#
#   rootless_test.sh COMMAND [ARGUMENT...]
set -euo pipefail

: "${ASSAY_VM_FOLDER:?run tests/vm/setup FOLDER, and give Bazel --test_env=ASSAY_VM_FOLDER=FOLDER}"
# The test's report is read by Bazel.
exec tests/vm/run -t 580 -w "$(dirname "$XML_OUTPUT_FILE")" "$ASSAY_VM_FOLDER" \
  "$PWD/tests/vm/as_user" "$XML_OUTPUT_FILE" "$@"
