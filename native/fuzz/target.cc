// libFuzzer's entry. With LOCKSTEP_FUZZ_SEEDS set to a folder it writes the inputs to begin with there, and ends.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "play.h"
#include "seeds.h"

/// Short histories of freed memory: most of the time would go into keeping them.
extern "C" const char* __asan_default_options() {
  return "quarantine_size_mb=1:malloc_context_size=2:max_malloc_fill_size=0:detect_stack_use_after_return=0:"
         "max_allocation_size_mb=64";
}

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* folder = std::getenv("LOCKSTEP_FUZZ_SEEDS");
  if (folder == nullptr) return 0;
  int number = 0;
  for (const auto& seed : lockstep::fuzz::seeds()) {
    std::ofstream file(std::string(folder) + "/seed-" + std::to_string(number++), std::ios::binary);
    file.write(reinterpret_cast<const char*>(seed.data()), static_cast<std::streamsize>(seed.size()));
    if (!file) std::abort();
  }
  std::printf("%d seeds\n", number);
  std::exit(0);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  lockstep::fuzz::play(bytes, size);
  return 0;
}
