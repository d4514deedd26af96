#pragma once

#include <filesystem>
#include <string>

namespace p8 {

/// The pattern for mkdtemp() of a staging folder beside `target`: ".out.p8-1a2b3c4d-XXXXXX", where the eight digits
/// stand for this start of this machine.
std::string staging_pattern(const std::filesystem::path& target);

/// Removes the staging folders in `parent` whose process is gone, whatever they are staging for: nobody holds their
/// lock. On a file system that other machines may share, those of other machines stay: their locks are not seen here.
void sweep_staging(const std::filesystem::path& parent);

}  // namespace p8
