#pragma once

#include <string>
#include <utility>
#include <vector>

#include "p8/base/text.h"

namespace p8::report {

/// One field of a form.
struct FormField {
  enum class Kind {
    Text,    ///< a line of text
    Number,  ///< a line of text that is a number, with the keyboard for it
    Select,  ///< one of `options`
    Hidden   ///< sent as it is, not shown
  };
  Kind kind = Kind::Text;
  std::string name;
  Text label;                                              ///< not of a hidden field
  std::string value;                                       ///< what stands there, or is chosen, at first
  std::vector<std::pair<std::string, Text>> options = {};  ///< value and label
  bool suggests = false;                                   ///< offers the page's suggestions
};

/// Fields that are sent to a page of the same server, as the query of its address (GET): works with scripts off. A page
/// with forms is for a server; the pages that are files have none.
struct Form {
  Text label;          ///< what the form is for, for screen readers
  std::string action;  ///< as of a Link
  std::vector<FormField> fields;
  Text submit;                         ///< of the button
  std::vector<Text> suggestions = {};  ///< of one form of a page
};

/// A way to another page of the same server.
struct NavigationLink {
  Text label;
  std::string href;
  bool is_current = false;
  std::string language = {};  ///< "fr" of a link to the page in French
};

/// Ways to other pages of the same server: "next page".
struct Links {
  Text label;  ///< for screen readers
  std::vector<NavigationLink> links;
};

}  // namespace p8::report
