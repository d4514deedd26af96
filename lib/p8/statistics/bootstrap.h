#pragma once

#include <cstddef>
#include <vector>

#include "p8/base/random.h"
#include "p8/statistics/mcnemar.h"
#include "p8/statistics/statistics.h"

/// Efron's percentile bootstrap (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", ch. 13): what a figure
/// would have been for other clients drawn from these.
namespace p8 {

/// The share of successes in `replicates` samples of `trials` clients, each drawn with replacement from clients of whom
/// `successes` are successes. Drawing clients gives a binomial number of successes, so that is what is drawn.
/// All NaN for no trials. Where all clients or none are successes, such samples could not vary and the interval would
/// have no width; then successes are drawn with probability (successes + 1/2) / (trials + 1), the mean under Jeffreys'
/// prior (Brown, Cai and DasGupta 2001, Statistical Science 16, 101-133).
std::vector<double> resampled_shares(std::size_t successes, std::size_t trials, std::size_t replicates, Random& random);

/// The difference of the accuracies of two classifiers (first minus second) in `replicates` samples of `rows` rows,
/// each drawn with replacement together with both answers to it. Only the rows on which one of them alone is right
/// matter, so their numbers are drawn, which are multinomial. All NaN for no rows. Where such samples could not vary
/// (no row is discordant, or all are to the same side), both kinds are drawn with the mean of their probabilities under
/// Jeffreys' prior, (count + 1/2) / (rows + 3/2), as for a share.   @param discordant  at most `rows` of them.
std::vector<double> resampled_differences(const DiscordantRows& discordant, std::size_t rows, std::size_t replicates,
                                          Random& random);

/// The k-th smallest and k-th largest of B replicates, k = floor((B + 1) (1 - confidence) / 2) but at least 1, without
/// interpolation. NaN among them are left out; infinite ones count. Both ends NaN for no replicates.
Interval percentile_interval(std::vector<double> replicates, double confidence = 0.95);

}  // namespace p8
