// Bells: a peer goes to sleep, and wakes and sleeps again, while a writer commits twice. When all is still, it is awake,
// its bell has rung, or it has seen the newest version.
namespace lockstep {

struct Sleeping : Scenario {
  uint32_t slot = 0;  // of the sleeper
  uint64_t seen = 0;
  bool asleep = false;

  void publish(Segment& writer) {
    for (uint64_t version = 1; version <= 2; ++version) {
      Control control = World::first();
      control.headVersion = version;
      writeLatch(world->meta.latch, control);
      writer.doorbell_->ringSleepers();
    }
  }
  void sleep(Segment& sleeper) {
    slot = sleeper.peers_->slot();
    bool& rung = world->rung[slot];
    for (int round = 0; round < 3 && !asleep; ++round) {
      const bool behind = sleeper.doorbell_->arm(seen);
      asleep = !behind && !rung;
      if (asleep) return;
      rung = false;
      seen = readLatch(world->meta.latch).headVersion;
    }
  }
  void after() override {
    const bool wakes = !asleep || world->rung[slot] || seen == peekHead(world->meta.latch);
    model::check(wakes, "a peer sleeps through a commit");
  }
};

/// Somebody else rings too.
struct DoorbellScenario : Sleeping {
  ::std::unique_ptr<Segment> writer = join();
  ::std::unique_ptr<Segment> sleeper = join();
  ::std::unique_ptr<Segment> passer = join();

  void before() override {
    world->live({offsetof(Control, headVersion)});
    world->meta.armed[sleeper->peers_->slot()].live();
  }

  void thread(unsigned index) override {
    if (index == 0) publish(*writer);
    if (index == 1) sleep(*sleeper);
    if (index == 2) passer->doorbell_->ringSleepers();
  }
};

/// The slot of a peer that was killed is used again while a writer rings: what is left of the former owner is not taken
/// for the new one's. Only what attaching orders by itself is there: a whole segment also rings when it comes, which
/// has a fence (B2).
struct HeirScenario : Sleeping {
  ::std::unique_ptr<Segment> heir = join();
  ::std::unique_ptr<Segment> writer = join();
  uint32_t count;  // the former owner's

  explicit HeirScenario(uint32_t count = 2) : count(count) {}
  void before() override {
    world->held[0].store(0, std::memory_order_relaxed);
    world->meta.armed[0].store(count, std::memory_order_relaxed);
    world->meta.peers[0].thread.free();
    world->liveSleeper(0);
    world->live({offsetof(Control, headVersion)});
  }
  void thread(unsigned index) override {
    if (index == 0) publish(*writer);
    if (index != 1) return;
    heir->peers_->attach("", 0);
    seen = readLatch(world->meta.latch).headVersion;
    sleep(*heir);
  }
};

/// The same, after one that was killed in its sleep.
struct SleepersHeirScenario : HeirScenario {
  SleepersHeirScenario() : HeirScenario(1) {}
};

/// A slot is used for the first time while a writer rings.
struct NewcomerScenario : Sleeping {
  ::std::unique_ptr<Segment> writer = join();
  ::std::unique_ptr<Segment> newcomer = join();

  void before() override {
    world->forget(*newcomer->peers_);
    world->meta.peers[1].thread.free();
    world->liveSleeper(1);
    world->meta.locks.peerLimit.live();
    world->live({offsetof(Control, headVersion)});
  }
  void thread(unsigned index) override {
    if (index == 0) publish(*writer);
    if (index != 1) return;
    newcomer->peers_->attach("", 0);
    seen = readLatch(world->meta.latch).headVersion;
    sleep(*newcomer);
  }
};

/// `settled`: one peer waits until another has applied a version; it is told, or sees it.
struct SettledScenario : Scenario {
  ::std::unique_ptr<Segment> applying = join();
  ::std::unique_ptr<Segment> waiting = join();
  bool waits = false;

  void before() override {
    world->meta.peers[applying->peers_->slot()].applied.live();
    world->meta.peers[waiting->peers_->slot()].wanted.live();
    world->meta.locks.wanted.live();
  }
  void thread(unsigned index) override {
    if (index == 0) applying->applied(1);
    if (index == 1) {
      waiting->applied(1);
      waits = !waiting->awaitApplied(1).empty();
    }
  }
  void after() override {
    model::check(!waits || world->rung[waiting->peers_->slot()], "a peer waits for what was applied long ago");
  }
};

/// The one who waits has only just come.
struct AwaitedScenario : SettledScenario {
  void before() override {
    SettledScenario::before();
    world->forget(*waiting->peers_);
    world->meta.peers[1].thread.free();
    world->meta.peers[1].id.live();
    world->bellOf[1].live();
    world->meta.locks.peerLimit.live();
  }
  void thread(unsigned index) override {
    if (index == 1) waiting->peers_->attach("", 0);
    SettledScenario::thread(index);
  }
};

const bool kDoorbell = scenario<DoorbellScenario>("doorbell") && scenario<HeirScenario>("heir") &&
                       scenario<SleepersHeirScenario>("sleepers-heir") && scenario<NewcomerScenario>("newcomer") &&
                       scenario<SettledScenario>("settled") && scenario<AwaitedScenario>("awaited");

}  // namespace lockstep
