// A process of its own that uses a store as it is told, and says how that ended.
#pragma once

#include <poll.h>

#include <csignal>
#include <optional>

#include "support.h"

namespace testing {

/// What a process tells of the store after each thing it was told to do.
struct Outcome {
  char code[40];   // of the Error that ended it; empty: it goes on
  char wrong[80];  // what is not as it must be; empty: nothing
  uint64_t version;
  uint64_t sum;
};

/// Each commit adds one, so the state is right when it is as large as its version.
class User {
 public:
  enum Order : uint8_t { Open, Use, Pull, Lie, Close };

  explicit User(const lockstep::OpenOptions& place) {
    if (::pipe(orders_) != 0 || ::pipe(answers_) != 0) FAIL("no pipe");
    process_ = inChild([&] { obey(place); });
  }
  ~User() {
    for (const int end : {orders_[0], orders_[1], answers_[0], answers_[1]}) ::close(end);
    if (process_ == 0) return;
    ::kill(process_, SIGKILL);
    waitFor(process_);
  }
  User(const User&) = delete;
  User& operator=(const User&) = delete;

  void tell(Order order) const {
    if (::write(orders_[1], &order, 1) != 1) FAIL("the pipe broke");
  }
  /// Fails when no answer comes: whatever it was told to do hangs, or killed it.
  Outcome answer() const {
    Outcome outcome{};
    pollfd poll{answers_[0], POLLIN, 0};
    if (::poll(&poll, 1, kPatienceMillis) != 1) FAIL("a process hangs");
    if (::read(answers_[0], &outcome, sizeof(outcome)) != sizeof(outcome)) FAIL("a process crashed");
    return outcome;
  }
  Outcome ask(Order order) const {
    tell(order);
    return answer();
  }

 private:
  // Far beyond any promised bound, and far below the time a test run may take.
  static constexpr int kPatienceMillis = 60'000;

  void obey(const lockstep::OpenOptions& place) const {
    ::close(orders_[1]);
    std::optional<Counter> store;
    for (Order order; ::read(orders_[0], &order, 1) == 1;) {
      Outcome outcome{};
      try {
        if (order == Close) store.reset();
        if (order == Open) store.emplace(place);
        if (store && order == Use) use(*store);
        if (store && order == Pull) store->pull();
        if (store && order == Lie) store->commit({2});  // no such thing as one
        if (store) outcome.version = store->version, outcome.sum = store->sum;
        if (outcome.version != outcome.sum) std::snprintf(outcome.wrong, sizeof(outcome.wrong), "its state is wrong");
      } catch (const lockstep::Error& error) {
        std::snprintf(outcome.code, sizeof(outcome.code), "%s", error.code());
        store.reset();
      } catch (const Failure& failure) {
        std::snprintf(outcome.wrong, sizeof(outcome.wrong), "%s", failure.message.c_str());
        store.reset();
      }
      if (::write(answers_[1], &outcome, sizeof(outcome)) != sizeof(outcome)) return;
    }
  }

  static void use(Counter& store) {
    store.pull();
    for (int round = 0; round < 2; ++round) store.commit({1});
    store.checkpoint();
    store.segment.flush();
    store.segment.peers();
    store.segment.awaitApplied(store.version);
    store.segment.arm();
    store.commit({1});
  }

  int orders_[2];
  int answers_[2];
  pid_t process_ = 0;
};

}  // namespace testing
