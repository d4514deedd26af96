#include <string>
#include <utility>

#include "p8/vision/torch_file/pickle.h"
#include "p8/vision/torch_file/torch_file.h"
#include "p8/vision/torch_file/torch_globals.h"
#include "p8/vision/torch_file/torch_storages.h"
#include "p8/vision/torch_file/torch_tensors.h"
#include "p8/vision/torch_file/zip_archive.h"

namespace p8::weights {

namespace {

class TorchZipReader {
 public:
  TorchZipReader(std::string_view bytes, const Place& file, bool verify_checksums)
      : archive_(bytes, file), file_(file), verify_checksums_(verify_checksums) {}

  WeightContents read() {
    root_ = find_root();
    check_byte_order();
    const bool is_script = find("constants.pkl") != nullptr;
    contents_.format = is_script ? WeightFormat::TorchScript : WeightFormat::TorchZip;
    contents_.tensors = read_object("data", {});
    if (is_script) contents_.constants = read_object("constants", "CONSTANTS.c");
    return std::move(contents_);
  }

 private:
  /// The folder that holds everything: that of the first file.
  std::string find_root() const {
    if (!archive_.entries().empty()) {
      const std::string_view first = archive_.entries().front().name;
      const std::size_t slash = first.find('/');
      std::string root(first.substr(0, slash == std::string_view::npos ? 0 : slash + 1));
      if (archive_.find(root + "data.pkl") != nullptr) return root;
    }
    throw fault(file_, "a zip archive, but not one of torch.save or torch.jit.save: it has no data.pkl",
                "une archive zip, mais pas de torch.save ni de torch.jit.save : elle n'a pas de data.pkl");
  }

  const ZipEntry* find(const std::string& name) const { return archive_.find(root_ + name); }

  std::string_view contents_of(const ZipEntry& entry) {
    return archive_.contents(entry, verify_checksums_, contents_.inflated);
  }

  void check_byte_order() {
    const ZipEntry* entry = find("byteorder");
    if (entry == nullptr || contents_of(*entry) == "little") return;
    throw fault(file_, "written on a big-endian machine, which is not supported",
                "écrit sur une machine gros-boutiste, ce qui n'est pas pris en charge");
  }

  /// The tensors of NAME.pkl with their storages in NAME/.
  std::vector<StoredTensor> read_object(const std::string& name, const std::string& prefix) {
    const Place place{file_.file, same(name + ".pkl")};
    const Pickle pickle = read_pickle(contents_of(*find(name + ".pkl")), place);
    check_globals(pickle, place);
    TorchStorages storages = storages_of(pickle, place);
    for (auto& [key, storage] : storages) storage.bytes = storage_bytes(name, key, storage);
    return tensors_of(pickle, storages, place, prefix);
  }

  std::string_view storage_bytes(const std::string& folder, std::string_view key, const TorchStorage& storage) {
    const std::string name = folder + "/" + std::string(key);
    const ZipEntry* entry = find(name);
    if (entry == nullptr) {
      throw fault(file_, "the archive lacks the storage {}", "le stockage {} manque dans l'archive", shown(name));
    }
    if (storage.size() != entry->size) {
      throw fault(file_, "storage {} has {} bytes, expected {} numbers of type {}",
                  "le stockage {} a {} octets, {} nombres de type {} attendus", shown(name), entry->size, storage.count,
                  name_of(storage.dtype));
    }
    return contents_of(*entry);
  }

  ZipArchive archive_;
  const Place& file_;
  bool verify_checksums_;
  std::string root_;
  WeightContents contents_;
};

}  // namespace

WeightContents read_torch_zip(std::string_view bytes, const Place& file, bool verify_checksums) {
  return TorchZipReader(bytes, file, verify_checksums).read();
}

}  // namespace p8::weights
