// The command line of a model: which damage to do, and how to search. Prints one line, `passed <executions>`,
// `failed <executions> <what was violated>`, or `unreached <executions>`: passed, but some of the damage was nowhere
// where it could have mattered.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "shim.h"

namespace model {

/// A parameter of the search: `full` or `bound:<context switches>`.
inline void chooseSearch(rl::test_params& params, const std::string& how) {
  const std::string kind = how.substr(0, how.find(':'));
  const unsigned number = how == kind ? 0 : static_cast<unsigned>(std::atoi(how.c_str() + kind.size() + 1));
  params.search_type = kind == "full" ? rl::sched_full : kind == "bound" ? rl::sched_bound : rl::sched_random;
  params.context_bound = number;
}

/// Not Relacy's `simulate`: after a failure that one searches again for a history and takes everything down, which its
/// hooks into the heap do not survive here. What there is to say is said at once.
template <typename Model, typename Scheduler>
[[noreturn]] void search(rl::test_params& params) {
  typename Scheduler::shared_context_t shared;
  auto* context = new rl::context_impl<Model, Scheduler>(params, shared);
  const rl::test_result_e result = context->simulate2(false);
  bool reached = !damage.rule || damage.ruleReached;
  for (const Site& site : damage.sites) reached &= site.reached;
  const char* word = result != rl::test_result_success ? "failed" : reached ? "passed" : "unreached";
  std::printf("%s %llu %s\n", word, static_cast<unsigned long long>(params.stop_iteration),
              result == rl::test_result_success              ? ""
              : result == rl::test_result_user_assert_failed ? violation
                                                             : rl::test_result_str(result));
  std::fflush(stdout);
  std::_Exit(result == rl::test_result_success ? 0 : 1);
}

template <typename Model>
int run(int count, char** arguments) {
  constexpr rl::thread_id_t threads = Model::params::thread_count;
  rl::test_params params;
  std::ostringstream output;
  params.progress_stream = &output;
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    if (argument == "--search") chooseSearch(params, arguments[++i]);
    if (argument == "--break") damage.rule = arguments[++i];
    if (argument != "--weaken") continue;
    const std::string site = arguments[++i];
    const size_t first = site.find(':');
    const size_t second = site.find(':', first + 1);
    const std::string order = site.substr(second + 1);
    damage.sites.push_back({site.substr(0, first), std::atoi(site.c_str() + first + 1),
                            order == "acquire"   ? rl::mo_acquire
                            : order == "release" ? rl::mo_release
                            : order == "acq_rel" ? rl::mo_acq_rel
                                                 : rl::mo_relaxed});
  }
  if (params.search_type == rl::sched_full) search<Model, rl::full_search_scheduler<threads>>(params);
  if (params.search_type == rl::sched_bound) search<Model, rl::context_bound_scheduler<threads>>(params);
  std::puts("how is it to be searched?");
  return 2;
}

}  // namespace model
