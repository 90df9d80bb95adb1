# class: compile-time code
# tries: run code in the jail of the syntax check, whose limits are other ones
# expect: RUNTIME_ERROR exit 9
import os
import sys

# In the check this would be a compile error.
sys.exit(9 if os.getcwd() == "/work" and not os.path.exists("/src") else 0)
