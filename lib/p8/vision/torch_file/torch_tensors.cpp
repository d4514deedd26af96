#include "p8/vision/torch_file/torch_tensors.h"

#include <utility>

#include "p8/vision/tensors/limits.h"
#include "p8/vision/torch_file/torch_globals.h"
#include "p8/vision/torch_file/torch_tensor.h"

namespace p8::weights {

namespace {

using Kind = PickleValue::Kind;

constexpr int kDeepest = 64;
constexpr std::size_t kMaxVisits = std::size_t{1} << 20;

class TensorWalk {
 public:
  TensorWalk(const Pickle& pickle, const TorchStorages& storages, const Place& place, std::string prefix)
      : pickle_(pickle), storages_(storages), place_(place), prefix_size_(prefix.size()), path_(std::move(prefix)) {}

  std::vector<StoredTensor> tensors() {
    visit(pickle_.root, 0);
    return std::move(tensors_);
  }

 private:
  void visit(PickleIndex index, int depth) {
    // A value that is in many places is visited in each: without a limit a short file could have billions.
    if (depth > kDeepest || ++visits_ > kMaxVisits) {
      throw fault(place_, "nested too deeply, or in itself", "imbriqué trop profondément, ou en lui-même");
    }
    const PickleValue& value = pickle_[index];
    switch (value.kind) {
      case Kind::Tuple:
      case Kind::List:
        for (std::size_t i = 0; i < value.items.size(); ++i) step(std::to_string(i), value.items[i], depth);
        break;
      case Kind::Dictionary:
        visit_pairs(value.items, depth);
        break;
      case Kind::Object:
        visit_object(value, depth);
        break;
      default:
        break;
    }
  }

  /// Visits a part under its name.
  void step(std::string_view name, PickleIndex part, int depth) {
    const std::size_t size = path_.size();
    if (size + name.size() >= kLongestName) {
      throw fault(place_, "a name of more than {} bytes: \"{}\"", "un nom de plus de {} octets : « {} »", kLongestName,
                  shown(path_.empty() ? name : path_));
    }
    if (size > prefix_size_) path_ += '.';
    path_ += name;
    visit(part, depth + 1);
    path_.resize(size);
  }

  void visit_pairs(const std::vector<PickleIndex>& pairs, int depth) {
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) visit_pair(pairs[i], pairs[i + 1], depth);
  }

  void visit_pair(PickleIndex key_index, PickleIndex part, int depth) {
    const PickleValue& key = pickle_[key_index];
    if (key.kind == Kind::Text) return step(key.text, part, depth);
    if (key.kind == Kind::Integer) return step(std::to_string(key.integer), part, depth);
    throw fault(place_, "a dictionary's key is neither text nor a whole number, under \"{}\"",
                "une clé de dictionnaire n'est ni un texte ni un nombre entier, sous « {} »", shown(path_));
  }

  void visit_object(const PickleValue& object, int depth) {
    const std::vector<PickleIndex>& arguments = pickle_[object.arguments].items;
    switch (torch_role(pickle_[object.callable].text).value_or(TorchRole::Plain)) {
      case TorchRole::Tensor:
        return add_tensor(object);
      case TorchRole::Parameter:
      case TorchRole::Wrapper:
        if (!arguments.empty()) visit(arguments[0], depth + 1);
        return;
      case TorchRole::Dictionary:
        if (!arguments.empty()) visit_list_of_pairs(pickle_[arguments[0]], depth);
        return visit_pairs(object.items, depth);
      case TorchRole::Module:
        if (object.state != kNoValue) visit(object.state, depth + 1);
        return;
      case TorchRole::Size:
      case TorchRole::Plain:
      case TorchRole::Storage:
        return;
    }
  }

  /// OrderedDict's argument under Python 2.
  void visit_list_of_pairs(const PickleValue& list, int depth) {
    for (const PickleIndex item : list.items) {
      const PickleValue& pair = pickle_[item];
      if ((pair.kind != Kind::List && pair.kind != Kind::Tuple) || pair.items.size() != 2) {
        throw fault(place_, "an OrderedDict of items that are not pairs, under \"{}\"",
                    "un OrderedDict de ce qui n'est pas des paires, sous « {} »", shown(path_));
      }
      visit_pair(pair.items[0], pair.items[1], depth);
    }
  }

  void add_tensor(const PickleValue& object) {
    if (tensors_.size() == kMaxTensors) {
      throw fault(place_, "more than {} tensors", "plus de {} tenseurs", kMaxTensors);
    }
    tensors_.push_back(torch_tensor(pickle_, object, storages_, path_, place_));
  }

  const Pickle& pickle_;
  const TorchStorages& storages_;
  const Place& place_;
  std::size_t prefix_size_;
  std::string path_;
  std::size_t visits_ = 0;
  std::vector<StoredTensor> tensors_;
};

}  // namespace

std::vector<StoredTensor> tensors_of(const Pickle& pickle, const TorchStorages& storages, const Place& place,
                                     const std::string& prefix) {
  return TensorWalk(pickle, storages, place, prefix).tensors();
}

}  // namespace p8::weights
