#include "p8/vision/weights/weight_file.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/vision/tensors/weight_error.h"
#include "p8/vision/torch_file/torch_file.h"
#include "p8/vision/torch_file/zip_archive.h"
#include "p8/vision/weights/safetensors.h"

namespace p8 {

namespace {

using weights::fault;
using weights::Place;

/// What people have by mistake under the name of a weight file, told by how it begins.
struct Lookalike {
  std::string_view beginning;  // lower case
  const char* en;
  const char* fr;
};

constexpr Lookalike kLookalikes[] = {
    {"version https://git-lfs", "a git-lfs pointer, not the weights themselves; fetch them with: git lfs pull",
     "un pointeur git-lfs, pas les poids eux-mêmes ; récupérez-les avec : git lfs pull"},
    {"<!doctype", "a web page, not weights: the download went wrong; download the file itself",
     "une page web, pas des poids : le téléchargement a échoué ; téléchargez le fichier lui-même"},
    {"<html", "a web page, not weights: the download went wrong; download the file itself",
     "une page web, pas des poids : le téléchargement a échoué ; téléchargez le fichier lui-même"},
    {"<?xml", "a server's answer in XML, not weights: the download went wrong; check the address",
     "une réponse de serveur en XML, pas des poids : le téléchargement a échoué ; vérifiez l'adresse"},
    {"{", "a JSON text, not weights; give the .safetensors, .bin, .pt or .pth file",
     "un texte JSON, pas des poids ; indiquez le fichier .safetensors, .bin, .pt ou .pth"},
    {"\x1f\x8b", "compressed with gzip; unpack it first", "compressé avec gzip ; décompressez-le d'abord"},
    {"\xfd"
     "7zxz",
     "compressed with xz; unpack it first", "compressé avec xz ; décompressez-le d'abord"},
    {"\x89hdf", "an HDF5 file, as Keras writes; expected weights of PyTorch or safetensors",
     "un fichier HDF5, comme en écrit Keras ; des poids PyTorch ou safetensors sont attendus"},
    {"gguf", "a GGUF file; expected weights of PyTorch or safetensors",
     "un fichier GGUF ; des poids PyTorch ou safetensors sont attendus"},
    {"\x80", "a Python pickle, but not one that torch.save wrote", "un pickle Python, mais pas écrit par torch.save"},
};

Error not_weights(std::string_view bytes, const Place& file) {
  std::string beginning;
  const std::size_t text = std::min(bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), bytes.size());
  for (const char c : bytes.substr(text, 32))
    beginning += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const Lookalike& lookalike : kLookalikes) {
    if (beginning.compare(0, lookalike.beginning.size(), lookalike.beginning) == 0) {
      return fault(file, lookalike.en, lookalike.fr);
    }
  }
  if (bytes.empty()) return fault(file, "an empty file, not weights", "un fichier vide, pas des poids");
  return fault(
      file, "not weights that p8 can read; expected .safetensors, or a file of torch.save or torch.jit.save",
      "pas des poids que p8 sait lire ; un .safetensors ou un fichier de torch.save ou torch.jit.save est attendu");
}

WeightContents read_contents(std::string_view bytes, const Place& file, const WeightReading& reading) {
  if (weights::is_safetensors(bytes)) return weights::read_safetensors(bytes, file);
  if (weights::is_zip(bytes)) return weights::read_torch_zip(bytes, file, reading.verify_checksums);
  if (weights::is_torch_legacy(bytes)) return weights::read_torch_legacy(bytes, file);
  throw not_weights(bytes, file);
}

bool by_name(const StoredTensor& a, const StoredTensor& b) { return a.name < b.name; }

}  // namespace

WeightFile::WeightFile(const std::string& name, WeightContents contents, std::unique_ptr<MappedFile> map)
    : name_(printable(name)), map_(std::move(map)), contents_(std::move(contents)) {
  std::vector<StoredTensor>& all = contents_.tensors;
  std::sort(all.begin(), all.end(), by_name);
  const auto twin = std::adjacent_find(all.begin(), all.end(),
                                       [](const StoredTensor& a, const StoredTensor& b) { return a.name == b.name; });
  const Place file{name_, {}};
  if (twin != all.end()) {
    throw fault(weights::tensor_place(file, twin->name), "appears twice", "figure deux fois");
  }
  if (all.empty()) throw fault(file, "holds no tensors", "ne contient aucun tenseur");
}

const StoredTensor* WeightFile::find(std::string_view tensor) const {
  const auto found = std::lower_bound(tensors().begin(), tensors().end(), tensor,
                                      [](const StoredTensor& a, std::string_view b) { return a.name < b; });
  return found != tensors().end() && found->name == tensor ? &*found : nullptr;
}

const StoredTensor& WeightFile::at(std::string_view tensor) const {
  if (const StoredTensor* found = find(tensor)) return *found;
  throw fault({name_, {}}, "has no tensor \"{}\"", "n'a pas de tenseur « {} »", weights::shown(tensor));
}

WeightFile open_weights(const std::string& path, const WeightReading& reading) {
  auto map = std::make_unique<MappedFile>(path);
  WeightContents contents = read_contents(map->bytes(), {printable(path), {}}, reading);
  return {path, std::move(contents), std::move(map)};
}

WeightFile read_weights(std::string_view bytes, const std::string& name, const WeightReading& reading) {
  return {name, read_contents(bytes, {printable(name), {}}, reading)};
}

}  // namespace p8
