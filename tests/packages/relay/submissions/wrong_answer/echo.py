# Wrong in the first pass.
print(input().split()[1], flush=True)
