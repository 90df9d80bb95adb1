#include "twice.h"

long long lib::Twice(long long n) { return 2 * n; }
