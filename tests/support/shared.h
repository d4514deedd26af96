#pragma once

#include <optional>
#include <string>

namespace p8::test {

/// The path of a file in the shared folder (environment variable P8_SHARED, default ../shared from the project's root).
/// Where the folder is not there, says loudly that the test is skipped and returns nothing; where the folder is there
/// but the file is not, the test fails.
std::optional<std::string> shared_file(const std::string& name);

}  // namespace p8::test
