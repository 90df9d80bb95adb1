#!/bin/sh
# Runs one Python test with the system's interpreter, which judged programs get too.
exec /usr/bin/python3 -B "$@"
