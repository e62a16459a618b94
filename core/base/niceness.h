// Lowers the scheduling priority of a thread.
#ifndef TXTSENTRY_CORE_BASE_NICENESS_H_
#define TXTSENTRY_CORE_BASE_NICENESS_H_

namespace txtsentry::base {

// Sets the niceness (0..19) of the calling thread; on Linux, niceness is per thread. An
// unprivileged thread cannot lower it again. Ignores errors: the thread then keeps its priority.
void BeNice(int niceness);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_NICENESS_H_
