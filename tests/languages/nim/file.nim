try:
  discard readFile("/etc/passwd")
  echo "done"
except IOError:
  echo "refused"
