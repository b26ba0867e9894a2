#pragma once

namespace lockstep::addon {

/// Keeps this library in memory until the process ends. Node unloads an addon with the last worker that loaded it,
/// while finalizers and the process-wide doorbell cache still point into it.
void pinImage();

}  // namespace lockstep::addon
