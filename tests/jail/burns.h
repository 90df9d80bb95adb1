#ifndef ASSAY_TESTS_JAIL_BURNS_H_
#define ASSAY_TESTS_JAIL_BURNS_H_

namespace assay::sandbox {

// Ways to use a known amount of cpu time, which a jail has to bill. Each returns the exit code of
// the probe that it is an action of, 0 when all went well.

// Burns `milliseconds` of its own cpu time, as the kernel's finest clock sees it.
int Burn(long milliseconds);

// These print, in ns, what they have used by the program's own clocks, children that were waited
// for included: for tests/bench/time_truth.
int BurnInUser(long milliseconds);
int BurnInSystem(long milliseconds);
// In 8 threads at once.
int BurnInThreads(long milliseconds);
// In 16 children at once.
int BurnInChildren(long milliseconds);
// In 8 programs, each of which starts the next by fork and exec of /box/probe.
int BurnInChain(long milliseconds);

}  // namespace assay::sandbox

#endif  // ASSAY_TESTS_JAIL_BURNS_H_
