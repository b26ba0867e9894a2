// Puts Relacy's atomics under the product's own sources: force-included before them, it declares a namespace
// `lockstep::std`, which is what `std::` means inside `namespace lockstep`. Everything but atomics falls through to
// the real one.
//
// Each operation knows the file and line it stands on. `--weaken latch.h:36:relaxed` gives the ordering of that one
// line away; `--break tail-first` breaks a rule of the protocol where stage.mjs has put a switch for it. Either counts
// as reached only where it could matter: while threads run, and for an ordering of a word, on a live one that two of
// them share.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <relacy/relacy.hpp>
#undef VAR
#undef new
#undef delete
#undef malloc
#undef calloc
#undef realloc
#undef free
#undef assert
#undef errno
#undef memory_order_relaxed
#undef memory_order_consume
#undef memory_order_acquire
#undef memory_order_release
#undef memory_order_acq_rel
#undef memory_order_seq_cst

namespace model {

/// An ordering that this run gives away, or leaves less of.
struct Site {
  std::string file;
  int line;
  rl::memory_order order;
  bool reached = false;
};

/// What this run does to the code, from the command line.
struct Damage {
  std::vector<Site> sites;
  const char* rule = nullptr;
  bool ruleReached = false;
};
inline Damage damage;

/// Before the threads run, words may get their first values: nothing is shared yet.
inline bool settingUp = true;

inline Site* siteAt(int line, const char* file) {
  for (Site& site : damage.sites) {
    if (line != site.line) continue;
    const char* slash = std::strrchr(file, '/');
    if (site.file == (slash ? slash + 1 : file)) return &site;
  }
  return nullptr;
}

/// Who has used a shared word since the threads began: an acquire orders nothing where nobody else has written, a
/// release nothing where nobody else looks afterwards.
class Users {
 public:
  /// At `site`, if any, something was read, with what was an acquire there.
  void read(Site* site) {
    if (settingUp) return;
    if (site && (writers_ & ~self()) != 0) site->reached = true;
    if (released_ && (releasers_ & ~self()) != 0) released_->reached = true;
  }
  /// At `site`, if any, something was written, with what was a release there.
  void written(Site* site) {
    if (settingUp) return;
    writers_ |= self();
    if (!site) return;
    released_ = site;
    releasers_ |= self();
  }

 private:
  static unsigned self() { return 1u << rl::ctx().current_thread(); }

  unsigned writers_ = 0;
  unsigned releasers_ = 0;
  Site* released_ = nullptr;
};

/// Whether a rule of the protocol is to be broken in this run.
inline bool broken(const char* rule) {
  const bool yes = damage.rule && std::strcmp(damage.rule, rule) == 0;
  damage.ruleReached |= yes && !settingUp;
  return yes;
}

inline const char* violation = "";

/// Ends the execution as a violation when `holds` is false.
inline void check(bool holds, const char* sentence, int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
  if (holds) return;
  violation = sentence;
  rl::ctx().fail_test(sentence, rl::test_result_user_assert_failed, rl::debug_info("", file, static_cast<unsigned>(line)));
}

}  // namespace model

namespace lockstep::std {

using namespace ::std;

using memory_order = rl::memory_order;
inline constexpr memory_order memory_order_relaxed = rl::mo_relaxed;
inline constexpr memory_order memory_order_acquire = rl::mo_acquire;
inline constexpr memory_order memory_order_release = rl::mo_release;
inline constexpr memory_order memory_order_acq_rel = rl::mo_acq_rel;
inline constexpr memory_order memory_order_seq_cst = rl::mo_seq_cst;

/// A shared word. The product's blocks have many that say nothing in a given model: exhaustive search is possible
/// because only `live` words are scheduled and can be read stale. A word that is not live must not change (a store of
/// another value ends the execution), unless the model lets it go `free`: then it is not looked at by what is checked.
template <typename T>
class atomic {
 public:
  static constexpr bool is_always_lock_free = true;

  atomic() = default;
  ~atomic() {
    if (live_) word().~Shared();
  }
  atomic(const atomic&) = delete;
  atomic& operator=(const atomic&) = delete;

  void live() {
    new (storage_) Shared(value_);
    live_ = true;
  }
  void free() { free_ = true; }

  T load(memory_order order = memory_order_seq_cst, int line = __builtin_LINE(),
         const char* file = __builtin_FILE()) const {
    if (!live_) return value_;
    model::Site* site = model::siteAt(line, file);
    users_.read(site);
    return word().load(site ? site->order : order, at(line, file));
  }

  void store(T value, memory_order order = memory_order_seq_cst, int line = __builtin_LINE(),
             const char* file = __builtin_FILE()) {
    if (!live_) return keep(value, line, file);
    model::Site* site = model::siteAt(line, file);
    users_.written(site);
    word().store(value, site ? site->order : order, at(line, file));
  }

  T exchange(T value, memory_order order = memory_order_seq_cst, int line = __builtin_LINE(),
             const char* file = __builtin_FILE()) {
    if (!live_) return ::std::exchange(value_, value);
    model::Site* site = model::siteAt(line, file);
    exchanged(site, order);
    return word().exchange(value, site ? site->order : order, at(line, file));
  }

  bool compare_exchange_strong(T& expected, T desired, memory_order order = memory_order_seq_cst,
                               int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
    if (!live_) {
      if (value_ != expected) {
        expected = value_;
        return false;
      }
      keep(desired, line, file);
      return true;
    }
    model::Site* site = model::siteAt(line, file);
    const memory_order now = site ? site->order : order;
    const memory_order failed = now == rl::mo_release   ? rl::mo_relaxed
                                : now == rl::mo_acq_rel ? rl::mo_acquire
                                                        : now;
    const bool done = word().compare_exchange_strong(expected, desired, now, at(line, file), failed, at(line, file));
    if (done)
      exchanged(site, order);
    else
      users_.read(nullptr);
    return done;
  }

  // A weak exchange that fails for no reason is tried again by the same loop: one more round, nothing else.
  bool compare_exchange_weak(T& expected, T desired, memory_order order = memory_order_seq_cst,
                             int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
    return compare_exchange_strong(expected, desired, order, line, file);
  }

 private:
  using Shared = rl::atomic<T>;

  static rl::debug_info at(int line, const char* file) { return rl::debug_info("", file, static_cast<unsigned>(line)); }

  /// Of both halves of `order`, the one that is lost at `site` is what it is about; of `seq_cst` each.
  void exchanged(model::Site* site, memory_order order) {
    const bool acquires = site && site->order != rl::mo_acquire && order != rl::mo_release;
    const bool releases = site && site->order != rl::mo_release && order != rl::mo_acquire;
    users_.read(acquires ? site : nullptr);
    users_.written(releases ? site : nullptr);
  }

  void keep(T value, int line, const char* file) {
    if (!free_ && !model::settingUp && value != value_) {
      static ::std::string what;
      what = ::std::string("a word that the model holds constant changed at ") + file + ":" + ::std::to_string(line);
      model::check(false, what.c_str(), line, file);
    }
    value_ = value;
  }
  Shared& word() { return *reinterpret_cast<Shared*>(storage_); }
  const Shared& word() const { return *reinterpret_cast<const Shared*>(storage_); }

  alignas(Shared) unsigned char storage_[sizeof(Shared)];
  T value_ = 0;
  bool live_ = false;
  bool free_ = false;
  mutable model::Users users_;
};

inline void atomic_thread_fence(memory_order order, int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
  if (model::Site* site = model::siteAt(line, file)) {
    site->reached |= !model::settingUp;
    order = site->order;
  }
  if (order != rl::mo_relaxed) rl::atomic_thread_fence(order, rl::debug_info("", file, static_cast<unsigned>(line)));
}

}  // namespace lockstep::std
