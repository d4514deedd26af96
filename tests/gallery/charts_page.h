#pragma once

#include "p8/report/page.h"

namespace p8::test {

/// A made-up client's dashboard with the charts that explain one decision and place one client among others.
report::Page charts_page();

/// The same kinds of chart where they are hard to draw: long names, crowded steps, missing values everywhere, any
/// magnitude.
report::Page charts_stress_page();

/// Twelve rows of 120 contributions, some of them of missing values, as a client's page has them.
report::Beeswarm twelve_rows();

/// Twenty bins, three groups, a client and two markers: one of the small figures of a client's page.
report::Distribution twenty_bins();

}  // namespace p8::test
