// Threads that step back where processors are short.
#ifndef TXTSENTRY_CORE_BASE_NICENESS_H_
#define TXTSENTRY_CORE_BASE_NICENESS_H_

namespace txtsentry::base {

// Gives the calling thread a niceness of its own, which Linux knows, 0..19. It cannot be taken off
// again. Should the kernel refuse, the thread is only less polite.
void BeNice(int niceness);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_NICENESS_H_
