#include "p8/vision/torch_file/zip_directory.h"

#include <algorithm>
#include <string>
#include <utility>

#include "p8/vision/tensors/little_endian.h"

namespace p8::weights {

namespace {

constexpr std::uint32_t kLocalMark = 0x04034B50;      // "PK\3\4"
constexpr std::uint32_t kCentralMark = 0x02014B50;    // "PK\1\2"
constexpr std::uint32_t kEndMark = 0x06054B50;        // "PK\5\6"
constexpr std::uint32_t kEnd64Mark = 0x06064B50;      // "PK\6\6"
constexpr std::uint32_t kLocator64Mark = 0x07064B50;  // "PK\6\7"
constexpr std::size_t kLocalSize = 30;
constexpr std::size_t kCentralSize = 46;
constexpr std::size_t kEndSize = 22;
constexpr std::size_t kEnd64Size = 56;
constexpr std::size_t kLocator64Size = 20;
constexpr std::uint64_t kFull16 = 0xFFFF;      // "see zip64"
constexpr std::uint64_t kFull32 = 0xFFFFFFFF;  // "see zip64"
constexpr std::uint64_t kMaxEntries = std::uint64_t{1} << 18;
constexpr std::uint16_t kEncrypted = 1U << 0;
constexpr std::uint16_t kSizesFollow = 1U << 3;  // sizes and CRC follow the file, zeros in its header

/// Where the directory lies.
struct Directory {
  std::uint64_t entries;
  std::uint64_t size;
  std::uint64_t begin;
};

/// What a header says of a file, in the directory or before its bytes.
struct Header {
  std::string_view name;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed = 0;
  std::uint64_t size = 0;
  std::uint64_t begin = 0;  // of the header before the bytes; in the directory only
};

class DirectoryReader {
 public:
  DirectoryReader(std::string_view bytes, const Place& place) : bytes_(bytes), place_(place) {}

  std::vector<ZipEntry> entries() {
    directory_ = find_directory();
    std::vector<ZipEntry> entries;
    entries.reserve(directory_.entries);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> spans;
    spans.reserve(directory_.entries);
    std::uint64_t position = directory_.begin;
    for (std::uint64_t i = 0; i < directory_.entries; ++i) {
      const Header header = central_header(position);
      const std::uint64_t data = data_begin(header);
      spans.emplace_back(header.begin, data + header.packed);
      entries.push_back({header.name, bytes_.substr(data, header.packed), header.size, header.crc, header.method,
                         (header.flags & kEncrypted) != 0});
    }
    if (position != directory_.begin + directory_.size) throw damaged();
    check_overlap(std::move(spans));
    return entries;
  }

 private:
  Error cut_off() const {
    return fault(place_, "a zip archive without its directory at the end: cut off after {} bytes",
                 "une archive zip sans son répertoire final : tronquée après {} octets", bytes_.size());
  }
  Error damaged() const {
    return fault(place_, "the directory of the zip archive is damaged", "le répertoire de l'archive zip est abîmé");
  }
  Error disagreement(std::string_view name) const {
    return fault({place_.file, same(shown(name))}, "its header and the archive's directory do not agree",
                 "son en-tête et le répertoire de l'archive se contredisent");
  }

  template <typename Number>
  Number at(std::uint64_t position) const {
    return load<Number>(bytes_.data() + position);
  }

  /// The end record is the last thing in the archive, but for a comment whose length it tells.
  std::uint64_t find_end() const {
    if (bytes_.size() < kEndSize) throw cut_off();
    const std::uint64_t last = bytes_.size() - kEndSize;
    for (std::uint64_t comment = 0; comment <= std::min(last, kFull16); ++comment) {
      const std::uint64_t position = last - comment;
      if (at<std::uint32_t>(position) == kEndMark && at<std::uint16_t>(position + 20) == comment) return position;
    }
    throw cut_off();
  }

  Directory find_directory() const {
    const std::uint64_t end = find_end();
    Directory directory{at<std::uint16_t>(end + 10), at<std::uint32_t>(end + 12), at<std::uint32_t>(end + 16)};
    std::uint64_t directory_end = end;
    const bool is_zip64 = end >= kLocator64Size && at<std::uint32_t>(end - kLocator64Size) == kLocator64Mark;
    if (is_zip64) {
      const std::uint64_t locator = end - kLocator64Size;
      const auto end64 = at<std::uint64_t>(locator + 8);
      if (locator < kEnd64Size || end64 > locator - kEnd64Size || at<std::uint32_t>(end64) != kEnd64Mark ||
          at<std::uint64_t>(end64 + 4) != locator - end64 - 12) {
        throw damaged();
      }
      const Directory wide{at<std::uint64_t>(end64 + 32), at<std::uint64_t>(end64 + 40), at<std::uint64_t>(end64 + 48)};
      const auto agrees = [](std::uint64_t narrow, std::uint64_t full, std::uint64_t value) {
        return narrow == full || narrow == value;
      };
      if (!agrees(directory.entries, kFull16, wide.entries) || !agrees(directory.size, kFull32, wide.size) ||
          !agrees(directory.begin, kFull32, wide.begin)) {
        throw damaged();
      }
      directory = wide;
      directory_end = end64;
    }
    if (directory.begin > directory_end || directory.size != directory_end - directory.begin ||
        directory.entries > directory.size / kCentralSize) {
      throw damaged();
    }
    if (directory.entries > kMaxEntries) {
      throw fault(place_, "a zip archive of more than {} files: not weights",
                  "une archive zip de plus de {} fichiers : pas des poids", kMaxEntries);
    }
    return directory;
  }

  /// Reads a header of the directory and moves on to the next.
  Header central_header(std::uint64_t& position) const {
    const std::uint64_t left = directory_.begin + directory_.size - position;
    if (left < kCentralSize || at<std::uint32_t>(position) != kCentralMark) throw damaged();
    const std::uint64_t name = at<std::uint16_t>(position + 28);
    const std::uint64_t extra = at<std::uint16_t>(position + 30);
    const std::uint64_t comment = at<std::uint16_t>(position + 32);
    if (left - kCentralSize < name + extra + comment) throw damaged();
    Header header;
    header.flags = at<std::uint16_t>(position + 8);
    header.method = at<std::uint16_t>(position + 10);
    header.crc = at<std::uint32_t>(position + 16);
    header.packed = at<std::uint32_t>(position + 20);
    header.size = at<std::uint32_t>(position + 24);
    header.begin = at<std::uint32_t>(position + 42);
    header.name = bytes_.substr(position + kCentralSize, name);
    widen(header, bytes_.substr(position + kCentralSize + name, extra));
    position += kCentralSize + name + extra + comment;
    return header;
  }

  /// Fills fields that do not fit 32 bits from the zip64 field (id 1), which holds just those, in this order.
  void widen(Header& header, std::string_view extra) const {
    std::uint64_t* const fields[] = {&header.size, &header.packed, &header.begin};
    const auto is_full = [](const std::uint64_t* field) { return *field == kFull32; };
    if (std::none_of(std::begin(fields), std::end(fields), is_full)) return;
    std::string_view wide = zip64_field(extra);
    for (std::uint64_t* field : fields) {
      if (!is_full(field)) continue;
      if (wide.size() < sizeof *field) throw damaged();
      *field = load<std::uint64_t>(wide.data());
      wide.remove_prefix(sizeof *field);
    }
  }

  static std::string_view zip64_field(std::string_view extra) {
    while (extra.size() >= 4) {
      const auto id = load<std::uint16_t>(extra.data());
      const std::size_t size = std::min<std::size_t>(load<std::uint16_t>(extra.data() + 2), extra.size() - 4);
      if (id == 1) return extra.substr(4, size);
      extra.remove_prefix(4 + size);
    }
    return {};
  }

  /// Holds the header before the file's bytes against the directory's; returns where the bytes begin.
  std::uint64_t data_begin(const Header& central) const {
    if (central.begin > directory_.begin || directory_.begin - central.begin < kLocalSize ||
        at<std::uint32_t>(central.begin) != kLocalMark) {
      throw damaged();
    }
    const std::uint64_t position = central.begin;
    const std::uint64_t name = at<std::uint16_t>(position + 26);
    const std::uint64_t extra = at<std::uint16_t>(position + 28);
    const std::uint64_t left = directory_.begin - position - kLocalSize;
    if (left < name + extra || left - name - extra < central.packed) throw damaged();
    Header local;
    local.flags = at<std::uint16_t>(position + 6);
    local.method = at<std::uint16_t>(position + 8);
    local.crc = at<std::uint32_t>(position + 14);
    local.packed = at<std::uint32_t>(position + 18);
    local.size = at<std::uint32_t>(position + 22);
    local.name = bytes_.substr(position + kLocalSize, name);
    widen(local, bytes_.substr(position + kLocalSize + name, extra));
    const bool sizes_follow = (local.flags & kSizesFollow) != 0;
    const auto agrees = [&](std::uint64_t here, std::uint64_t there) {
      return here == there || (sizes_follow && here == 0);
    };
    const std::uint16_t relevant = kEncrypted | kSizesFollow;
    if (local.name != central.name || local.method != central.method ||
        (local.flags & relevant) != (central.flags & relevant) || !agrees(local.crc, central.crc) ||
        !agrees(local.packed, central.packed) || !agrees(local.size, central.size) ||
        (central.method == 0 && central.packed != central.size)) {
      throw disagreement(central.name);
    }
    return position + kLocalSize + name + extra;
  }

  void check_overlap(std::vector<std::pair<std::uint64_t, std::uint64_t>> spans) const {
    std::sort(spans.begin(), spans.end());
    std::uint64_t end = 0;
    for (const auto& span : spans) {
      if (span.first < end) {
        throw fault(place_, "files of the zip archive overlap at byte {}",
                    "des fichiers de l'archive zip se recouvrent à l'octet {}", span.first);
      }
      end = span.second;
    }
  }

  std::string_view bytes_;
  const Place& place_;
  Directory directory_{};
};

}  // namespace

std::vector<ZipEntry> read_zip_directory(std::string_view bytes, const Place& place) {
  return DirectoryReader(bytes, place).entries();
}

}  // namespace p8::weights
