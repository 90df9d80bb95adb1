#!/bin/bash
# Runs one test in the virtual machine, on control groups of version 2.
#
#   cgroup_v2_test.sh [-t SECONDS] TEST [ARGUMENT...]
set -euo pipefail

seconds=280
if [[ $1 == -t ]]; then
  seconds=$2
  shift 2
fi
: "${ASSAY_VM_FOLDER:?run tests/vm/setup FOLDER, and give Bazel --test_env=ASSAY_VM_FOLDER=FOLDER}"
# The test's report is read by Bazel.
exec tests/vm/run -t "$seconds" -w "$(dirname "$XML_OUTPUT_FILE")" "$ASSAY_VM_FOLDER" \
  env XML_OUTPUT_FILE="$XML_OUTPUT_FILE" "$PWD/$1" "${@:2}"
