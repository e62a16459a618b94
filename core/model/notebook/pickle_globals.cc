#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/model/notebook/pickle_machine.h"

namespace txtsentry::model {
namespace {

using Kind = PickleValue::Kind;

constexpr std::string_view kOrderedDict = "collections OrderedDict";
constexpr std::string_view kRebuildTensor = "torch._utils _rebuild_tensor_v2";
constexpr std::string_view kRebuildParameter = "torch._utils _rebuild_parameter";
constexpr std::string_view kFloatStorage = "torch FloatStorage";
constexpr std::array<std::string_view, 4> kGlobals = {kOrderedDict, kRebuildTensor,
                                                      kRebuildParameter, kFloatStorage};

// A hostile name may be long, so messages show only its start.
constexpr size_t kShownBytesMax = 128;

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

absl::Status PickleMachine::PushGlobal(std::string_view module, std::string_view name) {
  const std::string asked = absl::StrFormat("%s %s", module, name);
  const std::string_view* known = std::find(kGlobals.begin(), kGlobals.end(), asked);
  if (known == kGlobals.end()) {
    const std::string shown = absl::CHexEscape(asked.substr(0, kShownBytesMax));
    if (module == "torch" && EndsWith(name, "Storage")) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "%s: pickle: offset %d: the tensors are %s; only torch.FloatStorage (float32) is read: "
          "convert the model with .float() and save it again",
          file_, start_, shown));
    }
    return Broken(absl::StrFormat("the global '%s' is not on the list of allowed ones", shown));
  }
  PickleValue value;
  value.kind = Kind::kGlobal;
  value.text = *known;
  return Push(std::move(value));
}

// Handles the persistent id of a storage: ("storage", torch.FloatStorage, key, location, elements).
// The location is the tensor's original device and is ignored.
absl::Status PickleMachine::PushStorage() {
  TXTSENTRY_RETURN_IF_ERROR(Need(1));
  const PickleValue& id = Top();
  if (id.kind != Kind::kTuple || id.items.size() != 5 ||
      tree_.at(id.items[0]).kind != Kind::kString || tree_.at(id.items[0]).text != "storage" ||
      tree_.at(id.items[1]).kind != Kind::kGlobal || tree_.at(id.items[1]).text != kFloatStorage ||
      tree_.at(id.items[2]).kind != Kind::kString || tree_.at(id.items[3]).kind != Kind::kString ||
      tree_.at(id.items[4]).kind != Kind::kInt) {
    return Broken(
        "a persistent id is not ('storage', torch.FloatStorage, key, location, elements)");
  }
  PickleValue value;
  value.kind = Kind::kStorage;
  value.text = tree_.at(id.items[2]).text;
  value.integer = tree_.at(id.items[4]).integer;
  if (value.integer < 0) return Broken(absl::StrFormat("elements=%d is negative", value.integer));
  stack_.pop_back();
  return Push(std::move(value));
}

// Handles _rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks[,
// metadata]). The last three concern only training.
absl::Status PickleMachine::ReduceTensor(std::vector<PickleId> arguments) {
  if (arguments.size() < 6 || arguments.size() > 7 ||
      tree_.at(arguments[0]).kind != Kind::kStorage || tree_.at(arguments[1]).kind != Kind::kInt ||
      tree_.at(arguments[2]).kind != Kind::kTuple || tree_.at(arguments[3]).kind != Kind::kTuple) {
    return Broken("the arguments are not (storage, storage_offset, size, stride, ...)");
  }
  PickleValue value;
  value.kind = Kind::kTensor;
  arguments.resize(4);
  value.items = std::move(arguments);
  return Push(std::move(value));
}

absl::Status PickleMachine::Reduce() {
  TXTSENTRY_RETURN_IF_ERROR(Need(2));
  if (Top(0).kind != Kind::kTuple) return Broken("the arguments are not a tuple");
  if (Top(1).kind != Kind::kGlobal) return Broken("the callable is not a global");
  const std::string_view callable = Top(1).text;
  std::vector<PickleId> arguments = Top(0).items;
  stack_.resize(stack_.size() - 2);
  if (callable == kOrderedDict) {
    if (!arguments.empty()) return Broken("collections.OrderedDict has arguments");
    PickleValue value;
    value.kind = Kind::kDict;
    return Push(std::move(value));
  }
  if (callable == kRebuildTensor) return ReduceTensor(std::move(arguments));
  if (callable == kRebuildParameter) {
    if (arguments.size() != 3 || tree_.at(arguments[0]).kind != Kind::kTensor) {
      return Broken("the arguments are not (tensor, requires_grad, backward_hooks)");
    }
    stack_.push_back(arguments[0]);
    return absl::OkStatus();
  }
  return Broken("this global cannot be called");
}

// torch attaches a dict `_metadata` with module versions to a state_dict. It is not needed, so the
// state is dropped.
absl::Status PickleMachine::Build() {
  TXTSENTRY_RETURN_IF_ERROR(Need(2));
  if (Top(0).kind != Kind::kDict || Top(1).kind != Kind::kDict) {
    return Broken("only a dict may be given attributes, and only by a dict");
  }
  stack_.pop_back();
  return absl::OkStatus();
}

absl::Status PickleMachine::StepGlobal(PickleOpcode op) {
  if (op == PickleOpcode::kGlobal) {
    std::string_view module;
    std::string_view name;
    TXTSENTRY_RETURN_IF_ERROR(TakeLine(&module));
    TXTSENTRY_RETURN_IF_ERROR(TakeLine(&name));
    return PushGlobal(module, name);
  }
  TXTSENTRY_RETURN_IF_ERROR(Need(2));
  if (Top(0).kind != Kind::kString || Top(1).kind != Kind::kString) {
    return Broken("the module and name are not strings");
  }
  const std::string_view module = Top(1).text;
  const std::string_view name = Top(0).text;
  stack_.resize(stack_.size() - 2);
  return PushGlobal(module, name);
}

}  // namespace txtsentry::model
