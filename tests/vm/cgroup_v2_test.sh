#!/bin/bash
# Runs one C++ test in the virtual machine, on control groups of version 2.
#
#   cgroup_v2_test.sh TEST
set -euo pipefail

: "${ASSAY_VM_FOLDER:?run tests/vm/setup FOLDER, and give Bazel --test_env=ASSAY_VM_FOLDER=FOLDER}"
# The test's report is read by Bazel.
exec tests/vm/run -t 280 -w "$(dirname "$XML_OUTPUT_FILE")" "$ASSAY_VM_FOLDER" \
  env XML_OUTPUT_FILE="$XML_OUTPUT_FILE" "$PWD/$1"
