inline long long Helper(long long n) { return 3 * n + 1; }
