# Sourced by the scripts beside it: how they call Bazel.
#
# Every checkout has an output base of its own; the disk cache is shared between
# them, so that a second clone compiles nothing again.

# shellcheck shell=bash

assay_cache="${XDG_CACHE_HOME:-${HOME:?HOME is not set; set it or XDG_CACHE_HOME}/.cache}/assay"

# run_bazel COMMAND ARG...
# Bazel has no use for standard input, which may be the judged program's.
run_bazel() {
  bazel "$1" --disk_cache="$assay_cache/bazel" "${@:2}" </dev/null
}

# For an EXIT trap: failed builds count too. A server left behind would hold 300 MB and, while it
# lives, cpu time that belongs to judged programs.
stop_bazel() {
  bazel shutdown </dev/null >/dev/null 2>&1 || true
  prune_cache
}

# Bazel itself removes nothing from its disk cache: here goes what no build has used for 30 days.
prune_cache() {
  find "$assay_cache/bazel" -type f -atime +30 -delete 2>/dev/null || true
}
