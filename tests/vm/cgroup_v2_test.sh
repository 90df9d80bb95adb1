#!/bin/bash
# Runs one C++ test in the virtual machine, on control groups of version 2.
#
#   cgroup_v2_test.sh TEST
set -euo pipefail

if [[ ! -e ${ASSAY_VM_FOLDER:-}/ready ]]; then
  echo "no virtual machine: run tests/vm/setup FOLDER and give Bazel --test_env=ASSAY_VM_FOLDER=FOLDER" >&2
  exit 1
fi
# The test's report is read by Bazel.
exec tests/vm/run -t 280 -w "$(dirname "$XML_OUTPUT_FILE")" "$ASSAY_VM_FOLDER" \
  env XML_OUTPUT_FILE="$XML_OUTPUT_FILE" "$PWD/$1"
