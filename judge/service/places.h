#ifndef ASSAY_JUDGE_SERVICE_PLACES_H_
#define ASSAY_JUDGE_SERVICE_PLACES_H_

#include <atomic>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/status/statusor.h"

namespace assay::judge {

// How many bare runs may be under way at once: waiting, running, or with an answer that the client
// has not taken yet. Thread-safe.
class Places {
 public:
  explicit Places(int64_t count) : count_(count) {}
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;

  // One of them, until it is destroyed. Move-only.
  class Place {
   public:
    Place(Place&& other) noexcept
        : places_(std::exchange(other.places_, nullptr)), order_(other.order_) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (places_ != nullptr) --places_->taken_;
    }

    // For Work::order: no other place's, greater than that of each earlier one, and less than any
    // submission's.
    int64_t order() const { return order_; }

   private:
    friend class Places;
    Place(Places* places, int64_t order) : places_(places), order_(order) {}

    Places* places_;
    int64_t order_;
  };

  // RESOURCE_EXHAUSTED with a RetryInfo when all are taken. The object outlives the place.
  absl::StatusOr<Place> Take();

 private:
  const int64_t count_;
  std::atomic<int64_t> taken_ = 0;
  std::atomic<int64_t> next_order_ = std::numeric_limits<int64_t>::min();
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_PLACES_H_
