#pragma once

#include <string>

namespace p8::test {

/// The data that the project carries.
inline const std::string kGermanCredit = P8_SOURCE_DIR "/configs/demo/german_credit.csv";

/// A bundle trained on it by the real program, made once for all tests.
const std::string& trained_model();

/// The header of the German data and `count` of its clients.
std::string german_clients(std::size_t count);

}  // namespace p8::test
