n = int(input())
answer = 0
for _ in range(n):
    answer += 2
print(answer)
