// What jemalloc reads when the process starts. A small call through gRPC is some dozens of
// allocations, most of them freed by another thread, with which the C library's malloc takes a fifth
// longer over all of the call.

// Memory that is no longer used goes back to the system though no thread allocates any more, and
// soon, so that what one burst has left is not beside what the next one takes.
extern "C" const char* const malloc_conf = "background_thread:true,dirty_decay_ms:500";
