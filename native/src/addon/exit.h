#pragma once

#include <memory>

#include "../segment.h"

namespace lockstep::addon {

/// Node runs an environment's cleanup hooks when it ends by itself and when a worker ends, but not when the main thread
/// calls process.exit() or dies of an uncaught exception. What is open then is closed by the C library's exit:
/// otherwise the memory would stay behind until somebody opens another store.
void closeAtProcessExit(std::unique_ptr<Segment>& segment);

/// To be called before `segment` is destroyed.
void forgetAtProcessExit(std::unique_ptr<Segment>& segment);

}  // namespace lockstep::addon
