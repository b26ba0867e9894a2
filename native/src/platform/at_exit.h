#pragma once

#include <cstdlib>

namespace lockstep::platform {

/// Runs `work` when the process exits, whichever way it takes: Bun's process.exit() runs the handlers of quick_exit
/// alone.
inline bool atExit(void (*work)()) {
  std::atexit(work);
#ifdef __linux__  // macOS has no such thing, and on Windows nothing is left behind
  std::at_quick_exit(work);
#endif
  return true;
}

}  // namespace lockstep::platform
