#include "train/generator.h"

#include <utility>

namespace txtsentry::train {

Generator::Generator(uint64_t seed) : rng_(seed) {
  for (const auto group : {MailKinds(), VerificationKinds(), ServiceKinds(), HarmlessUnknownKinds(),
                           TunnelKinds(), PayloadKinds(), CommandKinds(), EvasionKinds()}) {
    kinds_.insert(kinds_.end(), group.begin(), group.end());
  }
  for (const Kind& kind : kinds_) weight_sum_ += static_cast<uint64_t>(kind.weight);
}

GeneratedRecord Generator::Next() {
  uint64_t point = rng_.Below(weight_sum_);
  size_t chosen = 0;
  while (point >= static_cast<uint64_t>(kinds_[chosen].weight)) {
    point -= static_cast<uint64_t>(kinds_[chosen].weight);
    ++chosen;
  }
  const Kind& kind = kinds_[chosen];
  Draft draft = kind.draw(rng_);
  return {{kind.label, std::move(draft.owner_name), std::move(draft.text)}, kind.name};
}

}  // namespace txtsentry::train
