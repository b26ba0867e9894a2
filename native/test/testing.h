// A test is a sentence and a function. Small on purpose: what is tested here forks, kills and races, and must run
// unchanged under each sanitizer.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace testing {

struct Test {
  const char* sentence;
  void (*run)();
};
std::vector<Test>& tests();

struct Registration {
  Registration(const char* sentence, void (*run)()) { tests().push_back({sentence, run}); }
};

struct Failure {
  std::string message;
};

template <typename Actual, typename Expected>
void checkEqual(const Actual& actual, const Expected& expected, const char* text, const char* file, int line) {
  if (actual == static_cast<Actual>(expected)) return;
  throw Failure{std::string(file) + ":" + std::to_string(line) + ": " + text + " is " + std::to_string(actual) +
                ", not " + std::to_string(expected)};
}

/// The run's random numbers: printed with the seed, repeated with LOCKSTEP_SEED.
uint64_t anyNumber();
inline uint64_t below(uint64_t limit) { return anyNumber() % limit; }

/// An empty directory for this test's segments, removed after it.
const std::string& directory();

}  // namespace testing

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define TEST(sentence)                                                                             \
  static void JOIN(test, __LINE__)();                                                              \
  static const testing::Registration JOIN(registration, __LINE__)(sentence, JOIN(test, __LINE__)); \
  static void JOIN(test, __LINE__)()

#define FAIL(message) \
  throw testing::Failure { std::string(__FILE__) + ":" + std::to_string(__LINE__) + ": " + (message) }
#define CHECK(condition)                \
  do {                                  \
    if (!(condition)) FAIL(#condition); \
  } while (false)
#define CHECK_EQUAL(actual, expected) testing::checkEqual(actual, expected, #actual, __FILE__, __LINE__)
/// Checks that an expression throws lockstep::Error with the code.
#define CHECK_THROWS(expression, expectedCode)                                                               \
  do {                                                                                                       \
    std::string code_ = "nothing";                                                                           \
    try {                                                                                                    \
      (void)(expression);                                                                                    \
    } catch (const lockstep::Error& error) {                                                                 \
      code_ = error.code();                                                                                  \
    }                                                                                                        \
    if (code_ != expectedCode) FAIL(std::string(#expression) + " threw " + code_ + ", not " + expectedCode); \
  } while (false)
