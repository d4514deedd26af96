#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "p8/vision/tensors/little_endian.h"
#include "p8/vision/torch_file/pickle.h"
#include "p8/vision/torch_file/torch_file.h"
#include "p8/vision/torch_file/torch_globals.h"
#include "p8/vision/torch_file/torch_storages.h"
#include "p8/vision/torch_file/torch_tensors.h"

namespace p8::weights {

namespace {

using Kind = PickleValue::Kind;

// Protocol 2; a whole number of ten bytes, 0x1950a86a20f9469cfc6c; the end.
constexpr std::string_view kMagic = "\x80\x02\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.";
constexpr std::int64_t kProtocolVersion = 1001;

class TorchLegacyReader {
 public:
  TorchLegacyReader(std::string_view bytes, const Place& file) : bytes_(bytes), file_(file) {}

  WeightContents read() {
    position_ = kMagic.size();
    check_version();
    check_byte_order();
    const Place place = part("object", "objet");
    const Pickle object = next_pickle(place);
    check_globals(object, place);
    TorchStorages storages = storages_of(object, place);
    find_storages(storages);
    WeightContents contents;
    contents.format = WeightFormat::TorchLegacy;
    contents.tensors = tensors_of(object, storages, place);
    return contents;
  }

 private:
  Place part(const char* en, const char* fr) const { return {file_.file, {en, fr}}; }

  Pickle next_pickle(const Place& place) {
    Pickle pickle = read_pickle(bytes_.substr(position_), place);
    position_ += pickle.size;
    return pickle;
  }

  void check_version() {
    const Place place = part("protocol version", "version du protocole");
    const Pickle version = next_pickle(place);
    if (version[version.root].kind == Kind::Integer && version[version.root].integer == kProtocolVersion) return;
    throw fault(place, "expected {}", "{} attendu", kProtocolVersion);
  }

  void check_byte_order() {
    const Place place = part("machine", "machine");
    const Pickle machine = next_pickle(place);
    const std::vector<PickleIndex>& items = machine[machine.root].items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
      if (machine[items[i]].text != "little_endian") continue;
      if (machine[items[i + 1]].kind == Kind::Boolean && machine[items[i + 1]].integer == 1) return;
    }
    throw fault(place, "not said to be little-endian; other machines are not supported",
                "n'est pas déclarée petit-boutiste ; les autres machines ne sont pas prises en charge");
  }

  void find_storages(TorchStorages& storages) {
    const Place place = part("storage keys", "clés des stockages");
    const Pickle keys = next_pickle(place);
    std::set<std::string_view> found;
    for (const PickleIndex item : keys[keys.root].items) {
      const std::string_view key = keys[item].text;
      const auto storage = storages.find(key);
      if (storage == storages.end() || !found.insert(key).second) {
        throw fault(place, "\"{}\" is listed twice, or belongs to no tensor",
                    "« {} » figure deux fois, ou n'appartient à aucun tenseur", shown(key));
      }
      storage->second.bytes = next_storage(key, storage->second);
    }
    if (found.size() != storages.size()) {
      throw fault(place, "lists {} of {} storages", "donne {} stockages sur {}", found.size(), storages.size());
    }
  }

  std::string_view next_storage(std::string_view key, const TorchStorage& storage) {
    const Place place{file_.file, text("storage \"{}\"", "stockage « {} »", shown(key))};
    const std::size_t left = bytes_.size() - position_;
    const std::optional<std::uint64_t> size = storage.size();
    if (left < sizeof(std::uint64_t) || !size || *size > left - sizeof(std::uint64_t)) {
      throw fault(place, "cut off; expected {} numbers of type {} at byte {} of {}",
                  "tronqué ; {} nombres de type {} attendus à l'octet {} sur {}", storage.count, name_of(storage.dtype),
                  position_, bytes_.size());
    }
    const auto count = load<std::uint64_t>(bytes_.data() + position_);
    if (count != storage.count) {
      throw fault(place, "has {} numbers, expected {}", "a {} nombres au lieu de {}", count, storage.count);
    }
    const std::string_view numbers = bytes_.substr(position_ + sizeof(std::uint64_t), *size);
    position_ += sizeof(std::uint64_t) + *size;
    return numbers;
  }

  std::string_view bytes_;
  const Place& file_;
  std::size_t position_ = 0;
};

}  // namespace

bool is_torch_legacy(std::string_view bytes) { return bytes.substr(0, kMagic.size()) == kMagic; }

WeightContents read_torch_legacy(std::string_view bytes, const Place& file) {
  return TorchLegacyReader(bytes, file).read();
}

}  // namespace p8::weights
