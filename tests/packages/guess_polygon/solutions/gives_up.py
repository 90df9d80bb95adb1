# Ends without a right guess.
print(500, flush=True)
input()
