#include "judge/service/places.h"

#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "judge/base/error_details.h"

namespace assay::judge {
namespace {

TEST(PlacesTest, RefusesWhenAllAreTaken) {
  Places places(2);
  absl::StatusOr<Places::Place> first = places.Take();
  ASSERT_TRUE(first.ok());
  std::optional<Places::Place> second(std::in_place, *places.Take());
  const absl::Status refused = places.Take().status();
  EXPECT_TRUE(absl::IsResourceExhausted(refused)) << refused;
  EXPECT_EQ(ReasonOf(refused), "QUEUE_FULL");
  EXPECT_EQ(RetryDelayOf(refused), absl::Seconds(1));
  // A refusal takes none.
  EXPECT_FALSE(places.Take().ok());
  second.reset();
  EXPECT_TRUE(places.Take().ok());
}

TEST(PlacesTest, WhatIsMovedGivesItsPlaceBackOnce) {
  Places places(1);
  {
    absl::StatusOr<Places::Place> place = places.Take();
    ASSERT_TRUE(place.ok());
    const Places::Place moved = *std::move(place);
    EXPECT_FALSE(places.Take().ok());
  }
  const absl::StatusOr<Places::Place> again = places.Take();
  EXPECT_TRUE(again.ok());
  EXPECT_FALSE(places.Take().ok());
}

TEST(PlacesTest, OrdersAreInTheOrderOfComingAndBeforeSubmissions) {
  Places places(2);
  const absl::StatusOr<Places::Place> first = places.Take();
  const absl::StatusOr<Places::Place> second = places.Take();
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_LT(first->order(), second->order());
  EXPECT_LT(second->order(), 0);
}

}  // namespace
}  // namespace assay::judge
