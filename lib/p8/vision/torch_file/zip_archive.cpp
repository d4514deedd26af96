#include "p8/vision/torch_file/zip_archive.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "p8/vision/torch_file/inflate.h"
#include "p8/vision/torch_file/zip_directory.h"

namespace p8::weights {

namespace {

constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;

Place entry_place(const Place& place, std::string_view name) { return {place.file, same(shown(name))}; }

}  // namespace

bool is_zip(std::string_view bytes) {
  const std::string_view beginning = bytes.substr(0, 4);
  return beginning == "PK\x03\x04" || beginning == "PK\x05\x06";
}

ZipArchive::ZipArchive(std::string_view bytes, Place place)
    : place_(std::move(place)),
      entries_(read_zip_directory(bytes, place_)),
      by_name_(entries_.size()),
      may_inflate_((std::uint64_t{16} << 20) + 16 * bytes.size()) {
  std::iota(by_name_.begin(), by_name_.end(), 0U);
  std::sort(by_name_.begin(), by_name_.end(),
            [&](std::uint32_t a, std::uint32_t b) { return entries_[a].name < entries_[b].name; });
  const auto twin = std::adjacent_find(by_name_.begin(), by_name_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return entries_[a].name == entries_[b].name;
  });
  if (twin != by_name_.end()) {
    throw fault(entry_place(place_, entries_[*twin].name), "appears twice in the archive",
                "figure deux fois dans l'archive");
  }
}

const ZipEntry* ZipArchive::find(std::string_view name) const {
  const auto found = std::lower_bound(by_name_.begin(), by_name_.end(), name,
                                      [&](std::uint32_t a, std::string_view b) { return entries_[a].name < b; });
  return found != by_name_.end() && entries_[*found].name == name ? &entries_[*found] : nullptr;
}

std::string_view ZipArchive::contents(const ZipEntry& entry, bool verify,
                                      std::vector<std::unique_ptr<char[]>>& inflated) {
  const Place place = entry_place(place_, entry.name);
  std::string_view bytes = entry.stored;
  if (entry.is_encrypted) throw fault(place, "is encrypted", "est chiffré");
  if (entry.method == kDeflated) {
    if (entry.size > may_inflate_) {
      throw fault(place, "would unpack to {} bytes, far more than weights do",
                  "donnerait {} octets une fois décompressé, "
                  "bien plus que des poids",
                  entry.size);
    }
    may_inflate_ -= entry.size;
    std::unique_ptr<char[]> unpacked = inflate_exactly(entry.stored, entry.size);
    if (unpacked == nullptr) {
      throw fault(place, "does not unpack to the {} bytes it announces", "ne donne pas les {} octets annoncés",
                  entry.size);
    }
    bytes = {unpacked.get(), entry.size};
    inflated.push_back(std::move(unpacked));
  } else if (entry.method != kStored) {
    throw fault(place, "is packed by method {}; expected 0 (stored) or 8 (deflated)",
                "est compressé par la méthode {} ; 0 (aucune) ou 8 (deflate) attendue", entry.method);
  }
  if (verify && crc32_of(bytes) != entry.crc) {
    throw fault(place, "its CRC-32 does not fit: the file is damaged, or was saved without sums (compute_crc32=False)",
                "son CRC-32 ne correspond pas : fichier abîmé, ou enregistré sans sommes (compute_crc32=False)");
  }
  return bytes;
}

}  // namespace p8::weights
