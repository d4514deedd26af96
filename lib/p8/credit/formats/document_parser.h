#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "p8/base/error.h"
#include "p8/credit/formats/model_document.h"

namespace p8 {

/// What both formats share: a cursor over the bytes, limits, and errors that name the byte.
class DocumentParser {
 public:
  DocumentParser(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}

 protected:
  static constexpr int kDeepest = 64;
  static constexpr std::size_t kMaxValues = std::size_t{1} << 21;

  std::size_t left() const { return bytes_.size() - position_; }
  bool at_end() const { return position_ == bytes_.size(); }
  char peek() const {
    if (at_end()) throw cut_off();
    return bytes_[position_];
  }
  char take() {
    const char byte = peek();
    ++position_;
    return byte;
  }
  std::string_view take(std::size_t count) {
    if (count > left()) throw cut_off();
    const std::string_view taken = bytes_.substr(position_, count);
    position_ += count;
    return taken;
  }
  void count_value() {
    if (++values_ > kMaxValues) {
      throw model_error("{}: more than {} values: not a model", "{} : plus de {} valeurs : ce n'est pas un modèle",
                        name_, kMaxValues);
    }
  }
  void check_depth(int depth) const {
    if (depth > kDeepest) throw fault("nested too deeply", "imbrication trop profonde");
  }
  Error fault(const char* en, const char* fr) const {
    return model_error("{}: byte {}: {}", "{} : octet {} : {}", name_, position_, Text{en, fr});
  }
  Error cut_off() const {
    return model_error("{}: cut off after {} bytes", "{} : tronqué après {} octets", name_, bytes_.size());
  }
  /// Adds an item to a list, flat as long as all are numbers.
  void append(DocumentValue& list, DocumentValue item) const {
    const bool is_number = item.kind == DocumentValue::Kind::Number;
    if (is_number && list.kind == DocumentValue::Kind::NumberList) {
      list.numbers.push_back(item.number);
      return;
    }
    if (is_number || !list.numbers.empty()) {
      throw fault("a list that mixes numbers with other values", "une liste qui mélange nombres et autres valeurs");
    }
    list.kind = DocumentValue::Kind::List;
    list.items.push_back(std::move(item));
  }

  std::string_view bytes_;
  std::size_t position_ = 0;
  const std::string& name_;
  std::size_t values_ = 0;
};

}  // namespace p8
