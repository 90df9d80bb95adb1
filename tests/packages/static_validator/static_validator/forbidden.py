"""No source file may have the text that is the last argument."""

import os
import sys

language, entry_point, folder, forbidden = sys.argv[1:5]
for name in sorted(os.listdir(".")):
    if not name.endswith((".cpp", ".py", ".java")):
        continue
    with open(name) as file:
        for number, line in enumerate(file, 1):
            if forbidden in line:
                with open(os.path.join(folder, "judgemessage.txt"), "w") as message:
                    message.write(f"{name}:{number} has {forbidden}\n")
                sys.exit(43)
sys.exit(42)
