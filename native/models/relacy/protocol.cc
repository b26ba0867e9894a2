// The protocol's own sources, as stage.mjs laid them out, under Relacy: one of the scenarios, searched.
#include "scenario.h"

#include "doorbell.cc"
#include "lock.cc"
#include "log.cc"
#include "peers.cc"
#include "roots.cc"
#include "segment.cc"
#include "segment_checkpoint.cc"
#include "segment_commit.cc"
#include "segment_read.cc"
#include "snapshot.cc"

#include "scenarios/doorbell.h"
#include "scenarios/latch.h"
#include "scenarios/lock.h"
#include "scenarios/log.h"
#include "scenarios/peers.h"
#include "scenarios/snapshot.h"

int main(int count, char** arguments) {
  const auto found = lockstep::scenarios().find(count > 1 ? arguments[1] : "");
  if (found == lockstep::scenarios().end()) return 2;
  lockstep::chosen = found->second;
  return model::run<lockstep::Suite>(count, arguments);
}
