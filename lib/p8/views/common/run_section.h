#pragma once

#include <string>

#include "p8/files/run_record.h"
#include "p8/report/page.h"

namespace p8::views {

/// "How this was made": version, seed, threads, every input with its hash, the libraries. The last section of a page.
report::Section run_section(const RunRecord& record);

/// The page's last line: program, version and date.
Text page_footer(const RunRecord& record);

}  // namespace p8::views
