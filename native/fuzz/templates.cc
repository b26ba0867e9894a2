#include "templates.h"

#include "segment.h"
#include "world.h"

namespace lockstep::fuzz {

namespace {

constexpr uint8_t kState[64] = {1, 2, 3};

OpenOptions optionsFor(bool file, uint64_t logBytes) {
  OpenOptions options;
  if (file)
    options.file = "/file";
  else
    options.directory = "/segments", options.key = "store";
  options.title = "template";
  options.create = CreateOptions{kState, sizeof(kState), logBytes, 7000, false};
  return options;
}

void commit(Segment& segment, uint32_t length) {
  const std::vector<uint8_t> payload(length, 0x2a);
  if (segment.append(segment.version(), payload.data(), length) == Append::Committed) return;
  segment.checkpoint(segment.version(), kState, sizeof(kState));
  if (segment.append(segment.version(), payload.data(), length) != Append::Committed)
    violated("a template cannot be made");
}

/// A segment as it lies there while two peers have it open, one of them asleep.
Template made(bool file, uint64_t logBytes, int commits, uint32_t length, bool flushed) {
  load(nullptr, 0);
  Segment writer(optionsFor(file, logBytes));
  Segment sleeper(optionsFor(file, logBytes));
  for (int round = 0; round < commits; ++round) {
    commit(writer, length);
    if (flushed && round == commits / 2) writer.flush();
  }
  sleeper.arm();
  const World& all = world();
  return {std::vector<uint8_t>(all.bytes, all.bytes + all.size), file};
}

}  // namespace

const std::vector<Template>& templates() {
  static const std::vector<Template> all = {
      made(false, 4096, 0, 0, false),     made(false, 4096, 5, 40, false),   made(false, 4096, 40, 333, false),
      made(false, 16'384, 9, 900, false), made(true, 4096, 0, 0, false),     made(true, 4096, 9, 33, true),
      made(true, 4096, 40, 333, true),    made(true, 16'384, 30, 900, true),
  };
  return all;
}

}  // namespace lockstep::fuzz
