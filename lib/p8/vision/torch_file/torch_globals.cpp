#include "p8/vision/torch_file/torch_globals.h"

#include <algorithm>
#include <string>

namespace p8::weights {

namespace {

struct Known {
  std::string_view global;
  TorchRole role;
};

constexpr Known kKnown[] = {
    {"torch._utils\n_rebuild_tensor_v2", TorchRole::Tensor},
    {"torch._utils\n_rebuild_tensor", TorchRole::Tensor},
    {"torch._utils\n_rebuild_parameter", TorchRole::Parameter},
    {"torch._utils\n_rebuild_parameter_with_state", TorchRole::Parameter},
    {"collections\nOrderedDict", TorchRole::Dictionary},
    {"torch\nSize", TorchRole::Size},
    {"torch.jit._pickle\nbuild_intlist", TorchRole::Wrapper},
    {"torch.jit._pickle\nbuild_doublelist", TorchRole::Wrapper},
    {"torch.jit._pickle\nbuild_boollist", TorchRole::Wrapper},
    {"torch.jit._pickle\nbuild_tensorlist", TorchRole::Wrapper},
    {"torch.jit._pickle\nrestore_type_tag", TorchRole::Wrapper},
    {"torch\ndevice", TorchRole::Plain},
    {"torch\nfloat64", TorchRole::Plain},
    {"torch\nfloat32", TorchRole::Plain},
    {"torch\nfloat16", TorchRole::Plain},
    {"torch\nbfloat16", TorchRole::Plain},
    {"torch\nint64", TorchRole::Plain},
    {"torch\nint32", TorchRole::Plain},
    {"torch\nint16", TorchRole::Plain},
    {"torch\nint8", TorchRole::Plain},
    {"torch\nuint8", TorchRole::Plain},
    {"torch\nbool", TorchRole::Plain},
    // What training programs save beside the weights: their options, best results as numpy has them, counts.
    {"argparse\nNamespace", TorchRole::Plain},
    {"types\nSimpleNamespace", TorchRole::Plain},
    {"pathlib\nPosixPath", TorchRole::Plain},
    {"datetime\ndatetime", TorchRole::Plain},
    {"numpy.core.multiarray\nscalar", TorchRole::Plain},
    {"numpy._core.multiarray\nscalar", TorchRole::Plain},
    {"numpy.core.multiarray\n_reconstruct", TorchRole::Plain},
    {"numpy._core.multiarray\n_reconstruct", TorchRole::Plain},
    {"numpy\nndarray", TorchRole::Plain},
    {"numpy\ndtype", TorchRole::Plain},
    {"_codecs\nencode", TorchRole::Plain},
    {"collections\nCounter", TorchRole::Plain},
    {"collections\ndefaultdict", TorchRole::Dictionary},
    {"__builtin__\nset", TorchRole::Plain},
    {"__builtin__\ndict", TorchRole::Plain},
    {"__builtin__\nlist", TorchRole::Plain},
    {"__builtin__\nint", TorchRole::Plain},
    {"__builtin__\nfloat", TorchRole::Plain},
};

constexpr std::string_view kStorage = "Storage";
constexpr std::string_view kModules = "__torch__";

std::string_view module_of(std::string_view global) { return global.substr(0, global.find('\n')); }
std::string_view name_in_module(std::string_view global) {
  return global.substr(std::min(global.find('\n') + 1, global.size()));
}

std::string dotted(std::string_view global) {
  std::string text(global.substr(0, 200));
  std::replace(text.begin(), text.end(), '\n', '.');
  return shown(text);
}

bool is_storage(std::string_view global) {
  const std::string_view module = module_of(global);
  const std::string_view name = name_in_module(global);
  return (module == "torch" || module == "torch.cuda" || module == "torch.storage") && name.size() >= kStorage.size() &&
         name.substr(name.size() - kStorage.size()) == kStorage;
}

}  // namespace

std::optional<TorchRole> torch_role(std::string_view global) {
  for (const Known& known : kKnown) {
    if (global == known.global) return known.role;
  }
  if (is_storage(global)) return TorchRole::Storage;
  const std::string_view module = module_of(global);
  const bool is_module = module.substr(0, kModules.size()) == kModules &&
                         (module.size() == kModules.size() || module[kModules.size()] == '.');
  return is_module ? std::optional(TorchRole::Module) : std::nullopt;
}

DType storage_dtype(std::string_view global, const Place& place) {
  const std::optional<DType> dtype = is_storage(global) ? dtype_of_storage(name_in_module(global)) : std::nullopt;
  if (dtype) return *dtype;
  throw fault(place, "storages of type {} are not supported", "les stockages de type {} ne sont pas pris en charge",
              dotted(global));
}

void check_globals(const Pickle& pickle, const Place& place) {
  for (const PickleValue& value : pickle.values) {
    if (value.kind != PickleValue::Kind::Global || torch_role(value.text)) continue;
    throw fault(place,
                "p8 refuses to call {}: it reads tensors and plain values only; save the weights alone, with "
                "torch.save(model.state_dict(), …)",
                "p8 refuse d'appeler {} : il ne lit que des tenseurs et des valeurs simples ; enregistrez les poids "
                "seuls, avec torch.save(model.state_dict(), …)",
                dotted(value.text));
  }
}

}  // namespace p8::weights
