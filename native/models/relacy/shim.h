// Puts Relacy's atomics under the product's own sources: force-included before them, it declares a namespace
// `lockstep::std`, which is what `std::` means inside `namespace lockstep`. Everything but atomics falls through to
// the real one.
//
// Each operation knows the file and line it stands on. `--weaken latch.h:36:relaxed` gives the ordering of that one
// line away; `--break tail-first` breaks a rule of the protocol where stage.mjs has put a switch for it.
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

/// What this run does to the code, from the command line.
struct Damage {
  const char* file = nullptr;
  int line = 0;
  rl::memory_order order = rl::mo_relaxed;
  const char* rule = nullptr;
  bool reached = false;
};
inline Damage damage;

inline rl::memory_order orderAt(rl::memory_order order, int line, const char* file) {
  if (line != damage.line) return order;
  const char* slash = std::strrchr(file, '/');
  if (std::strcmp(slash ? slash + 1 : file, damage.file) != 0) return order;
  damage.reached = true;
  return damage.order;
}

/// Whether a rule of the protocol is to be broken in this run.
inline bool broken(const char* rule) {
  const bool yes = damage.rule && std::strcmp(damage.rule, rule) == 0;
  damage.reached |= yes;
  return yes;
}

inline const char* violation = "";

/// Ends the execution as a violation when `holds` is false.
inline void check(bool holds, const char* sentence, int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
  if (holds) return;
  violation = sentence;
  rl::ctx().fail_test(sentence, rl::test_result_user_assert_failed, rl::debug_info("", file, static_cast<unsigned>(line)));
}

/// Before the threads run, words may get their first values.
inline bool settingUp = true;

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
    order = model::orderAt(order, line, file);
    return live_ ? word().load(order, rl::debug_info("", file, static_cast<unsigned>(line))) : value_;
  }

  void store(T value, memory_order order = memory_order_seq_cst, int line = __builtin_LINE(),
             const char* file = __builtin_FILE()) {
    order = model::orderAt(order, line, file);
    if (live_)
      word().store(value, order, rl::debug_info("", file, static_cast<unsigned>(line)));
    else
      keep(value, line, file);
  }

  T exchange(T value, memory_order order = memory_order_seq_cst, int line = __builtin_LINE(),
             const char* file = __builtin_FILE()) {
    order = model::orderAt(order, line, file);
    if (live_) return word().exchange(value, order, rl::debug_info("", file, static_cast<unsigned>(line)));
    return ::std::exchange(value_, value);
  }

  bool compare_exchange_strong(T& expected, T desired, memory_order order = memory_order_seq_cst,
                               int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
    order = model::orderAt(order, line, file);
    const rl::debug_info info("", file, static_cast<unsigned>(line));
    const memory_order failed = order == rl::mo_release    ? rl::mo_relaxed
                                : order == rl::mo_acq_rel ? rl::mo_acquire
                                                          : order;
    if (live_) return word().compare_exchange_strong(expected, desired, order, info, failed, info);
    if (value_ != expected) {
      expected = value_;
      return false;
    }
    keep(desired, line, file);
    return true;
  }

  // A weak exchange that fails for no reason is tried again by the same loop: one more round, nothing else.
  bool compare_exchange_weak(T& expected, T desired, memory_order order = memory_order_seq_cst,
                             int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
    return compare_exchange_strong(expected, desired, order, line, file);
  }

 private:
  using Shared = rl::atomic<T>;

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
};

inline void atomic_thread_fence(memory_order order, int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
  order = model::orderAt(order, line, file);
  if (order != rl::mo_relaxed) rl::atomic_thread_fence(order, rl::debug_info("", file, static_cast<unsigned>(line)));
}

}  // namespace lockstep::std
