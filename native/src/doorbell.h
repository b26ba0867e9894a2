// Who sleeps, and waking them. `armed` is a count per peer, odd while it sleeps.
//
// No lost wake-up (Dekker): the sleeper arms, then looks at the head; the writer publishes, then looks at the counts;
// both with a sequentially consistent fence in between, so at least one of the two sees the other.
#pragma once

#include <string>

#include "peers.h"

namespace lockstep {

class Doorbell {
 public:
  Doorbell(Meta& meta, const Peers& peers, const std::string& bells) : meta_(meta), peers_(peers), bells_(bells) {}

  /// Goes to sleep. True: the head is not `version` any more, so there is something to read first.
  bool arm(uint64_t version);
  /// After publishing: wakes everybody who sleeps. Costs nothing for those who are awake.
  void ringSleepers();
  /// After this peer's replica moved from one version to another: wakes those who wait for that (settled).
  void ringWaiters(uint64_t from, uint64_t to);
  /// Wakes one peer, asleep or not.
  void ringOne(uint32_t slot);

 private:
  Meta& meta_;
  const Peers& peers_;
  std::string bells_;
};

}  // namespace lockstep
