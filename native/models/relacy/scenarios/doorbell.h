// A peer goes to sleep, and wakes and sleeps again, while one writer commits twice and somebody else rings too: when
// all is still, it is awake, its bell has rung, or it has seen the newest version.
namespace lockstep {

struct DoorbellScenario : Scenario {
  ::std::unique_ptr<Segment> writer = join();
  ::std::unique_ptr<Segment> sleeper = join();
  ::std::unique_ptr<Segment> passer = join();
  uint64_t seen = 0;
  bool asleep = false;

  void before() override {
    world->live({offsetof(Control, headVersion)});
    world->meta.armed[sleeper->peers_->slot()].live();
  }

  void thread(unsigned index) override {
    if (index == 0) publish();
    if (index == 1) sleep();
    if (index == 2) passer->doorbell_->ringSleepers();
  }
  void publish() {
    for (uint64_t version = 1; version <= 2; ++version) {
      Control control = World::first();
      control.headVersion = version;
      writeLatch(world->meta.latch, control);
      writer->doorbell_->ringSleepers();
    }
  }
  void sleep() {
    bool& rung = world->rung[sleeper->peers_->slot()];
    for (int round = 0; round < 3 && !asleep; ++round) {
      const bool behind = sleeper->doorbell_->arm(seen);
      asleep = !behind && !rung;
      if (asleep) return;
      rung = false;
      seen = readLatch(world->meta.latch).headVersion;
    }
  }
  void after() override {
    const bool wakes = !asleep || world->rung[sleeper->peers_->slot()] || seen == peekHead(world->meta.latch);
    model::check(wakes, "a peer sleeps through a commit");
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

const bool kDoorbell = scenario<DoorbellScenario>("doorbell") && scenario<SettledScenario>("settled");

}  // namespace lockstep
