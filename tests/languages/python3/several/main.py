from sums import add

print(add(*map(int, input().split())))
