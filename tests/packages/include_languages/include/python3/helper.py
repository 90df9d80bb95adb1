def helper(n):
    return 3 * n + 1
