# @EXPECTED_RESULTS@: TIMELIMIT, CORRECT
n = int(input())
print(2 * n)
