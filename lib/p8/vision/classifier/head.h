#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace p8 {

/// What stands on the features of a frozen encoder.
enum class HeadKind {
  Mlp,         ///< linear, ReLU, linear: the study's
  Linear,      ///< one linear layer
  Text,        ///< a linear layer on directions that begins at the class texts' embeddings (Wortsman et al. 2022)
  Logistic,    ///< a linear layer at the optimum of the L2-penalised log loss
  Tip,         ///< Tip-Adapter (Zhang et al. 2022): training photos as a cache beside the class texts
  TipTrained,  ///< Tip-Adapter-F: the cache's keys trained
};

/// "mlp", "linear", "text", "logistic", "tip", "tip-f".
const char* name_of(HeadKind kind);
std::optional<HeadKind> head_kind(const std::string& name);
/// All names, for the command line.
std::vector<std::string> head_names();

/// A trained head: (B, E) features → (B, C) logits.
///
///     x = f, or f / |f|
///     mlp                  W₂ max(0, W₁ x + b₁) + b₂
///     linear, logistic     s (W₂ x + b₂)                 s = 1
///     text                 s (W₂ x + b₂)                 s: CLIP's, 1 / temperature
///     tip, tip-f           s W₂ x + α exp(-β (1 - K x)) V
///
/// Weights are row-major with a row an output, as PyTorch's.
struct Head {
  HeadKind kind = HeadKind::Mlp;
  std::size_t width = 0;             ///< E
  std::size_t classes = 0;           ///< C
  std::size_t hidden = 0;            ///< of the mlp, else 0
  bool unit_features = false;        ///< whether features are divided by their length first
  double scale = 1.0;                ///< s
  double alpha = 0.0;                ///< α
  double beta = 0.0;                 ///< β
  std::vector<float> hidden_weight;  ///< W₁ (hidden, E)
  std::vector<float> hidden_bias;    ///< b₁ (hidden)
  std::vector<float> output_weight;  ///< W₂ (C, hidden or E)
  std::vector<float> output_bias;    ///< b₂ (C); zeros for tip
  std::vector<float> keys;           ///< K (M, E), of length 1 but for training
  std::vector<float> values;         ///< V (M, C), 1 at the photo's class, else 0

  std::size_t cached() const { return width == 0 ? 0 : keys.size() / width; }  ///< M
  /// Numbers that training may change.
  std::size_t parameters() const;
};

/// (B, C) logits, summed in double, on `threads` threads, which change nothing in the result.
/// @param features  (B, E), as the encoder gives them.
std::vector<double> head_logits(const Head& head, const std::vector<float>& features, int threads);

/// (C) probabilities of one row of logits.
std::vector<double> head_probabilities(const double* logits, std::size_t classes);

/// Kind, sizes, scale: what classifier.json says of a head.
nlohmann::ordered_json head_json(const Head& head);

/// head.safetensors: "hidden.weight", "hidden.bias", "output.weight", "output.bias", "cache.keys", "cache.values", as
/// far as the head has them. Throws Error(Output).
void write_head(const std::string& path, const Head& head);

/// Reads the tensors of a head that `json` describes. Throws Error(Model) naming the file and the tensor that is
/// missing or has another shape, or what `json` lacks.   @param json_name  its file, printable.
Head read_head(const std::string& path, const nlohmann::json& json, const std::string& json_name);

}  // namespace p8
