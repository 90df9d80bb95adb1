from lib.twice import twice

print(twice(int(input())))
