// Locks: one thread at a time, each sees what the last one did, whether that one let go or died.
namespace lockstep {

struct LockScenario : Scenario {
  ::std::unique_ptr<Segment> peers[3] = {join(), join(), join()};
  rl::var<int> guarded;

  void before() override {
    guarded($) = 0;
    world->meta.locks.writer.live();
    world->ended[3].live();
  }
  void thread(unsigned index) override {
    // Not destroyed at the end: the third one dies with the lock.
    auto* lock = new Lock(world->meta.locks.writer, *peers[index]->peers_, 1'000'000'000);
    guarded($) = guarded($) + 1;
    if (index == 2)
      world->ended[3].store(1, std::memory_order_release);
    else
      delete lock;
  }
  void after() override { model::check(guarded($) == 3, "a thread was lost"); }
};

/// A slot is used again: its former owner was killed, the new one takes the lock, and who waits must not take the new
/// one for the dead one.
struct ReuseScenario : Scenario {
  ::std::unique_ptr<Segment> killed = join();
  ::std::unique_ptr<Segment> waiting = join();
  int inside = 0;

  void before() override {
    PeerSlot& slot = world->meta.peers[0];
    world->held[0].store(0, std::memory_order_relaxed);
    world->ended[1].store(1, std::memory_order_relaxed);
    world->held[0].live();
    slot.id.live();
    slot.thread.live();
    world->meta.locks.writer.live();
  }
  void thread(unsigned index) override {
    if (index == 2) return;
    ::std::unique_ptr<Segment> fresh;
    if (index == 0) fresh = join();
    const Peers& peers = index == 0 ? *fresh->peers_ : *waiting->peers_;
    Lock lock(world->meta.locks.writer, peers, 1'000'000'000);
    model::check(++inside == 1, "a living owner was robbed");
    world->meta.peers[2].reserved.load(std::memory_order_relaxed);
    rl::yield(1, $);
    --inside;
    lock.release();
    fresh.release();
  }
};

/// Who killed peers left locks to: the slot's next owner lets go of them, and the next one to lock sees what they did.
struct RecoverScenario : Scenario {
  ::std::unique_ptr<Segment> killed = join();
  ::std::unique_ptr<Segment> waiting = join();
  rl::var<int> guarded;

  void before() override {
    guarded($) = 0;
    world->held[0].live();
    world->meta.peers[0].id.live();
    world->meta.peers[0].thread.free();
    world->meta.locks.writer.live();
  }
  void thread(unsigned index) override {
    if (index == 0) {
      new Lock(world->meta.locks.writer, *killed->peers_, 1'000'000'000);
      guarded($) = guarded($) + 1;
      world->held[0].store(0, std::memory_order_release);
    }
    if (index == 1 && !world->held[0].load(std::memory_order_relaxed)) {
      Lock lock(world->meta.locks.writer, *waiting->peers_, 1'000'000'000);
      guarded($) = guarded($) + 1;
    }
    if (index == 2 && !world->held[0].load(std::memory_order_relaxed)) join().release();
  }
};

/// One who holds the lock publishes and may die, the next one publishes after it, and somebody reads.
struct TheftScenario : Scenario {
  ::std::unique_ptr<Segment> mortal = join();
  ::std::unique_ptr<Segment> thief = join();
  uint64_t published = 0;  // what the lock guards

  void before() override {
    world->meta.locks.writer.live();
    world->ended[1].live();
    world->live({kHead, kTail});
  }
  void publish() {
    Control control = World::first();
    control.headVersion = control.tailVersion = ++published;
    writeLatch(world->meta.latch, control);
  }
  void thread(unsigned index) override {
    if (index == 0) {
      new Lock(world->meta.locks.writer, *mortal->peers_, 1'000'000'000);
      publish();
      world->ended[1].store(1, std::memory_order_release);
    }
    if (index == 1) {
      const Lock lock(world->meta.locks.writer, *thief->peers_, 1'000'000'000);
      publish();
    }
    if (index == 2) readTwice();
  }
  void after() override { model::check(peekHead(world->meta.latch) == 2, "a publication was lost"); }
};

const bool kLock = scenario<LockScenario>("lock") && scenario<TheftScenario>("theft") && scenario<ReuseScenario>("reuse") &&
                   scenario<RecoverScenario>("recover");

}  // namespace lockstep
