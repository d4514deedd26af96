#include "p8/serve/predict_request.h"

#include <algorithm>
#include <utility>

#include "p8/base/log.h"
#include "p8/credit/columns/client_reader.h"
#include "p8/credit/remote/json_cursor.h"
#include "p8/csv/csv_reader.h"

namespace p8::serve {

namespace {

using Index = std::unordered_map<std::string_view, std::size_t>;

template <typename... Args>
[[noreturn]] void refuse(const char* en, const char* fr, const Args&... args) {
  throw PredictFault{422, text(en, fr, args...)};
}

/// One request.
class Reading {
 public:
  Reading(std::string_view body, const Schema& schema, const Index& features)
      : cursor_(body), schema_(schema), features_(features), width_(schema.features().size()), seen_(width_, 0) {}

  PredictRequest read() {
    cursor_.expect('{', "expected an object", "un objet était attendu");
    if (!cursor_.take('}')) {
      do {
        member();
      } while (cursor_.take(','));
      cursor_.expect('}', "expected , or }", "il manque , ou }");
    }
    cursor_.expect_end();
    if (!has_clients_) refuse("'features' or 'instances' is missing", "il manque « features » ou « instances »");
    return finished();
  }

 private:
  void member() {
    const std::string key(cursor_.string(scratch_));
    cursor_.expect(':', "expected :", "il manque :");
    if (key == "shap") {
      if (std::exchange(has_flag_, true)) refuse("'shap' comes twice", "« shap » vient deux fois");
      request_.with_shap = flag();
    } else if (key == "features" || key == "instances") {
      if (has_clients_)
        refuse("only one of 'features' and 'instances'", "« features » ou « instances », une seule fois");
      has_clients_ = true;
      request_.is_batch = key == "instances";
      request_.is_batch ? instances() : client();
    } else {
      refuse("'{}' is not known here; expected 'features', 'instances' or 'shap'",
             "« {} » n'est pas connu ici ; il faut « features », « instances » ou « shap »", shown_name(key));
    }
  }

  bool flag() {
    if (cursor_.take_word("true")) return true;
    if (cursor_.take_word("false")) return false;
    refuse("'shap' is true or false", "« shap » vaut true ou false");
  }

  void instances() {
    if (!cursor_.take('[')) refuse("'instances' is a list", "« instances » est une liste");
    if (cursor_.take(']')) return;
    do {
      if (rows_ == PredictReader::kMaxRows) {
        throw PredictFault{
            413, text("more than {} clients at once", "plus de {} clients à la fois", PredictReader::kMaxRows)};
      }
      client();
    } while (cursor_.take(','));
    cursor_.expect(']', "expected , or ]", "il manque , ou ]");
  }

  /// {name: value}, or in a list {"features": {name: value}}.
  void client() {
    if (!cursor_.take('{')) refuse("features are an object", "les variables sont un objet");
    row_ = values_.size();
    values_.resize(row_ + width_, kMissing);
    std::fill(seen_.begin(), seen_.end(), 0);
    next_ = 0;
    ++rows_;
    if (cursor_.take('}')) refuse_empty();
    bool is_first = true;
    do {
      const std::string_view name = cursor_.string(scratch_);
      cursor_.expect(':', "expected :", "il manque :");
      if (is_first && request_.is_batch && name == "features" && cursor_.take('{')) {
        if (cursor_.take('}')) refuse_empty();
        features();
        break;
      }
      is_first = false;
      feature(name);
    } while (cursor_.take(','));
    cursor_.expect('}', "expected , or }", "il manque , ou }");
  }

  void features() {
    do {
      const std::string_view name = cursor_.string(scratch_);
      cursor_.expect(':', "expected :", "il manque :");
      feature(name);
    } while (cursor_.take(','));
    cursor_.expect('}', "expected , or }", "il manque , ou }");
  }

  /// A client of whom nothing is known was rather meant to be sent another way.
  [[noreturn]] void refuse_empty() const {
    if (!request_.is_batch) {
      refuse("'features' is empty; expected at least one feature of the model",
             "« features » est vide ; il faut au moins une variable du modèle");
    }
    refuse("client {} of 'instances' has no features; expected at least one of the model",
           "le client {} de « instances » n'a aucune variable ; il en faut au moins une du modèle", rows_);
  }

  /// Names mostly come in the model's order: the one after the last is looked at first.
  std::size_t feature_number(std::string_view name) {
    if (next_ < width_ && schema_.features()[next_].name == name) return next_;
    auto found = features_.find(name);
    if (found == features_.end()) found = features_.find(schema_.plain_name(std::string(name)));
    if (found == features_.end()) {
      refuse("the model does not read '{}'", "le modèle ne lit pas « {} »", shown_name(name));
    }
    return found->second;
  }

  void feature(std::string_view name) {
    const std::size_t f = feature_number(name);
    const Feature& known = schema_.features()[f];
    next_ = f + 1;
    if (seen_[f] != 0) refuse("'{}' comes twice", "« {} » vient deux fois", shown_name(known.name));
    seen_[f] = 1;
    const char c = cursor_.peek();
    double& value = values_[row_ + f];
    if (known.kind == FeatureKind::Number && (c == '-' || (c >= '0' && c <= '9'))) {
      value = schema_.number(cursor_.number(known.name));
    } else if (known.kind == FeatureKind::Category && c == '"') {
      const std::string_view text = cursor_.string(category_);
      const int code = schema_.category_code(f, text);
      if (code < 0) {
        refuse("'{0}' is not a category of '{1}'", "« {0} » n'est pas une catégorie de « {1} »", shown_name(text),
               shown_name(known.name));
      }
      value = code;
    } else if (known.are_numbers && (c == '-' || (c >= '0' && c <= '9') || c == 't' || c == 'f')) {
      value = category_of_number(f);
    } else if (cursor_.take_word("null")) {
      value = kMissing;
    } else if (c == '\0') {
      cursor_.fail("expected a value", "une valeur était attendue");
    } else if (known.kind == FeatureKind::Number) {
      refuse("'{}' takes a number", "« {} » attend un nombre", shown_name(known.name));
    } else {
      refuse("'{}' takes the text of a category", "« {} » attend le texte d'une catégorie", shown_name(known.name));
    }
  }

  /// A category that is a number or a boolean, given as one.
  double category_of_number(std::size_t f) {
    const std::string& name = schema_.features()[f].name;
    const bool is_true = cursor_.take_word("true");
    const bool is_boolean = is_true || cursor_.take_word("false");
    const std::string text = is_boolean ? (is_true ? "True" : "False") : category_text(cursor_.number(name));
    const int code = schema_.category_code(f, text);
    if (code >= 0) return code;
    refuse("'{0}' is not a category of '{1}'", "« {0} » n'est pas une catégorie de « {1} »", text, shown_name(name));
  }

  PredictRequest finished() {
    request_.values = FeatureBlock(width_, rows_);
    for (std::size_t f = 0; f < width_; ++f) {
      double* const column = request_.values.column(f);
      for (std::size_t row = 0; row < rows_; ++row) column[row] = values_[row * width_ + f];
    }
    return std::move(request_);
  }

  JsonCursor cursor_;
  const Schema& schema_;
  const Index& features_;
  std::size_t width_;
  std::vector<char> seen_;
  std::vector<double> values_;  // (rows, features)
  std::size_t rows_ = 0;
  std::size_t row_ = 0;   // where the client at hand begins in `values_`
  std::size_t next_ = 0;  // the feature after the last
  bool has_clients_ = false;
  bool has_flag_ = false;
  std::string scratch_;
  std::string category_;
  PredictRequest request_;
};

}  // namespace

PredictReader::PredictReader(const Schema& schema) : schema_(schema) {
  for (std::size_t f = 0; f < schema.features().size(); ++f) features_.emplace(schema.features()[f].name, f);
}

PredictRequest PredictReader::read(std::string_view body) const {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (const std::size_t invalid = find_invalid_utf8(body); invalid != std::string_view::npos) {
    throw PredictFault{400, text("byte {0}: not UTF-8", "octet {0} : ce n'est pas de l'UTF-8", invalid + 1)};
  }
  if (body.substr(0, kByteOrderMark.size()) == kByteOrderMark) body.remove_prefix(kByteOrderMark.size());
  return Reading(body, schema_, features_).read();
}

}  // namespace p8::serve
