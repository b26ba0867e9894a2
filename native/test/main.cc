// Runs all tests, or those whose sentence contains the first argument. Ends with "N passed, N failed".
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "../src/error.h"
#include "testing.h"

namespace testing {

namespace {
std::mt19937_64 generator;
std::string current;

std::string makeDirectory() {
  std::string pattern = std::string(::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") + "/lockstep-test-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  return pattern;
}
}  // namespace

std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}
uint64_t anyNumber() { return generator(); }
const std::string& directory() { return current; }

}  // namespace testing

int main(int count, char** arguments) {
  const char* given = std::getenv("LOCKSTEP_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::printf("seed %llu (repeat with LOCKSTEP_SEED)\n", static_cast<unsigned long long>(seed));
  const std::string filter = count > 1 ? arguments[1] : "";
  int passed = 0;
  int failed = 0;
  for (const testing::Test& test : testing::tests()) {
    if (std::string(test.sentence).find(filter) == std::string::npos) continue;
    testing::generator.seed(seed);
    testing::current = testing::makeDirectory();
    const auto begin = std::chrono::steady_clock::now();
    std::string problem;
    try {
      test.run();
      if (!std::filesystem::is_empty(testing::current)) problem = "it left files behind";
    } catch (const testing::Failure& failure) {
      problem = failure.message;
    } catch (const lockstep::Error& error) {
      problem = std::string(error.code()) + ": " + error.what();
    } catch (const std::exception& error) {
      problem = error.what();
    }
    std::filesystem::remove_all(testing::current);
    const auto millis =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
    std::printf("%s %s (%lld ms)\n", problem.empty() ? "ok    " : "FAILED", test.sentence,
                static_cast<long long>(millis));
    if (!problem.empty()) std::printf("       %s\n", problem.c_str());
    std::fflush(stdout);
    ++(problem.empty() ? passed : failed);
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
