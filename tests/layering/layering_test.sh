#!/bin/bash
# Checks that nothing in the workspace includes upward, and that the check can fail.
set -euo pipefail

# Sources are not declared as data: the target always runs, on the real workspace.
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(dirname "$(dirname "$here")")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
code=0

# expect RESULT FILE LINE: whether a tree with only that line in that file is in order.
expect() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree/$(dirname "$2")"
  printf '%s\n' "$3" >"$tree/$2"
  local result=good
  "$here/check_layering" "$tree" >/dev/null || result=bad
  if [[ $result != "$1" ]]; then
    echo "expected $1 but got $result: $2: $3"
    code=1
  fi
}

expect bad sandbox/a.h '#include "judge/problem/problem.h"'
expect bad sandbox/base/a.cc '  #  include "judge/a.h"'
expect bad sandbox/a.cc '#include "proto/judge/v1/language.pb.h"'
expect bad sandbox/a.cc '#include "tests/e2e/a.h"'
expect bad judge/problem/a.h '#include "judge/cli/a.h"'
expect bad judge/evaluate/a_test.cc '#include "judge/service/a.h"'
expect bad judge/evaluate/a.cc '#include "judge/rpc/a.h"'
expect bad judge/rpc/a.cc '#include "judge/service/a.h"'
expect bad judge/cli/a.cc '#include "judge/service/a.h"'
expect bad judge/service/a.cc '#include "judge/cli/a.h"'
expect bad proto/sandbox/v1/a.proto 'import "proto/judge/v1/language.proto";'
expect bad proto/judge/v1/a.proto 'import public "sandbox/a.proto";'
expect good sandbox/a.cc '#include "proto/sandbox/v1/run.pb.h"'
expect good sandbox/a.cc '#include "sandbox/base/status.h"'
expect good sandbox/a.cc '// As #include "judge/a.h" would be.'
expect good judge/a.cc '#include "sandbox/sandbox.h"'
expect good judge/cli/a.cc '#include "judge/problem/problem.h"'
expect good judge/cli/a.cc '#include "judge/cli/a.h"'
expect good judge/cli/a.cc '#include "judge/rpc/a.h"'
expect good judge/service/a.cc '#include "judge/rpc/a.h"'
expect good judge/rpc/a.cc '#include "judge/base/a.h"'
expect good judge/service/a.cc '#include "judge/service/a.h"'
expect good proto/judge/v1/a.proto 'import "proto/sandbox/v1/run.proto";'

"$here/check_layering" "$root" || {
  echo "the includes above point upward; see docs/architecture.md"
  code=1
}
exit "$code"
