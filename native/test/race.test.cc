// Several peers over one segment at once, as threads, so that the sanitizers see them.
#include <thread>

#include "support.h"

using namespace lockstep;
using namespace testing;

TEST("writers, readers, joiners and checkpoints at once: one order, nothing lost, nothing torn") {
  constexpr int kWriters = 3;
  constexpr uint64_t kCommits = 4000;
  const OpenOptions place = counterOptions("race");
  Counter referee(place);
  std::atomic<int> failures{0};
  std::atomic<uint64_t> total{0};
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  const auto start = [&](auto body) {
    threads.emplace_back([&failures, body] {
      try {
        body();
      } catch (const Failure& failure) {
        std::fprintf(stderr, "%s\n", failure.message.c_str());
        ++failures;
      } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        ++failures;
      }
    });
  };
  for (int w = 0; w < kWriters; ++w)
    start([&, seed = anyNumber()] {
      std::mt19937_64 numbers(seed);
      Counter writer(place);
      for (uint64_t i = 0; i < kCommits; ++i) {
        const Bytes payload(1 + numbers() % 60, static_cast<uint8_t>(numbers() % 4));
        writer.commit(payload);
        for (const uint8_t byte : payload) total += byte;
        if (numbers() % 500 == 0) writer.checkpoint();
      }
    });
  for (int r = 0; r < 2; ++r)
    start([&] {
      Counter reader(place);
      while (!done) {
        reader.pull();
        std::this_thread::yield();
      }
      reader.pull();
      if (reader.version != kWriters * kCommits || reader.sum != total) FAIL("a reader ended elsewhere");
    });
  start([&] {
    while (!done) {
      Counter joiner(place);
      joiner.pull();
    }
  });
  for (int w = 0; w < kWriters; ++w) threads[static_cast<size_t>(w)].join();
  done = true;
  for (size_t i = kWriters; i < threads.size(); ++i) threads[i].join();
  CHECK_EQUAL(failures.load(), 0);
  referee.pull();
  CHECK_EQUAL(referee.version, kWriters * kCommits);
  CHECK_EQUAL(referee.sum, total.load());
}

TEST("whole states and records committed by several at once keep one order") {
  const OpenOptions place = counterOptions("race");
  Counter referee(place);
  std::atomic<uint64_t> total{0};
  std::vector<std::thread> threads;
  for (int w = 0; w < 3; ++w)
    threads.emplace_back([&, w] {
      Counter writer(place);
      for (int i = 0; i < 400; ++i) {
        if (w == 0 && i % 4 == 0) {
          for (;;) {  // add 1 as a whole state
            writer.sum += 1;
            if (writer.segment.appendSnapshot(writer.version, writer.encoded().data(), 8) == Append::Committed) break;
            writer.sum -= 1;
            writer.pull();
          }
          ++writer.version;
        } else {
          writer.commit({1});
        }
        ++total;
      }
    });
  for (std::thread& thread : threads) thread.join();
  referee.pull();
  CHECK_EQUAL(referee.version, 1200u);
  CHECK_EQUAL(referee.sum, total.load());
}

TEST("opening and closing by many threads at once leaves one segment at most, and none at the end") {
  std::vector<std::thread> threads;
  std::atomic<int> failures{0};
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 60; ++i) {
        try {
          Counter peer(counterOptions("race"));
          peer.commit({1});
          peer.pull();
          if (peer.sum == 0) ++failures;
        } catch (const std::exception& error) {
          std::fprintf(stderr, "%s\n", error.what());
          ++failures;
        }
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK_EQUAL(failures.load(), 0);
}

TEST("a peer that keeps losing gets its turn: a slow one commits among fast ones") {
  const OpenOptions place = counterOptions("race");
  Counter referee(place);
  std::atomic<bool> done{false};
  std::vector<std::thread> fast;
  for (int t = 0; t < 2; ++t)
    fast.emplace_back([&] {
      Counter writer(place);
      while (!done) writer.commit({1});
    });
  Counter slow(place);
  int most = 0;
  for (int i = 0; i < 20; ++i) {
    int conflicts = 0;
    for (;; ++conflicts) {
      slow.pull();
      platform::sleepMicros(1000);  // a recipe that takes a thousand times as long as theirs
      const uint8_t byte = 1;
      if (slow.segment.append(slow.version, &byte, 1) == Append::Committed) break;
      CHECK(conflicts < 500);
    }
    slow.version += 1;
    slow.sum += 1;
    most = std::max(most, conflicts);
  }
  done = true;
  for (std::thread& thread : fast) thread.join();
  std::printf("       at most %d conflicts before a slow commit went through\n", most);
}
