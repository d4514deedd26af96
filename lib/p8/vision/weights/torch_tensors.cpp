#include "p8/vision/weights/torch_tensors.h"

#include <utility>

#include "p8/vision/weights/limits.h"
#include "p8/vision/weights/torch_globals.h"

namespace p8::weights {

namespace {

using Kind = PickleValue::Kind;

constexpr int kDeepest = 64;
constexpr std::size_t kMostVisits = std::size_t{1} << 20;

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
    // A value that stands in many places is visited in each: without a limit a short file could have billions.
    if (depth > kDeepest || ++visits_ > kMostVisits) {
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
        visit_object(value, index, depth);
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

  void visit_object(const PickleValue& object, PickleIndex index, int depth) {
    const std::vector<PickleIndex>& arguments = pickle_[object.arguments].items;
    switch (torch_role(pickle_[object.callable].text).value_or(TorchRole::Plain)) {
      case TorchRole::Tensor:
        return add_tensor(index);
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
        throw fault(place_, "an OrderedDict of what are no pairs, under \"{}\"",
                    "un OrderedDict de ce qui n'est pas des paires, sous « {} »", shown(path_));
      }
      visit_pair(pair.items[0], pair.items[1], depth);
    }
  }

  void add_tensor(PickleIndex index);

  const Pickle& pickle_;
  const TorchStorages& storages_;
  const Place& place_;
  std::size_t prefix_size_;
  std::string path_;
  std::size_t visits_ = 0;
  std::vector<StoredTensor> tensors_;
};

/// Reads the arguments of one tensor.
class TensorReader {
 public:
  TensorReader(const Pickle& pickle, const TorchStorages& storages, Place place)
      : pickle_(pickle), storages_(storages), place_(std::move(place)) {}

  StoredTensor read(const std::vector<PickleIndex>& arguments, std::string name) const {
    if (arguments.size() < 4) throw malformed();
    const StorageReference reference = storage_reference(pickle_, arguments[0], place_);
    const std::int64_t offset = whole_number(arguments[1]);
    StoredTensor tensor{std::move(name), reference.dtype, whole_numbers(arguments[2]), whole_numbers(arguments[3]),
                        nullptr};
    check_reach(tensor, offset, reference);
    simplify_strides(tensor);
    const std::string_view bytes = storages_.at(reference.key).bytes;
    tensor.data = bytes.data() + (reference.begin + static_cast<std::uint64_t>(offset)) * size_of(tensor.dtype);
    return tensor;
  }

 private:
  Error malformed() const {
    return fault(
        place_, "expected a storage, an offset, sizes and as many strides, whole numbers from 0, at most {} each",
        "un stockage, un décalage, des tailles et autant de pas sont attendus, des nombres entiers à partir de 0, "
        "au plus {} de chaque",
        kMostDimensions);
  }

  std::int64_t whole_number(PickleIndex index) const {
    const PickleValue& value = pickle_[index];
    if (value.kind != Kind::Integer || value.integer < 0) throw malformed();
    return value.integer;
  }

  /// A tuple of whole numbers, or torch.Size of one.
  std::vector<std::int64_t> whole_numbers(PickleIndex index) const {
    const PickleValue* value = &pickle_[index];
    if (value->kind == Kind::Object && torch_role(pickle_[value->callable].text) == TorchRole::Size) {
      const std::vector<PickleIndex>& arguments = pickle_[value->arguments].items;
      if (arguments.size() != 1) throw malformed();
      value = &pickle_[arguments[0]];
    }
    if ((value->kind != Kind::Tuple && value->kind != Kind::List) || value->items.size() > kMostDimensions) {
      throw malformed();
    }
    std::vector<std::int64_t> numbers;
    for (const PickleIndex item : value->items) numbers.push_back(whole_number(item));
    return numbers;
  }

  void check_reach(const StoredTensor& tensor, std::int64_t offset, const StorageReference& reference) const {
    if (tensor.shape.size() != tensor.strides.size()) throw malformed();
    const std::optional<std::uint64_t> count = checked_count(tensor.shape);
    std::int64_t end = offset;  // one past the last number
    bool fits = count && *count <= reference.length;
    for (std::size_t d = 0; fits && *count > 0 && d < tensor.shape.size(); ++d) {
      std::int64_t reach = 0;
      fits = !__builtin_mul_overflow(tensor.shape[d] - 1, tensor.strides[d], &reach) &&
             !__builtin_add_overflow(end, reach, &end);
    }
    fits = fits && !__builtin_add_overflow(end, *count > 0 ? 1 : 0, &end);
    if (fits && static_cast<std::uint64_t>(end) <= reference.length) return;
    throw fault(place_, "reaches outside its storage \"{}\" of {} numbers", "dépasse son stockage « {} » de {} nombres",
                shown(reference.key), reference.length);
  }

  /// The stride along a dimension of size 1 means nothing and may be anything.
  static void simplify_strides(StoredTensor& tensor) {
    if (is_contiguous(tensor)) {
      tensor.strides = contiguous_strides(tensor.shape);
      return;
    }
    for (std::size_t d = 0; d < tensor.shape.size(); ++d) {
      if (tensor.shape[d] == 1) tensor.strides[d] = 0;
    }
  }

  const Pickle& pickle_;
  const TorchStorages& storages_;
  Place place_;
};

void TensorWalk::add_tensor(PickleIndex index) {
  if (tensors_.size() == kMostTensors) {
    throw fault(place_, "more than {} tensors", "plus de {} tenseurs", kMostTensors);
  }
  const TensorReader reader(pickle_, storages_, tensor_place(place_, path_));
  tensors_.push_back(reader.read(pickle_[pickle_[index].arguments].items, path_));
}

}  // namespace

std::vector<StoredTensor> tensors_of(const Pickle& pickle, const TorchStorages& storages, const Place& place,
                                     const std::string& prefix) {
  return TensorWalk(pickle, storages, place, prefix).tensors();
}

}  // namespace p8::weights
