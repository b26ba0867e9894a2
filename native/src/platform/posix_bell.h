#pragma once

#include <memory>
#include <string>

#include "platform.h"

namespace lockstep::platform {

/// Opens the FIFO at `path` for listening. Throws LOCKSTEP_SYSTEM.
std::unique_ptr<Bell> openBell(const std::string& path);

}  // namespace lockstep::platform
