#pragma once

#include <string>

#include <doctest/doctest.h>

namespace p8::test {

/// The decorator of a test that needs the shared folder (environment variable P8_SHARED, default ../shared from the
/// project's root): where the folder is not there, the test counts as skipped.
///     TEST_CASE("…" * test::needs_shared()) { … shared_file("golden/…") … }
doctest::skip needs_shared();

/// The path of a file in the shared folder. Where the file is not there the test fails.
std::string shared_file(const std::string& name);

}  // namespace p8::test
