#include "p8/vision/torch_file/torch_tensor.h"

#include <utility>

#include "p8/vision/tensors/limits.h"
#include "p8/vision/torch_file/torch_globals.h"

namespace p8::weights {

namespace {

using Kind = PickleValue::Kind;

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
        kMaxDimensions);
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
    if ((value->kind != Kind::Tuple && value->kind != Kind::List) || value->items.size() > kMaxDimensions) {
      throw malformed();
    }
    std::vector<std::int64_t> numbers;
    numbers.reserve(value->items.size());
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

}  // namespace

StoredTensor torch_tensor(const Pickle& pickle, const PickleValue& call, const TorchStorages& storages,
                          const std::string& name, const Place& file) {
  return TensorReader(pickle, storages, tensor_place(file, name)).read(pickle[call.arguments].items, name);
}

}  // namespace p8::weights
