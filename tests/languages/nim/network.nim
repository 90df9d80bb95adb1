import std/net

try:
  discard newSocket()
  echo "done"
except OSError:
  echo "refused"
