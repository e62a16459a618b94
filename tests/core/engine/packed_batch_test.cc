#include "core/engine/packed_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "tests/support/random_model.h"

namespace txtsentry::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PackTest, SortsByDecreasingLengthAndIsStable) {
  test::OwnedBatch batch;
  batch.AddRow({1});
  batch.AddRow({2, 3, 4});
  batch.AddRow({5});
  batch.AddRow({6, 7, 8});
  const PackedBatch packed = Pack(batch.view());
  EXPECT_THAT(packed.row_of, ElementsAre(1, 3, 0, 2));
  EXPECT_THAT(packed.batch_sizes, ElementsAre(4, 2, 2));
  EXPECT_THAT(packed.ids, ElementsAre(2, 6, 1, 5, 3, 7, 4, 8));
}

TEST(PackTest, AcceptsNoRows) {
  const PackedBatch packed = Pack(test::OwnedBatch().view());
  EXPECT_THAT(packed.ids, IsEmpty());
  EXPECT_THAT(packed.batch_sizes, IsEmpty());
}

TEST(PackTest, PlacesEveryTokenAtItsStepWithoutPadding) {
  test::Random random(3);
  for (int round = 0; round < 200; ++round) {
    const auto batch = test::RandomBatch(random, random.Between(1, 30), 50, 1000);
    const PackedBatch packed = Pack(batch.view());
    ASSERT_EQ(packed.ids.size(), batch.ids.size());
    size_t at = 0;
    for (size_t step = 0; step < packed.batch_sizes.size(); ++step) {
      for (int64_t place = 0; place < packed.batch_sizes[step]; ++place) {
        ASSERT_EQ(packed.ids[at++], batch.ids[batch.offsets[packed.row_of[place]] + step]);
      }
    }
  }
}

}  // namespace
}  // namespace txtsentry::engine
