// A value that rises and falls. One atomic, not sharded: a gauge that many threads set has no
// meaning but the last write. A hot path's level (rows under way) is better kept where it already
// is counted and read by a callback (registry.h) when someone looks.
#ifndef TXTSENTRY_CORE_METRICS_GAUGE_H_
#define TXTSENTRY_CORE_METRICS_GAUGE_H_

#include <atomic>

namespace txtsentry::metrics {

// Thread-safe.
class Gauge {
 public:
  Gauge() = default;

  void Set(double value) { value_.store(value, std::memory_order_relaxed); }
  void Add(double difference) {
    double old = value_.load(std::memory_order_relaxed);
    while (!value_.compare_exchange_weak(old, old + difference, std::memory_order_relaxed)) {
    }
  }
  double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_GAUGE_H_
