// Threads that step back where processors are short.
#ifndef TXTSENTRY_SERVER_POLITE_THREAD_H_
#define TXTSENTRY_SERVER_POLITE_THREAD_H_

namespace txtsentry::server {

// Names the calling thread and gives it, and the threads that it starts from then on, a niceness:
// on Linux each thread has its own. Should the kernel refuse, the thread is only less polite.
void BePolite(const char* name, int niceness);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_POLITE_THREAD_H_
