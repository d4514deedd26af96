#pragma once

#include "p8/views/credit/common/dashboard.h"

namespace p8::views {

/// The letter to a refused client, from the strongest reasons and the smallest change that was found; see letter.h.
Text client_letter(const DashboardView& view, const ClientCase& client);

/// The letter as a section of the page. See client_reasons_section for `anchor` and `group`.
report::Section client_letter_section(const Text& letter, const ClientCase& client, const std::string& anchor,
                                      const std::string& group);

/// The letter as the bytes of a text file in one language: typeset, without the marks that only pages need.
std::string letter_file(const Text& letter, Language language);

}  // namespace p8::views
