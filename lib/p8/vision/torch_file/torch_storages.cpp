#include "p8/vision/torch_file/torch_storages.h"

#include "p8/vision/torch_file/torch_globals.h"

namespace p8::weights {

namespace {

using Kind = PickleValue::Kind;

Error bad_reference(const Place& place) {
  return fault(place, "a reference to a storage that is not (\"storage\", type, key, location, count)",
               "une référence de stockage qui n'est pas (« storage », type, clé, emplacement, nombre)");
}

std::uint64_t whole_number(const PickleValue& value, const Place& place) {
  if (value.kind != Kind::Integer || value.integer < 0) throw bad_reference(place);
  return static_cast<std::uint64_t>(value.integer);
}

std::string_view text(const PickleValue& value, const Place& place) {
  if (value.kind != Kind::Text) throw bad_reference(place);
  return value.text;
}

StorageReference read_id(const Pickle& pickle, const PickleValue& id, const Place& place) {
  const std::vector<PickleIndex>& parts = id.items;
  if (id.kind != Kind::Tuple || parts.size() < 5 || text(pickle[parts[0]], place) != "storage") {
    throw bad_reference(place);
  }
  const PickleValue& type = pickle[parts[1]];
  if (type.kind != Kind::Global) throw bad_reference(place);
  StorageReference reference;
  reference.key = text(pickle[parts[2]], place);
  reference.dtype = storage_dtype(type.text, place);
  reference.count = whole_number(pickle[parts[4]], place);
  reference.length = reference.count;
  if (parts.size() < 6 || pickle[parts[5]].kind == Kind::None) return reference;
  const PickleValue& view = pickle[parts[5]];
  if (view.kind != Kind::Tuple || view.items.size() != 3) throw bad_reference(place);
  reference.begin = whole_number(pickle[view.items[1]], place);
  reference.length = whole_number(pickle[view.items[2]], place);
  if (reference.begin > reference.count || reference.length > reference.count - reference.begin) {
    throw bad_reference(place);
  }
  return reference;
}

}  // namespace

std::optional<std::uint64_t> TorchStorage::size() const {
  std::uint64_t bytes_needed = 0;
  return __builtin_mul_overflow(count, size_of(dtype), &bytes_needed) ? std::nullopt : std::optional(bytes_needed);
}

StorageReference storage_reference(const Pickle& pickle, PickleIndex index, const Place& place) {
  const PickleValue& value = pickle[index];
  if (value.kind != Kind::Persistent) throw bad_reference(place);
  return read_id(pickle, pickle[value.arguments], place);
}

TorchStorages storages_of(const Pickle& pickle, const Place& place) {
  TorchStorages storages;
  for (const PickleValue& value : pickle.values) {
    if (value.kind != Kind::Persistent) continue;
    const StorageReference reference = read_id(pickle, pickle[value.arguments], place);
    const TorchStorage& first =
        storages.try_emplace(reference.key, TorchStorage{reference.dtype, reference.count, {}}).first->second;
    if (first.dtype != reference.dtype || first.count != reference.count) {
      throw fault(place, "storage \"{}\" has two types or sizes", "le stockage « {} » a deux types ou deux tailles",
                  shown(reference.key));
    }
  }
  return storages;
}

}  // namespace p8::weights
