# class: environment
# tries: find the caller's PYTHONPATH, or a folder of the host that modules are imported from
# expect: contained
import os
import sys

foreign = [path for path in sys.path if not path.startswith(("/box", "/usr/lib/python3"))]
named = [name for name in os.environ if name not in ("PATH", "LC_ALL", "LC_CTYPE")]
writable = [path for path in sys.path if os.access(path, os.W_OK)]
print(f"ESCAPED: {foreign} {named} {writable}" if foreign or named or writable else "contained")
