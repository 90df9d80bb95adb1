#pragma once
namespace lib {
long long Twice(long long n);
}
