// A buffer aligned for vector code: to a cache line, or to a huge page if it is large enough to
// benefit.
#ifndef TXTSENTRY_CORE_BASE_ALIGNED_BUFFER_H_
#define TXTSENTRY_CORE_BASE_ALIGNED_BUFFER_H_

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "core/base/cache_line.h"

namespace txtsentry::base {

inline constexpr size_t kHugePageBytes = 2 << 20;

// Owns `size` zero-initialized values of a trivial type. Move-only. The constructor throws
// std::bad_alloc, as std::vector does.
template <typename T>
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(size_t size) : size_(size) {
    if (size == 0) return;
    const size_t bytes = size * sizeof(T);
    const size_t alignment = bytes >= kHugePageBytes ? kHugePageBytes : kCacheLineBytes;
    const size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    data_ = static_cast<T*>(std::aligned_alloc(alignment, rounded));
    if (data_ == nullptr) throw std::bad_alloc();
    // Only a hint: without huge pages the kernel uses small ones.
    if (alignment == kHugePageBytes) ::madvise(data_, rounded, MADV_HUGEPAGE);
    std::memset(data_, 0, rounded);
  }
  AlignedBuffer(AlignedBuffer&& other) noexcept { swap(other); }
  AlignedBuffer& operator=(AlignedBuffer&& other) noexcept {
    swap(other);
    return *this;
  }
  AlignedBuffer(const AlignedBuffer&) = delete;
  AlignedBuffer& operator=(const AlignedBuffer&) = delete;
  ~AlignedBuffer() { std::free(data_); }

  T* data() { return data_; }
  const T* data() const { return data_; }
  size_t size() const { return size_; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }

 private:
  void swap(AlignedBuffer& other) {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }

  T* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_ALIGNED_BUFFER_H_
