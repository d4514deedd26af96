#include "p8/credit/remote/response_cache.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "p8/base/error.h"
#include "p8/base/hash.h"
#include "p8/base/log.h"
#include "p8/csv/number.h"
#include "p8/files/system_text.h"

namespace p8::serve {

namespace {

constexpr std::size_t kDigest = 64;
constexpr std::size_t kCheck = 16;
constexpr std::size_t kHead = kDigest + 1 + kCheck + 1;
constexpr std::size_t kBase = 3;                        // place of the base value in a payload
constexpr std::size_t kMaxLine = std::size_t{1} << 24;  // of more SHAP values than any model has
constexpr std::size_t kReadAtOnce = std::size_t{1} << 20;
constexpr double kSecondsBetweenSyncs = 1.0;

Error cannot_write(const std::string& name) {
  const Text reason = system_text(errno);
  return output_error("cannot write {0}: {1}", "écriture impossible de {0} : {1}", printable(name), reason);
}

/// Nothing of such a file is cut off or overwritten.
Error not_a_cache(const std::string& name) {
  return output_error("{}: not a cache of answers; give another folder",
                      "{} : pas un cache de réponses ; indiquez un autre dossier", printable(name));
}

std::string check_of(std::string_view digest, std::string_view payload) {
  return digest_of(std::string(digest) + std::string(payload)).sha256.substr(0, kCheck);
}

std::string payload_of(const ApiResponse& answer) {
  std::string payload = answer.prediction == 1 ? "1 " : "0 ";
  payload += number_text(answer.probability) + " " + number_text(answer.margin) + " ";
  payload += answer.base_value ? number_text(*answer.base_value) : "-";
  for (const double value : answer.shap_values) payload += " " + number_text(value);
  return payload;
}

/// Finite numbers with a space between each two; nothing for any other payload. A missing base is not a number.
std::optional<ApiResponse> read_payload(std::string_view payload) {
  std::vector<double> numbers;
  bool has_base = true;
  while (true) {
    const std::string_view word = payload.substr(0, payload.find(' '));
    double value = 0.0;
    if (numbers.size() == kBase && word == "-") {
      has_base = false;
    } else {
      const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
      if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(value)) return std::nullopt;
    }
    numbers.push_back(value);
    if (word.size() == payload.size()) break;
    payload.remove_prefix(word.size() + 1);
  }
  const bool fits =
      numbers.size() > kBase && (numbers[0] == 0.0 || numbers[0] == 1.0) && numbers[1] >= 0.0 && numbers[1] <= 1.0;
  if (!fits) return std::nullopt;
  ApiResponse answer;
  answer.prediction = numbers[0] == 1.0 ? 1 : 0;
  answer.probability = numbers[1];
  answer.margin = numbers[2];
  if (has_base) answer.base_value = numbers[kBase];
  answer.shap_values.assign(numbers.begin() + kBase + 1, numbers.end());
  return answer;
}

bool is_whole(std::string_view line) {
  return line.size() > kHead && line[kDigest] == ' ' && line[kHead - 1] == ' ' &&
         check_of(line.substr(0, kDigest), line.substr(kHead)) == line.substr(kDigest + 1, kCheck);
}

/// Whether a line of a file, or what a cut left of it, begins with a digest and a check. Their values are not
/// compared: a damaged line is passed over wherever it is.
bool begins_as_answer(std::string_view line, bool is_cut) {
  if (!is_cut && line.size() <= kHead) return false;
  for (std::size_t i = 0; i < std::min(line.size(), kHead); ++i) {
    const bool is_hex = (line[i] >= '0' && line[i] <= '9') || (line[i] >= 'a' && line[i] <= 'f');
    if (i == kDigest || i == kHead - 1 ? line[i] != ' ' : !is_hex) return false;
  }
  return true;
}

int open_nameless() {
  const std::string directory = std::filesystem::temp_directory_path().string();
  return open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

ResponseCache::ResponseCache(const std::string& directory) : name_(directory) {
  if (directory.empty()) {
    descriptor_ = open_nameless();
  } else {
    std::error_code ignored;                                        // opening says what is wrong
    if (std::filesystem::create_directories(directory, ignored)) {  // what is said of clients is for the owner alone
      std::filesystem::permissions(directory, std::filesystem::perms::owner_all, ignored);
    }
    name_ = (std::filesystem::path(directory) / "answers.log").string();
    descriptor_ = open(name_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor_ < 0 && errno == ELOOP) throw not_a_cache(name_);  // a symlink
  }
  if (descriptor_ < 0) throw cannot_write(name_);
  if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    close(descriptor_);
    throw output_error("{}: another run uses this cache", "{} : une autre exécution utilise ce cache",
                       printable(name_));
  }
  struct stat status = {};
  const bool is_regular = fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode);
  try {
    if (!is_regular) throw not_a_cache(name_);
    read_lines();
  } catch (...) {
    close(descriptor_);
    throw;
  }
}

ResponseCache::~ResponseCache() {
  fdatasync(descriptor_);
  close(descriptor_);
}

void ResponseCache::read_lines() {
  std::string pending;
  std::uint64_t start = 0;  // of `pending` in the file
  bool has_answers = false;
  while (true) {
    const std::size_t before = pending.size();
    pending.resize(before + kReadAtOnce);
    const ssize_t count = pread(descriptor_, pending.data() + before, kReadAtOnce, static_cast<off_t>(start + before));
    if (count < 0) throw cannot_write(name_);
    pending.resize(before + static_cast<std::size_t>(count));
    std::size_t line = 0;
    for (std::size_t end = pending.find('\n', before); end != std::string::npos; end = pending.find('\n', line)) {
      const std::string_view whole(pending.data() + line, end - line);
      has_answers = has_answers || begins_as_answer(whole, false);
      if (is_whole(whole)) {
        places_[std::string(whole.substr(0, kDigest))] = {start + line, static_cast<std::uint32_t>(whole.size())};
      }
      line = end + 1;
    }
    pending.erase(0, line);
    start += line;
    if (pending.size() > kMaxLine) throw not_a_cache(name_);
    if (count == 0) break;
  }
  if (start > 0 ? !has_answers : !begins_as_answer(pending, true)) throw not_a_cache(name_);
  end_ = start;
  if (ftruncate(descriptor_, static_cast<off_t>(end_)) != 0) throw cannot_write(name_);
}

std::size_t ResponseCache::size() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return places_.size();
}

std::optional<ApiResponse> ResponseCache::find(const std::string& digest) const {
  Place place;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = places_.find(digest);
    if (found == places_.end()) return std::nullopt;
    place = found->second;
  }
  std::string line(place.size, '\0');
  if (pread(descriptor_, line.data(), line.size(), static_cast<off_t>(place.offset)) !=
          static_cast<ssize_t>(line.size()) ||
      !is_whole(line)) {
    return std::nullopt;
  }
  return read_payload(std::string_view(line).substr(kHead));
}

void ResponseCache::add(const std::string& digest, const ApiResponse& answer) {
  const std::string payload = payload_of(answer);
  const std::string line = digest + " " + check_of(digest, payload) + " " + payload + "\n";
  const std::lock_guard<std::mutex> lock(mutex_);
  if (pwrite(descriptor_, line.data(), line.size(), static_cast<off_t>(end_)) != static_cast<ssize_t>(line.size())) {
    throw cannot_write(name_);
  }
  places_[digest] = {end_, static_cast<std::uint32_t>(line.size() - 1)};
  end_ += line.size();
  if (const double now = steady_seconds(); now - last_synced_ >= kSecondsBetweenSyncs) {
    last_synced_ = now;
    fdatasync(descriptor_);
  }
}

}  // namespace p8::serve
